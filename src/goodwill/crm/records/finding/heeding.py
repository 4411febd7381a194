"""What follows a record as it is written: its entry in the search index, and what rooms add.

Only single records are followed at once. Whoever keeps something about many catches up on
those written in bulk by reading history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from goodwill.crm.records.finding import entering
from goodwill.crm.records.models import Record

Follow = Callable[[Any], None]


def enter(record: Record) -> None:
    """Bring up to date what is derived from the record, within the transaction that wrote it."""
    entering.enter(record)
    for follow in _FOLLOWERS[record.kind]:
        follow(record)


def heed(kinds: Iterable[str], follow: Follow) -> None:
    """Let `follow` be told of every record of these kinds that is written by itself."""
    for kind in kinds:
        _FOLLOWERS[kind].append(follow)


_FOLLOWERS: defaultdict[str, list[Follow]] = defaultdict(list)
