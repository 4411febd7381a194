"""Take a merge back, exactly."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging.models import Merge
from goodwill.language import Sentence


@dataclass(frozen=True)
class Unmerged:
    """A merge that was taken back, and what stays with the survivor because it is newer."""

    merge: Merge
    stayed: tuple[Sentence, ...]


def unmerge(merge: Merge, actor: Actor) -> Unmerged:
    """Make the records what they were before; what was changed since stays with the survivor.

    Raises
    ------
    CannotUnmerge
        If it was taken back already, its records have left the bin, or the survivor was merged
        away itself since.
    """
    raise NotImplementedError
