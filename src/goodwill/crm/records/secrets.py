"""Keeps what programs must be able to read again, such as keys of other systems, encrypted."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "locked", "opened"]


def locked(text: str, purpose: str) -> str:
    """The text as the database may hold it; only the same purpose opens it again."""
    return _box(purpose).encrypt(text.encode()).decode()


def opened(kept: str, purpose: str) -> str:
    """The text that was locked.

    Raises
    ------
    InvalidToken
        If it was locked for another purpose, or with a key that is no longer ours.
    """
    return _box(purpose).decrypt(kept.encode()).decode()


def _box(purpose: str) -> MultiFernet:
    """Opens with every key that has been ours, closes with the present one."""
    keys = (settings.RECORDS_KEY, *settings.RECORDS_KEY_FALLBACKS)
    hashed = (hashlib.sha256(f"goodwill.{purpose}".encode() + str(key).encode()) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one.digest())) for one in hashed])
