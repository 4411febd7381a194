"""A role as boxes to tick: kinds by verbs, special abilities, hidden fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from goodwill.crm.accounts.abilities import EVERYTHING, SAID, SPECIAL, VERBS, covers
from goodwill.crm.accounts.granting import Grant
from goodwill.crm.accounts.models import Role
from goodwill.crm.accounts.reach import Scope
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.kinds import Field, Kind, kinds
from goodwill.language import Sentence

EVERY = "*"


@dataclass(frozen=True)
class Tick:
    """One box: what it stands for, and whether it is ticked, by itself or by a wider one."""

    value: str
    verb: str
    is_on: bool
    is_included: bool = False


@dataclass(frozen=True)
class Row:
    """One kind of record, or every kind: its boxes, and those of its fields."""

    kind: Kind | None
    ticks: tuple[Tick, ...]
    fields: tuple[tuple[Field, bool], ...] = ()


def rows(role: Role) -> list[Row]:
    """The matrix of a role; the first row stands for every kind, later ones included."""
    every = Row(None, tuple(_tick(EVERY, verb, role.abilities) for verb in VERBS))
    return [every, *(_row(kind, role) for kind in kinds())]


def specials(role: Role) -> list[tuple[str, Sentence, bool]]:
    """The abilities besides, with what they mean and whether the role has them."""
    return [(word, SAID[word], word in role.abilities) for word in SPECIAL]


def granted(role: Role, told: QueryDict) -> Grant:
    """What the ticked boxes say; what no box stands for stays as it is."""
    words = {kind.word for kind in kinds()}
    ticked = {box for box in told.getlist("abilities") if box != EVERYTHING}
    others = {one for one in role.abilities if _stands_apart(one, words)}
    hidden = set(told.getlist("hidden"))
    unseen = {one for one in role.hidden_fields if one.partition(".")[0] not in words}
    if role.is_everything:
        ticked, others = {EVERYTHING}, set()
    try:
        scope = Scope(told.get("scope", ""))
    except ValueError as trouble:
        raise Refused(Sentence("Please say whose records the role sees.")) from trouble
    return Grant(
        name=told.get("name", "").strip(),
        scope=scope,
        abilities=tuple(ticked | others),
        hidden_fields=tuple(hidden | unseen),
        needs_second_factor="needs_second_factor" in told,
    )


def _row(kind: Kind, role: Role) -> Row:
    ticks = tuple(_tick(kind.word, verb, role.abilities) for verb in VERBS)
    hidden = set(role.hidden_fields)
    fields = tuple((one, f"{kind.word}.{one.name}" in hidden) for one in kind.all_fields())
    return Row(kind, ticks, fields)


def _tick(word: str, verb: str, granted: Iterable[str]) -> Tick:
    value = f"{word}.{verb}"
    is_included = word != EVERY and any(covers(one, value) for one in (set(granted) & _WIDE))
    return Tick(value, verb, any(covers(one, value) for one in granted), is_included)


def _stands_apart(ability: str, words: set[str]) -> bool:
    """Whether no box stands for an ability: one of a kind that is not there (yet)."""
    return ability not in SPECIAL and ability.partition(".")[0] not in {*words, EVERY}


_WIDE = {EVERYTHING, *(f"{EVERY}.{verb}" for verb in VERBS)}

SCOPES = (
    (Scope.OWN, Sentence("Their own records")),
    (Scope.TEAM, Sentence("Records of their team and the teams below it")),
    (Scope.REGION, Sentence("Records of their region")),
    (Scope.ALL, Sentence("All records")),
)

VERBS_SAID = {
    "view": Sentence("See"),
    "create": Sentence("Create"),
    "change": Sentence("Make changes"),
    "delete": Sentence("Delete"),
    "export": Sentence("Export"),
    "share": Sentence("Share with others"),
}
