"""The client sends what it was told, once, and says what came of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import client as writing
import pytest

from goodwill.client import (
    ApiError,
    Clashing,
    Goodwill,
    Invalid,
    Missing,
    NoAnswer,
    NoKey,
    NotAllowed,
    Outdated,
    TooFast,
)
from goodwill.client.talking import Call, Talk


class Server:
    """Answers as the test says, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers: list[tuple[int, Any, dict[str, str]]] = []
        self.waited: list[float] = []
        self.address = ""

    def answer(self, status: int, told: Any = None, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, told, named))

    @property
    def goodwill(self) -> Goodwill:
        made = Goodwill(self.address, "gw_key", language="zh-Hans", tries=3)
        made._talk._sleep = self.waited.append
        return made


@pytest.fixture
def server() -> Iterator[Server]:
    kept = Server()

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            kept.asked.append((self.command, self.path, headers, body))
            status, told, more = kept.answers.pop(0)
            if status == 0:
                self.connection.close()
                return
            content = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            for name, value in {**more, "content-length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Quiet."""

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        kept.address = f"http://127.0.0.1:{http.server_address[1]}/"
        yield kept
        http.shutdown()
        thread.join(5)


def test_what_is_written_is_what_the_api_describes() -> None:
    """If this fails: run `python tools/client.py`."""
    for name, text in writing.written(writing.described()).items():
        assert (writing.CLIENT / name).read_text("utf-8") == text, f"run tools/client.py: {name}"


def test_a_call_says_who_asks_in_which_language(server: Server) -> None:
    server.answer(200, {"id": "7"})
    assert server.goodwill.customers.read("7", fields=["name", "city"]) == {"id": "7"}
    method, path, headers, _ = server.asked[0]
    assert (method, path) == ("GET", "/api/v1/customers/7?fields=name%2Ccity")
    assert headers["authorization"] == "Bearer gw_key"
    assert headers["accept-language"] == "zh-Hans"
    assert "idempotency-key" not in headers


def test_what_is_sent_again_is_the_same_call(server: Server) -> None:
    server.answer(503, b"<html>")
    server.answer(0)
    server.answer(201, {"id": "7"})
    assert server.goodwill.customers.create({"name": "恒泰", "sort": "organisation"})
    keys = {headers["idempotency-key"] for _, _, headers, _ in server.asked}
    assert len(server.asked) == 3
    assert len(keys) == 1
    assert json.loads(server.asked[2][3])["name"] == "恒泰"
    assert server.waited[1] > server.waited[0] > 0.4


def test_it_waits_as_long_as_it_is_asked_to(server: Server) -> None:
    server.answer(429, {"detail": "Slow"}, Retry_After="7")
    server.answer(200, {"items": []})
    server.goodwill.list_notices()
    assert 7 <= server.waited[0] < 7.2


@pytest.mark.parametrize(
    ("status", "sort"),
    [
        (400, Invalid),
        (401, NoKey),
        (403, NotAllowed),
        (404, Missing),
        (409, Clashing),
        (412, Outdated),
        (422, Invalid),
        (500, ApiError),
    ],
)
def test_each_refusal_is_an_exception_of_its_own(
    server: Server, status: int, sort: type[ApiError]
) -> None:
    problem = {"type": "urn:goodwill:problem:x", "detail": "不行", "errors": [], "clashes": [1]}
    server.answer(status, problem)
    with pytest.raises(sort, match="不行") as refusal:
        server.goodwill.customers.change("7", {"city": "苏州"}, only_at=3)
    assert refusal.value.type == "x"
    assert server.asked[0][2]["if-match"] == '"3"'


def test_in_the_end_it_gives_up_and_says_why(server: Server) -> None:
    for _ in range(3):
        server.answer(429, {"detail": "Slow"})
    with pytest.raises(TooFast):
        server.goodwill.read_me()
    for _ in range(3):
        server.answer(0)
    with pytest.raises(NoAnswer):
        server.goodwill.read_me()
    with pytest.raises(ValueError, match="https"):
        Talk("crm.example.com", "gw_key")


def test_all_records_come_page_by_page(server: Server) -> None:
    server.answer(200, {"items": [{"id": "1"}], "next": "abc", "previous": None})
    server.answer(200, {"items": [{"id": "2"}], "next": None, "previous": "x"})
    where = {"all": [{"field": "city", "is": "上海"}]}
    assert [one["id"] for one in server.goodwill.customers.all(where=where)] == ["1", "2"]
    assert "after=abc" in server.asked[1][1]
    assert "where=%7B%22all%22" in server.asked[0][1]


def test_many_go_in_pieces(server: Server) -> None:
    for _ in range(2):
        server.answer(200, {"items": []})
    rows: Any = {f"K-{n}": {"name": f"C{n}"} for n in range(201)}
    assert len(list(server.goodwill.customers.upsert_many("erp", rows))) == 2
    sizes = [len(json.loads(body)["items"]) for *_, body in server.asked]
    assert sizes == [200, 1]


def test_files_and_strange_signs_arrive_whole(server: Server) -> None:
    server.answer(201, {"id": "1"})
    server.goodwill.customers.attach("7", "报价.pdf", b"%PDF\r\n\0\xff")
    _, _, headers, body = server.asked[0]
    assert headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b"%PDF\r\n\0\xff" in body
    assert b"%E6%8A%A5" in body
    server.answer(200, {"id": "1"})
    server.goodwill.customers.read_by("erp", "a/b?ü")
    assert server.asked[1][1] == "/api/v1/customers/by-external-id/erp/a%2Fb%3F%C3%BC"
    server.answer(200, b"a,b\n")
    assert server.goodwill.customers.export("csv") == b"a,b\n"
    server.answer(204, b"")
    assert server.goodwill.customers.delete("7") is None
    server.answer(200, b"file")
    assert server.goodwill._talk.fetch(Call("GET", "/attachments/1")) == b"file"
