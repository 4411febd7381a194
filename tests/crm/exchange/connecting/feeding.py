"""A source that tells what a test lets it tell, and may break while it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from goodwill.crm.exchange.connecting.errors import CannotRead
from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.crm.exchange.connecting.sources.source import Asked, Piece, Row, Sample
from goodwill.language import Sentence


@dataclass
class Feed:
    """Tells `rows` in pieces of `size`; breaks before the piece numbered `breaks`."""

    rows: Sequence[Row] = ()
    size: int = 2
    breaks: int = -1
    trouble: type[BaseException] = CannotRead
    all_ids: Sequence[str] | None = None
    is_whole: bool = True
    asked: list[Asked] = field(default_factory=list)

    def sample(self) -> Sample:
        return Sample(tuple(self.rows[0]), tuple(self.rows))

    def pieces(self, asked: Asked) -> Iterator[Piece]:
        self.asked.append(asked)
        reached = Mark()
        for number, start in enumerate(range(0, len(self.rows), self.size)):
            if number == self.breaks:
                raise self._trouble()
            some = tuple(self.rows[start : start + self.size])
            reached = max([reached, *(Mark.of(row.get(asked.column)) for row in some)])
            yield Piece(some, reached if asked.column else Mark())
        yield Piece(completes=self.is_whole and asked.is_whole)

    def ids(self, asked: Asked) -> Iterator[str] | None:
        return None if self.all_ids is None else iter(self.all_ids)

    def _trouble(self) -> BaseException:
        if self.trouble is CannotRead:
            return CannotRead(Sentence("The line went dead."))
        return self.trouble()


def row(value: object, name: str = "", at: str = "", **more: str) -> Row:
    """A row of customers as the other system tells it."""
    return {"id": str(value), "name": name or f"客户 {value}", "at": at, **more}
