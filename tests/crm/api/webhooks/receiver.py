"""A little system that is told things: takes them, refuses, is slow or away, as the test says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook as Signer


@dataclass
class Receiver:
    """What came, in order, and how it is answered."""

    server: Any = None
    status: int = 200
    seconds: float = 0
    headers: dict[str, str] = field(default_factory=dict)
    came: list[tuple[dict[str, str], str]] = field(default_factory=list)
    drips: bool = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=goodwill"

    @property
    def taken(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.came]

    def events(self) -> list[str]:
        return [one["type"] for one in self.taken]

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.came]

    def checked(self, secret: str) -> list[Any]:
        """What came, each message checked as a receiver should."""
        return [Signer(secret).verify(body, headers) for headers, body in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens on a port of its own."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            told = {name.lower(): value for name, value in self.headers.items()}
            if receiver.drips:
                for letter in b"HTTP/1.1 200 OK\r\nX: " + 40 * b"y":
                    self.wfile.write(bytes([letter]))
                    time.sleep(0.1)
                return
            time.sleep(receiver.seconds)
            if 200 <= receiver.status < 300:
                receiver.came.append((told, body))
            answer = b"thanks" if receiver.status < 300 else b"not now"
            self.send_response(receiver.status)
            self.send_header("content-length", str(len(answer)))
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

        def finish(self) -> None:
            try:
                super().finish()
            except OSError:
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        receiver.server = server
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join(5)
