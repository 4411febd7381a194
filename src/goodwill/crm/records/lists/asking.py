"""What every address of a list asks first: which kind, who, what do they want to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.kinds import Kind, kinds
from goodwill.crm.records.lists import besides, saved, wanting
from goodwill.crm.records.lists.besides import Deed
from goodwill.crm.records.lists.wanting import Wanted
from goodwill.crm.records.merging import allowing
from goodwill.crm.records.models import SavedView


@dataclass(frozen=True)
class Asked:
    """One person before one list."""

    kind: Kind
    me: User
    reach: Reach
    wanted: Wanted
    views: list[SavedView]

    def may(self, verb: str) -> bool:
        return self.reach.may(f"{self.kind.word}.{verb}")

    @property
    def may_merge(self) -> bool:
        return allowing.may_merge(self.me, self.kind)

    @property
    def deeds(self) -> Sequence[Deed]:
        """What higher rooms let the person do with selected records."""
        return besides.of(self.kind.word, self.me)


def asked(
    request: HttpRequest, word: str, verb: str = "view", given: Mapping[str, str] | None = None
) -> Asked:
    """Who asks for what of this kind.

    Raises
    ------
    OutOfReach
        If there is no such kind or saved view.
    NotAllowed
        If the role does not include the verb for this kind.
    """
    kind = kind_or_nothing(word)
    must(request, f"{word}.view")
    must(request, f"{word}.{verb}")
    user, told = me(request), request.GET if given is None else given
    views = saved.views(kind, user)
    view = saved.pick(views, told.get("view", ""), user, is_bare=not told)
    return Asked(kind, user, user.reach, wanting.wanted(kind, user.reach, told, view), views)


def kind_or_nothing(word: str) -> Kind:
    for kind in kinds():
        if kind.word == word:
            return kind
    raise OutOfReach
