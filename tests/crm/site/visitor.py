"""Somebody at a running site: pages and forms over HTTP as a browser sends them, with cookies."""

from __future__ import annotations

import html
import http.cookiejar
import re
import socket
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass

PASSWORD = "correct horse battery staple"
PATIENCE_SECONDS = 300
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
IN_COOKIE = "csrftoken"


@dataclass(frozen=True)
class Answer:
    """What came back in the end, after all redirections."""

    url: str
    text: str

    def value(self, name: str) -> str:
        """What stands in a field of the form on the page."""
        hidden = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        area = re.search(rf'<textarea name="{name}"[^>]*>\r?\n?(.*?)</textarea>', self.text, re.S)
        found = hidden or area
        assert found, f"no {name} in {self.text[:400]}"
        return html.unescape(found[1])


class Visitor:
    """Keeps cookies; raises what `urllib` raises for any answer that is an error."""

    def __init__(self, port: int, patience: float = PATIENCE_SECONDS) -> None:
        self.address, self.patience = f"http://localhost:{port}", patience
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str, *, is_part: bool = False) -> Answer:
        return self._ask(path, None, {"HX-Request": "true"} if is_part else {})

    def post(self, path: str, *, headers: dict[str, str] | None = None, **facts: str) -> Answer:
        """Send a form, with the token of the cookie that an earlier page brought."""
        token = next((one.value for one in self.cookies if one.name == IN_COOKIE), "")
        sent = urllib.parse.urlencode({**facts, "csrfmiddlewaretoken": token}).encode()
        return self._ask(path, sent, headers or {})

    def log_in(self, email: str) -> None:
        page = self.get("/account/login/")
        assert TOKEN.search(page.text), page.text[:400]
        answer = self.post("/account/login/", login=email, password=PASSWORD)
        assert not answer.url.endswith("/account/login/"), answer.text[:400]

    def _ask(self, path: str, sent: bytes | None, headers: dict[str, str]) -> Answer:
        request = urllib.request.Request(self.address + path, sent, headers)
        with self.opener.open(request, timeout=self.patience) as answer:
            return Answer(answer.url, answer.read().decode())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_it_answers(port: int, seconds: float = 600) -> None:
    """Wait for a site that was just started."""
    until = time.monotonic() + seconds
    while True:
        try:
            Visitor(port, 5).get("/health/live/")
            return
        except OSError:
            assert time.monotonic() < until, "The site does not answer."
            time.sleep(0.3)
