"""A REST interface, page by page, by whichever of the usual ways it turns pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from django.utils import timezone

from goodwill.crm.exchange.connecting.errors import CannotRead, NotSetUp
from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.crm.exchange.connecting.sources.calling import Answer, Caller, caller
from goodwill.crm.exchange.connecting.sources.flattening import at, flat
from goodwill.crm.exchange.connecting.sources.source import SHOWN, Asked, Piece, Row, Sample
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.exchange.connecting.models import Connection

MOST_PAGES = 100_000


class Paging(StrEnum):
    """How the next page is asked for."""

    NONE = "none"
    PAGE = "page"
    OFFSET = "offset"
    CURSOR = "cursor"
    LINK = "link"
    NEXT = "next"


def opened(connection: Connection) -> Rest:
    """The interface of a connection."""
    return Rest(connection.where, caller(connection.where, connection.opens))


@dataclass(frozen=True)
class Rest:
    """Where the interface is, and how it is asked."""

    where: Mapping[str, Any]
    caller: Caller

    def sample(self) -> Sample:
        """The first rows of the first page."""
        page = next(self._pages(self._first(Asked())), [])
        rows = tuple(self._rows(page))[:SHOWN]
        headings = tuple(dict.fromkeys(name for row in rows for name in row))
        return Sample(headings, rows)

    def pieces(self, asked: Asked) -> Iterator[Piece]:
        """Each page. Nobody says in which order they come: the mark moves at the end."""
        now, reached = timezone.now(), Mark()
        for page in self._pages(self._first(asked)):
            rows = tuple(self._rows(page))
            marks = (Mark.of(row.get(asked.column)) for row in rows if asked.column)
            sure = [mark for mark in marks if not mark.is_ahead(now)]
            reached = max([reached, *sure])
            yield Piece(rows)
        is_whole = asked.is_whole or not self.where.get("since_parameter")
        yield Piece(mark=reached, completes=is_whole)

    def ids(self, asked: Asked) -> Iterator[str] | None:
        """Every id there is, if an address tells them."""
        address = str(self.where.get("ids_url") or "")
        return self._ids(address, asked.id_column) if address else None

    def _ids(self, address: str, column: str) -> Iterator[str]:
        for page in self._pages(_with(address, self._size())):
            for one in page:
                told = flat(one).get(column, "") if isinstance(one, dict) else str(one)
                if told:
                    yield told

    def _first(self, asked: Asked) -> str:
        """The address of the first page."""
        told = str(self.where.get("url", ""))
        if not told:
            raise NotSetUp(Sentence("Enter the address that lists the rows."))
        more = dict(self._size())
        since = str(self.where.get("since_parameter") or "")
        if since and not asked.is_whole:
            more[since] = asked.since.plain
        return _with(told, more)

    def _size(self) -> dict[str, str]:
        name, size = self.where.get("size_parameter"), self.where.get("size")
        return {str(name): str(size)} if name and size else {}

    def _pages(self, first: str) -> Iterator[list[Any]]:
        """Each page as a list; ends with the last, and where pages come again."""
        turns = Paging(self.where.get("paging") or "none")
        address, asked, before = self._start(first, turns), {first}, ""
        for number in count(1):
            answer = self.caller.get(address)
            page = self._list(answer.told)
            same = json.dumps(page, sort_keys=True)
            if same == before and turns in (Paging.PAGE, Paging.OFFSET):
                return
            before = same
            yield page
            address = self._next(turns, address, answer, page)
            if not address:
                return
            if address in asked or number >= MOST_PAGES:
                raise CannotRead(Sentence("The pages go round in a circle. Check how pages turn."))
            asked.add(address)

    def _start(self, first: str, turns: Paging) -> str:
        if turns is Paging.PAGE:
            return _with(first, {self._parameter("page"): str(self.where.get("first_page", 1))})
        if turns is Paging.OFFSET:
            return _with(first, {self._parameter("offset"): "0"})
        return first

    def _next(self, turns: Paging, address: str, answer: Answer, page: list[Any]) -> str:
        """The address of the page after this one; nothing if there is none."""
        if turns is Paging.LINK:
            return self._same_origin(address, answer.link)
        told = at(answer.told, str(self.where.get("next_path") or ""))
        if turns is Paging.NEXT:
            return self._same_origin(address, told if isinstance(told, str) else "")
        if turns is Paging.CURSOR:
            return _with(address, {self._parameter("cursor"): str(told)}) if told else ""
        if turns is Paging.NONE or not page:
            return ""
        name = self._parameter(turns.value)
        now = int(dict(parse_qsl(urlsplit(address).query)).get(name, "0"))
        step = 1 if turns is Paging.PAGE else len(page)
        return _with(address, {name: str(now + step)})

    def _parameter(self, usual: str) -> str:
        return str(self.where.get("page_parameter") or usual)

    def _same_origin(self, address: str, told: str) -> str:
        """The next page, if it is where the first was: nobody else gets to see our key."""
        if not told:
            return ""
        there = urljoin(address, told)
        if urlsplit(there)[:2] != urlsplit(address)[:2]:
            raise CannotRead(
                Sentence("The next page is said to be elsewhere: {address}", address=there)
            )
        return there

    def _list(self, told: Any) -> list[Any]:
        path = str(self.where.get("rows_path") or "")
        found = at(told, path)
        if found is None and path:
            found = []
        if not isinstance(found, list):
            raise CannotRead(
                Sentence(
                    "The answer holds no list of rows{place}. Say where in it the rows are; "
                    "it holds: {names}",
                    place=f" ({path})" if path else "",
                    names=", ".join(list(told)[:20]) if isinstance(told, dict) else "—",
                )
            )
        return found

    def _rows(self, page: list[Any]) -> Iterator[Row]:
        lines = str(self.where.get("lines_path") or "")
        for one in page:
            if not isinstance(one, dict):
                raise CannotRead(Sentence("The rows are not objects with names and values."))
            if not lines:
                yield flat(one)
                continue
            rest = {name: value for name, value in one.items() if name != lines}
            for line in at(one, lines) or [{}]:
                yield {**flat(rest), **flat({lines: line})}


def _with(address: str, more: Mapping[str, str]) -> str:
    """The address with these parameters, each once."""
    parts = urlsplit(address)
    told = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in more]
    return urlunsplit(parts._replace(query=urlencode([*told, *more.items()])))
