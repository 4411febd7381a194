"""What follows a record as it is written: its entry in the search index, and what rooms add.

Who follows single records only catches up on those written in bulk by reading history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from goodwill.crm.records.finding import entering
from goodwill.crm.records.models import Record

Follow = Callable[[Any], None]
FollowMany = Callable[[Sequence[Any]], None]


def enter(record: Record) -> None:
    """Bring up to date what is derived from the record, within the transaction that wrote it."""
    entering.enter(record)
    for follow in _FOLLOWERS[record.kind]:
        follow(record)


def enter_new(record: Record) -> None:
    """The same for one that was not there before."""
    entering.enter_many([record])
    for follow in _FOLLOWERS[record.kind]:
        follow(record)


def enter_many(records: Sequence[Record]) -> int:
    """The same for many new records of one kind; how many entries there were."""
    entered = entering.enter_many(records)
    _tell_of_many(records)
    return entered


def enter_again(records: Iterable[Record]) -> None:
    """The same for many records of one kind that were changed at once."""
    found = list(records)
    entering.enter_again(found)
    _tell_of_many(found)


def heed(kinds: Iterable[str], follow: Follow, many: FollowMany | None = None) -> None:
    """Let `follow` be told of every record of these kinds that is written by itself.

    `many` is told of those that are written together.
    """
    for kind in kinds:
        _FOLLOWERS[kind].append(follow)
        if many:
            _FOLLOWERS_OF_MANY[kind].append(many)


def _tell_of_many(records: Sequence[Record]) -> None:
    if records:
        for follow in _FOLLOWERS_OF_MANY[records[0].kind]:
            follow(records)


_FOLLOWERS: defaultdict[str, list[Follow]] = defaultdict(list)
_FOLLOWERS_OF_MANY: defaultdict[str, list[FollowMany]] = defaultdict(list)
