"""Programs with keys, as the tests of the API send them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.limiting import Limit
from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import door


@dataclass
class Program:
    """A program with the key of a person."""

    key: str
    client: Client

    def __call__(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        """Send one request to an address under `/api/v1/`; headers with `_` for `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            sent.setdefault("Authorization", f"Bearer {self.key}")
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            b"" if content is None else body,
            content_type="application/json",
            headers=sent,
        )

    def send(self, path: str, name: str, content: str | bytes, **headers: str) -> Any:
        """Send one file."""
        held = content if isinstance(content, bytes) else content.encode()
        sent = {one.replace("_", "-"): value for one, value in headers.items()}
        sent["Authorization"] = f"Bearer {self.key}"
        file = SimpleUploadedFile(name, held, "application/octet-stream")
        return self.client.post(f"/api/v1/{path}", {"file": file}, headers=sent)


def program(user: User, *abilities: str) -> Program:
    """A program that acts for somebody, within these abilities."""
    made = tokens.make(user, "program", abilities or ["*.*"], None)
    return Program(made.key, Client(raise_request_exception=False))


@pytest.fixture(autouse=True)
def rested() -> None:
    """Nobody has asked for anything yet."""
    door.buckets._left.clear()


@pytest.fixture
def ask(administrator: User) -> Program:
    """A program of the administrator's."""
    return program(administrator)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is too fast."""
    monkeypatch.setattr(door, "PER_PERSON", Limit(10**9, 10**9))
