"""Points by rules: which of them are true of a lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from goodwill.crm.sales.leads.errors import BadForm
from goodwill.crm.sales.leads.models import Lead, ScoreRule
from goodwill.language import Sentence

FIELDS = ("source", "channel", "country", "region", "city", "language", "category", "campaign",
          "interest", "title", "company", "person_name", "email", "phone", "web", "employees",
          "message", "may_contact")  # fmt: skip
"""The fields of a lead that rules may go by."""

OPERATORS: Mapping[str, Sentence] = {
    "is": Sentence("is"),
    "is_not": Sentence("is not"),
    "contains": Sentence("contains"),
    "filled": Sentence("is filled"),
    "empty": Sentence("is empty"),
    "at_least": Sentence("is at least"),
    "at_most": Sentence("is at most"),
}
WITHOUT_VALUE = frozenset({"filled", "empty"})
NUMERIC = frozenset({"at_least", "at_most"})
MOST_POINTS = 100

USUAL: tuple[tuple[str, str, str, int], ...] = (
    ("source", "is", "recommendation", 20),
    ("source", "is", "trade fair", 10),
    ("source", "is", "cold call", -10),
    ("phone", "filled", "", 10),
    ("company", "filled", "", 10),
    ("employees", "at_least", "50", 15),
    ("message", "filled", "", 10),
    ("email", "empty", "", -10),
)
"""Rules to begin with, to be made one's own."""


def active() -> list[ScoreRule]:
    """The rules that count, in their order."""
    return list(ScoreRule.objects.filter(is_active=True))


def true_of(lead: Lead, rules: Iterable[ScoreRule]) -> list[ScoreRule]:
    """The rules that are true of a lead."""
    return [rule for rule in rules if _OPERATIONS[rule.operator](_held(lead, rule), rule.value)]


def points(true: Iterable[ScoreRule]) -> int:
    """What they add up to."""
    return sum(rule.points for rule in true)


def judged(field: str, operator: str, value: str, given: int) -> tuple[str, str, str, int]:
    """A rule as it may be kept.

    Raises
    ------
    BadForm
        If the field or operator is unknown, a value is missing or no number, or the points are
        too many or none.
    """
    if field not in FIELDS or operator not in OPERATORS:
        raise BadForm(Sentence("This rule cannot be understood. Please choose it again."))
    value = value.strip()
    if operator in WITHOUT_VALUE:
        value = ""
    elif not value:
        raise BadForm(Sentence("Write the value that the rule asks for."))
    if operator in NUMERIC and _number(value) is None:
        raise BadForm(Sentence("{value} is not a number.", value=value))
    if not given or abs(given) > MOST_POINTS:
        raise BadForm(Sentence("Give between 1 and {n} points, or take them away.", n=MOST_POINTS))
    return field, operator, value, given


def begin_with_usual() -> int:
    """Make the usual rules where there are none; how many were made."""
    if ScoreRule.objects.exists():
        return 0
    rows = [
        ScoreRule(place=place, field=field, operator=operator, value=value, points=given)
        for place, (field, operator, value, given) in enumerate(USUAL)
    ]
    return len(ScoreRule.objects.bulk_create(rows))


def _held(lead: Lead, rule: ScoreRule) -> str:
    value: Any = getattr(lead, rule.field)
    return "" if value in (None, False) else str(value).strip()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _compared(held: str, wanted: str, sign: int) -> bool:
    ours, theirs = _number(held), _number(wanted)
    return ours is not None and theirs is not None and sign * (ours - theirs) >= 0


_OPERATIONS: Mapping[str, Callable[[str, str], bool]] = {
    "is": lambda held, wanted: held.casefold() == wanted.casefold(),
    "is_not": lambda held, wanted: held.casefold() != wanted.casefold(),
    "contains": lambda held, wanted: wanted.casefold() in held.casefold(),
    "filled": lambda held, wanted: bool(held),
    "empty": lambda held, wanted: not held,
    "at_least": lambda held, wanted: _compared(held, wanted, 1),
    "at_most": lambda held, wanted: _compared(held, wanted, -1),
}
