"""Other systems that the tests read from, and connections to them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from crm.exchange.connecting.answering import Elsewhere, Told
from django.utils import timezone
from mariadb_server import mariadb
from postgresql_server import postgresql
from sftp_server import Sftp, sftp

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.connecting import safekeeping
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.importing.plan import Plan

COLUMNS = {
    "id": "external_id",
    "name": "customers.name",
    "city": "customers.city",
    "email": "contact_points.email",
}


@pytest.fixture
def connected(administrator: User) -> Callable[..., Connection]:
    """Makes a connection that brings in customers by their id."""

    def made(sort: str, where: dict[str, Any], **more: Any) -> Connection:
        opens, columns = more.pop("opens", {}), more.pop("columns", COLUMNS)
        plan = Plan(more.pop("shape", "customers"), columns, ("external_id",))
        facts = {
            "name": "ERP",
            "by": administrator,
            "is_on": True,
            "on_since": timezone.now(),
            "next_at": timezone.now(),
            "plan": plan.to_json(),
        }
        secrets = safekeeping.locked(opens)
        return Connection.objects.create(
            sort=sort, where=where, secrets=secrets, **{**facts, **more}
        )

    return made


@pytest.fixture(scope="session")
def mariadb_port() -> Iterator[int]:
    with mariadb() as port:
        yield port


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def sftp_server() -> Iterator[Sftp]:
    with sftp() as server:
        yield server


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[Elsewhere]:
    """A server on the loopback address, which the configuration lets be called."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, private_hosts="127.0.0.0/8")

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            told = dict(parse_qsl(parts.query))
            there.asked.append((parts.path, told, dict(self.headers.items())))
            answer = there.answers[parts.path](told)
            answer = answer if isinstance(answer, Told) else Told(body=answer)
            plain = (
                answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            )
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(plain)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(plain)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    there = Elsewhere(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield there
    server.shutdown()
    thread.join()
    server.server_close()
