"""A lead's chance, points and hands it went through, as its page tells them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from goodwill.analytics.execution.leads import chances
from goodwill.analytics.execution.leads.figures import LEAD_CHANCE
from goodwill.analytics.figure import Figure
from goodwill.crm.records.kinds import Sort
from goodwill.crm.sales.leads.kinds import LEADS
from goodwill.crm.sales.leads.models import Handing, Lead, LeadModel
from goodwill.crm.sales.leads.scoring import rules, telling
from goodwill.crm.sales.leads.scoring.facts import facts_of
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sentence

STRONG = 0.5


@dataclass(frozen=True)
class Told:
    """One reason: what is so, which way it speaks, and by how many points where it is a rule's."""

    words: str
    speaks_for: bool
    points: int | None = None
    is_strong: bool = False


@dataclass(frozen=True)
class Reasons:
    """Why the chance is what it is, and where the points come from."""

    model: Sequence[Told]
    rules: Sequence[Told]


WHY = {
    Handing.Why.RULE: Sentence("given by a rule"),
    Handing.Why.CLAIMED: Sentence("taken from the pool"),
    Handing.Why.BY_HAND: Sentence("given by a colleague"),
    Handing.Why.RECYCLED: Sentence("fell back into the pool"),
    Handing.Why.GIVEN_BACK: Sentence("given back"),
    Handing.Why.ESCALATED: Sentence("given on, since it was not accepted in time"),
}


def told_chance(lead: Lead) -> Figure | None:
    """The lead's chance with its interval; None where no model is in use or it is decided."""
    used = telling.in_use()
    if used is None or lead.chance is None or not lead.is_open:
        return None
    low, high = chances.interval(chances.revived(used.fitted), facts_of([lead]))
    return Figure(
        LEAD_CHANCE,
        lead.chance,
        low=float(low[0]),
        high=float(high[0]),
        level=0.95,
        n=used.leads,
        as_of=timezone.localdate(used.made_at),
        method=Sentence(
            "Logistic model of {n} earlier leads, of which {won} became customers; it goes by what "
            "was known when the lead came in, and was better than the points of the rules on "
            "later leads.",
            n=used.leads,
            won=used.converted,
        ),
    )


def reasons_of(lead: Lead) -> Reasons:
    """In the reader's language."""
    held = lead.reasons or {}
    return Reasons(
        [_of_model(*one) for one in held.get("model", [])],
        [_of_rule(*one) for one in held.get("rules", [])],
    )


def rule_in_words(field: str, operator: str, value: str) -> str:
    """A rule as one reads it: Source is Recommendation."""
    label = show(LEADS.field(field).label)
    how = say(rules.OPERATORS[operator])
    if operator in rules.WITHOUT_VALUE:
        return f"{label} {how}"
    return f"{label} {how} {_said(field, value)}"


def history_of(lead: Lead) -> Iterator[tuple[Handing, str]]:
    """Whose it was, the latest first, and why."""
    rows = lead.handings.select_related("to", "pool", "by", "rule").order_by("-at", "-pk")
    for one in rows[:20]:
        yield one, say(WHY[Handing.Why(one.why)])


def model_of(lead: Lead) -> LeadModel | None:
    return LeadModel.objects.filter(pk=(lead.reasons or {}).get("model_id") or 0).first()


def _of_rule(field: str, operator: str, value: str, points: int) -> Told:
    return Told(rule_in_words(field, operator, value), points > 0, points)


def _of_model(fact: str, value: str, effect: float) -> Told:
    label = show(LEADS.field(fact).label)
    words = say("{field}: {value}", field=label, value=_said(fact, value))
    return Told(words, effect > 0, is_strong=abs(effect) >= STRONG)


def _said(name: str, value: Any) -> str:
    field = LEADS.field(name)
    if value in ("", None):
        return say("not told")
    if value == "yes" and field.sort is not Sort.CHOICE:
        return say("told")
    if value in field.choices:
        return show(field.choices[value])
    return str(value)
