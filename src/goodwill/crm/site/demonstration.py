"""The logins of a demonstration, which everyone may know."""

from __future__ import annotations

HOST = "goodwill.example"
PASSWORD = "goodwill-demo"  # noqa: S105 (said aloud: only demonstrations have it)


def address_of(role: str) -> str:
    """The e-mail address of somebody with this role."""
    return f"{role.replace('_', '-')}@{HOST}"
