"""What one person sees and may do, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.accounts.abilities import VERBS
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind, kinds

COUNTED = 1000


@dataclass(frozen=True)
class Sight:
    """How much of one kind of record somebody sees."""

    kind: Kind
    verbs: tuple[str, ...]
    count: int
    """Records within reach, counted up to `COUNTED`."""
    hidden: tuple[Field, ...]

    @property
    def is_more(self) -> bool:
        return self.count > COUNTED


def sights(reach: Reach) -> list[Sight]:
    """What a person with this reach sees of every kind of record."""
    return [_sight(kind, reach) for kind in kinds()]


def _sight(kind: Kind, reach: Reach) -> Sight:
    verbs = tuple(verb for verb in VERBS if reach.may(f"{kind.word}.{verb}"))
    count = 0
    if "view" in verbs:
        seen = kind.model.objects.present().within(reach)
        count = seen.order_by()[: COUNTED + 1].count()
    hidden = tuple(one for one in kind.all_fields() if not reach.sees(kind.word, one.name))
    return Sight(kind, verbs, count, hidden)
