"""REST interfaces: however they turn their pages, every row comes once, and nothing goes astray."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from crm.exchange.connecting.answering import Elsewhere, Told

from goodwill.crm.exchange.connecting.errors import CannotConnect, CannotRead
from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.crm.exchange.connecting.sources.calling import Caller, caller
from goodwill.crm.exchange.connecting.sources.rest import Rest
from goodwill.crm.exchange.connecting.sources.source import Asked
from goodwill.crm.records.outside import NotToBeCalled

PEOPLE = [
    {"id": n, "name": f"客户 {n}", "at": {"city": "上海"}, "tags": ["a", "b"]} for n in range(5)
]


def rest(there: Elsewhere, waits: list[float] | None = None, **where: Any) -> Rest:
    waited = [] if waits is None else waits
    return Rest({"url": f"{there.url}/people", **where}, Caller(rest=waited.append))


def ids_of(source: Rest, asked: Asked | None = None) -> list[str]:
    pieces = source.pieces(asked or Asked(id_column="id"))
    return [row["id"] for piece in pieces for row in piece.rows]


def by_page(told: dict[str, str]) -> Any:
    start = (int(told["page"]) - 1) * 2
    return {"data": {"items": PEOPLE[start : start + 2]}}


def by_last_page_again(told: dict[str, str]) -> Any:
    start = min((int(told["page"]) - 1) * 2, 4)
    return {"data": {"items": PEOPLE[start : start + 2]}}


def by_offset(told: dict[str, str]) -> Any:
    start = int(told["skip"])
    return PEOPLE[start : start + int(told["top"])]


def by_cursor(told: dict[str, str]) -> Any:
    start = int(told.get("after", "0"))
    more = {"paging": {"next": str(start + 2)}} if start + 2 < 5 else {"paging": {}}
    return {"results": PEOPLE[start : start + 2], **more}


def by_link(told: dict[str, str]) -> Any:
    start = int(told.get("from", "0"))
    link = f'</people?from={start + 2}>; rel="next", </people>; rel="first"'
    return Told(body=PEOPLE[start : start + 2], headers={"Link": link} if start < 3 else {})


def by_next(told: dict[str, str]) -> Any:
    start = int(told.get("from", "0"))
    return {"rows": PEOPLE[start : start + 2], "next": f"?from={start + 2}" if start < 3 else None}


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (lambda told: PEOPLE, {}),
        (by_page, {"paging": "page", "rows_path": "data.items"}),
        (by_last_page_again, {"paging": "page", "rows_path": "data.items"}),
        (by_offset, {"paging": "offset", "page_parameter": "skip", "size_parameter": "top",
                     "size": 2}),
        (by_cursor, {"paging": "cursor", "page_parameter": "after", "next_path": "paging.next",
                     "rows_path": "results"}),
        (by_link, {"paging": "link"}),
        (by_next, {"paging": "next", "next_path": "next", "rows_path": "rows"}),
    ],
    ids=["all at once", "page", "last page again", "offset", "cursor", "link", "next"],
)  # fmt: skip
def test_every_row_comes_once_however_pages_are_turned(
    elsewhere: Elsewhere, answer: Callable[[dict[str, str]], Any], where: dict[str, Any]
) -> None:
    elsewhere.answers["/people"] = answer
    assert ids_of(rest(elsewhere, **where)) == ["0", "1", "2", "3", "4"]


def test_rows_are_flat_and_lines_are_rows_of_their_own(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/people"] = lambda told: PEOPLE[:1]
    row = rest(elsewhere).sample().rows[0]
    assert row == {"id": "0", "name": "客户 0", "at.city": "上海", "tags": "a; b"}
    order = {"id": 7, "lines": [{"sku": "A", "n": 1.5}, {"sku": "B", "n": None}]}
    elsewhere.answers["/people"] = lambda told: [order]
    assert rest(elsewhere, lines_path="lines").sample().rows == (
        {"id": "7", "lines.sku": "A", "lines.n": "1.5"},
        {"id": "7", "lines.sku": "B", "lines.n": ""},
    )


def test_only_what_changed_is_asked_for_once_a_mark_is_known(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/people"] = lambda told: [
        {"id": 1, "at": "2026-03-02T00:00:00Z"},
        {"id": 2, "at": "2026-03-01T00:00:00Z"},
    ]
    source = rest(elsewhere, since_parameter="updated_since")
    pieces = list(source.pieces(Asked(Mark.of("2026-02-28T12:00:00+00:00"), "at", "id")))
    assert elsewhere.asked[0][1] == {"updated_since": "2026-02-28T12:00:00+00:00"}
    assert pieces[-1].mark == Mark.of("2026-03-02T00:00:00+00:00")
    assert not pieces[-1].completes
    assert list(source.pieces(Asked(column="at")))[-1].completes


def test_the_busy_are_waited_for_as_they_ask(elsewhere: Elsewhere) -> None:
    answers = [
        Told(429, [], {"Retry-After": "7"}),
        Told(503, []),
        Told(503, [], {"Retry-After": "9999"}),
        Told(body=PEOPLE),
    ]
    elsewhere.answers["/people"] = lambda told: answers.pop(0)
    waits: list[float] = []
    assert len(ids_of(rest(elsewhere, waits))) == 5
    assert waits == [7.0, 4.0, 60.0]


@pytest.mark.parametrize(
    ("answer", "sort", "says"),
    [
        (Told(500, []), CannotRead, "500"),
        (Told(401, []), CannotConnect, "Check the key"),
        (Told(302, [], {"Location": "http://10.0.0.1/"}), CannotConnect, "leads elsewhere"),
        (Told(body=b"<html>"), CannotRead, "not JSON"),
        (Told(body=b"[" * 100_000), CannotRead, "not JSON"),
        (Told(body={"rows": {}}), CannotRead, "it holds: rows"),
        (Told(body=[1, 2]), CannotRead, "not objects"),
        (Told(body=[{"id": 1}], headers={"Link": '<https://evil.example/>; rel="next"'}),
         CannotRead, "elsewhere"),
        (Told(body=[{"id": 1}], headers={"Link": '</people>; rel="next"'}), CannotRead, "circle"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(
    elsewhere: Elsewhere, answer: Told, sort: type[Exception], says: str
) -> None:
    elsewhere.answers["/people"] = lambda told: answer
    with pytest.raises(sort) as told:
        ids_of(rest(elsewhere, paging="link"))
    assert says in str(told.value.sentence)  # type: ignore[attr-defined]


def test_every_way_to_show_who_asks(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/people"] = lambda told: PEOPLE
    ways = {"bearer": {}, "header": {"header": "X-Token"}, "password": {"user": "li"}}
    for way, more in ways.items():
        where = {"url": f"{elsewhere.url}/people", "opens_with": way, **more}
        Rest(where, caller(where, {"secret": "öpen" if more.get("user") else "open"})).sample()
    shown = [headers for *_, headers in elsewhere.asked]
    assert shown[0]["Authorization"] == "Bearer open"
    assert shown[1]["X-Token"] == "open"
    assert shown[2]["Authorization"] == "Basic bGk6w7ZwZW4="


def test_nothing_inside_is_called_unless_the_configuration_says_so() -> None:
    for url in ("http://127.0.0.1:1/", "https://169.254.169.254/latest", "http://[::1]/"):
        with pytest.raises(NotToBeCalled):
            Rest({"url": url}, Caller()).sample()


def test_ids_come_from_an_address_of_their_own(elsewhere: Elsewhere) -> None:
    elsewhere.answers["/ids"] = lambda told: [1, 2, 3]
    source = rest(elsewhere, ids_url=f"{elsewhere.url}/ids")
    found = source.ids(Asked(id_column="id"))
    assert found is not None
    assert list(found) == ["1", "2", "3"]
    assert rest(elsewhere).ids(Asked(id_column="id")) is None
