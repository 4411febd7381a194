"""What the API refuses (RFC 9457), each sort as an exception of its own.

ApiError
├── NoAnswer      nobody answered, however often it was tried
├── NoKey         the key is missing, unknown or ended
├── NotAllowed    the person, or the key, may not do this
├── Missing       no such record, or out of the person's reach
├── Clashing      somebody changed the same fields meanwhile; `clashes` says which
├── Outdated      the record is not at the version that was asked for
├── Invalid       what was sent cannot be; `errors` says which field and why
└── TooFast       too many requests, even after waiting
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """What the API refused: `detail` says why, in the language that was asked for."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = dict(problem)
        self.type = str(problem.get("type", "")).rpartition(":")[2]
        self.detail = str(problem.get("detail") or problem.get("title") or status)
        super().__init__(f"{status}: {self.detail}")


class NoAnswer(ApiError):
    """Nobody answered, however often it was tried."""

    def __init__(self, trouble: object) -> None:
        super().__init__(0, {"detail": f"No answer: {trouble}"})


class NoKey(ApiError):
    """The key is missing, unknown or ended."""


class NotAllowed(ApiError):
    """The person, or the key, may not do this."""


class Missing(ApiError):
    """No such record, or out of the person's reach."""


class Clashing(ApiError):
    """Somebody changed the same fields meanwhile."""

    @property
    def clashes(self) -> list[dict[str, Any]]:
        """Each field: what it was, is now, and was to be."""
        return list(self.problem.get("clashes", []))


class Outdated(ApiError):
    """The record is not at the version that was asked for."""


class Invalid(ApiError):
    """What was sent cannot be."""

    @property
    def errors(self) -> dict[str, str]:
        """Why, by field."""
        return {one["field"]: one["detail"] for one in self.problem.get("errors", [])}


class TooFast(ApiError):
    """Too many requests, even after waiting."""


def error_of(status: int, problem: Mapping[str, Any]) -> ApiError:
    """The exception for an answer."""
    return _SORTS.get(status, ApiError)(status, problem)


_SORTS: Mapping[int, type[ApiError]] = {
    400: Invalid,
    401: NoKey,
    403: NotAllowed,
    404: Missing,
    409: Clashing,
    412: Outdated,
    422: Invalid,
    429: TooFast,
}
