"""Calls to another system's REST interface: never inside, never for ever, patient with the busy."""

from __future__ import annotations

import base64
import http.client
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from goodwill.crm.exchange.connecting.errors import CannotConnect, CannotRead
from goodwill.crm.records import outside
from goodwill.language import Sentence

SECONDS = 60.0
LARGEST = 64 * 2**20
TRIES = 4
LONGEST_WAIT = 60.0
BUSY = (429, 502, 503, 504)


@dataclass(frozen=True)
class Answer:
    """What came back: what it held, and where the next page is if the heading says so."""

    told: Any
    link: str = ""


@dataclass(frozen=True)
class Caller:
    """Asks in the name of a connection. `rest` waits; tests do not."""

    headers: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    rest: Callable[[float], None] = time.sleep

    def get(self, url: str) -> Answer:
        """What an address answers with, as JSON.

        Raises
        ------
        NotToBeCalled, CannotConnect, CannotRead
            If it must not be called, is not there, or answers with anything else.
        """
        for left in reversed(range(TRIES)):
            try:
                status, headers, body = self._once(url)
            except (OSError, http.client.HTTPException) as trouble:
                if not left:
                    raise self._unreached(url, trouble) from trouble
                self.rest(2.0 ** (TRIES - left - 1))
                continue
            if status not in BUSY or not left:
                break
            self.rest(_wait(headers.get("Retry-After", ""), TRIES - left))
        if status != 200:
            raise _refusal(status, headers, url)
        return Answer(_read(body), _next_link(headers.get("Link", "")))

    def _once(self, url: str) -> tuple[int, Mapping[str, str], bytes]:
        to = outside.place(url)
        line = to.connection(SECONDS)
        try:
            line.request("GET", to.path, headers={"Accept": "application/json", **self.headers})
            answer = line.getresponse()
            body = answer.read(LARGEST + 1)
        finally:
            line.close()
        if len(body) > LARGEST:
            raise CannotRead(Sentence("The answer is larger than 64 MB. Ask for smaller pages."))
        return answer.status, dict(answer.headers.items()), body

    def _unreached(self, url: str, trouble: BaseException) -> CannotConnect:
        said = getattr(trouble, "strerror", "") or str(trouble) or type(trouble).__name__
        for secret in self.hidden:
            said = said.replace(secret, "…")
        host = url.split("/")[2]
        return CannotConnect(Sentence("{host} is not reached: {said}", host=host, said=said))


def caller(where: Mapping[str, Any], opens: Mapping[str, str]) -> Caller:
    """Whoever asks in the way that the connection says."""
    secret, way = opens.get("secret", ""), where.get("opens_with", "nothing")
    if way == "bearer":
        headers = {"Authorization": f"Bearer {secret}"}
    elif way == "header":
        headers = {str(where.get("header") or "X-API-Key"): secret}
    elif way == "password":
        both = f"{where.get('user', '')}:{secret}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(both).decode()}
    else:
        headers = {}
    return Caller(headers, (secret,) if secret else ())


def _wait(asked: str, tries: int) -> float:
    """How long to wait before the next try: as asked, but not for ever."""
    wanted = float(asked) if asked.strip().isdigit() else 2.0**tries
    return min(wanted, LONGEST_WAIT)


def _refusal(status: int, headers: Mapping[str, str], url: str) -> CannotConnect | CannotRead:
    if status in (401, 403):
        return CannotConnect(
            Sentence("The system does not let us in ({status}). Check the key.", status=str(status))
        )
    if 300 <= status < 400:
        where = headers.get("Location", "—")
        return CannotConnect(
            Sentence("The address leads elsewhere, to {address}. Enter that one.", address=where)
        )
    return CannotRead(
        Sentence("The system answers {status} to {address}.", status=str(status), address=url)
    )


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as trouble:
        raise CannotRead(Sentence("The answer is not JSON.")) from trouble


def _next_link(heading: str) -> str:
    """The address of the next page (RFC 8288)."""
    for one in heading.split(","):
        address, _, rest = one.strip().partition(">")
        if address.startswith("<") and 'rel="next"' in rest.replace("rel=next", 'rel="next"'):
            return address.removeprefix("<")
    return ""
