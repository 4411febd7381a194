"""One call over HTTP: sent again where the network fails, and never done twice by that."""

from __future__ import annotations

import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import Any

from goodwill.client.errors import NoAnswer, error_of

ROOT = "/api/v1"
WAITED_FOR = frozenset({429, 502, 503, 504})
"""Answers after which the same call may succeed a little later."""
LONGEST_WAIT = 60.0
SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Call:
    """What is asked: `body` goes as JSON, `file` (its name and content) as a form."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    body: object = None
    headers: Mapping[str, str] | None = None
    file: tuple[str, bytes] | None = None


class Talk:
    """Speaks to one installation with one key."""

    def __init__(
        self,
        address: str,
        key: str,
        *,
        language: str = "",
        seconds: float = 60,
        tries: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not address.startswith(("http://", "https://")):
            raise ValueError("The address begins with https:// (or http://).")
        self.address = address.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json, */*"}
        if language:
            self._headers["Accept-Language"] = language
        self._seconds, self._tries, self._sleep = seconds, tries, sleep

    def ask(self, call: Call) -> Any:
        """The answer to a call, from JSON; None where there is nothing to tell.

        Raises
        ------
        ApiError
            For whatever the API refuses, and where nobody answers.
        """
        content = self.fetch(call)
        return json.loads(content) if content else None

    def fetch(self, call: Call) -> bytes:
        """The answer to a call as it came.

        Raises
        ------
        ApiError
            For whatever the API refuses, and where nobody answers.
        """
        request = self._request(call)
        for left in range(self._tries - 1, -1, -1):
            try:
                with urllib.request.urlopen(request, timeout=self._seconds) as answer:  # noqa: S310
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError as refusal:
                with refusal:
                    told = _problem(refusal.read())
                if refusal.code not in WAITED_FOR or not left:
                    raise error_of(refusal.code, told) from None
                self._wait(left, refusal.headers)
            except (OSError, HTTPException) as trouble:
                if not left:
                    raise NoAnswer(trouble) from trouble
                self._wait(left, None)
        raise NoAnswer("not tried")

    def _request(self, call: Call) -> urllib.request.Request:
        headers = {**self._headers, **(call.headers or {})}
        if call.method not in SAFE:
            headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
        data: bytes | None = None
        if call.file is not None:
            headers["Content-Type"], data = _form(*call.file)
        elif call.body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(call.body, ensure_ascii=False).encode()
        query = {name: value for name, value in (call.query or {}).items() if value is not None}
        address = f"{self.address}{ROOT}{call.path}"
        if query:
            address += "?" + urllib.parse.urlencode({n: _told(v) for n, v in query.items()})
        return urllib.request.Request(address, data, headers, method=call.method)  # noqa: S310

    def _wait(self, left: int, headers: Message | None) -> None:
        asked = (headers.get("Retry-After") or "") if headers else ""
        own = 0.5 * 2 ** (self._tries - 1 - left)
        seconds = float(asked) if asked.isdecimal() else own
        self._sleep(min(seconds, LONGEST_WAIT) + random.uniform(0, 0.1))  # noqa: S311 (no secret)


def place(template: str, **parts: object) -> str:
    """A path with its parts filled in, whatever signs they hold."""
    return template.format(**{n: urllib.parse.quote(str(v), safe="") for n, v in parts.items()})


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return ",".join(str(one) for one in value)
    return str(value)


def _form(name: str, content: bytes) -> tuple[str, bytes]:
    border = uuid.uuid4().hex
    called = urllib.parse.quote(name)
    head = (
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="file"; '
        f"filename*=UTF-8''{called}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
    return f"multipart/form-data; boundary={border}", body


def _problem(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:
        return {"detail": content[:200].decode("utf-8", "replace")}
    return told if isinstance(told, dict) else {}
