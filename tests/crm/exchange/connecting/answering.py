"""What another system answers, in the tests of REST interfaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Elsewhere:
    """A REST interface of another system: `answers` says what it answers to a path."""

    url: str
    answers: dict[str, Callable[[dict[str, str]], Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """An answer that is not simply what was asked for."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
