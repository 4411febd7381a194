"""How many customers fit conditions, of those a person sees: while they are being put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.value.segmenting import matching
from goodwill.crm.value.segmenting.columns import People
from goodwill.crm.value.segmenting.conditions import Group


@dataclass(frozen=True)
class Counted:
    """So many of so many, as of a moment."""

    fitting: int
    of: int
    as_of: datetime


def count(people: People, reach: Reach, group: Group) -> Counted:
    """Whom the conditions fit among those whom the person sees."""
    return told(people, reach, matching.matching(people, group))


def told(people: People, reach: Reach, flags: matching.Flags) -> Counted:
    """How many of these the person sees."""
    seen = matching.within(people, reach)
    if seen is None:
        return Counted(int(np.count_nonzero(flags)), len(people), people.as_of)
    both = int(np.count_nonzero(flags & seen))
    return Counted(both, int(np.count_nonzero(seen)), people.as_of)
