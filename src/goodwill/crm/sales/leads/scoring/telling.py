"""Tells leads their points and their chance, with the reasons for both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from goodwill.analytics.execution.leads import chances
from goodwill.crm.sales.leads.models import Lead, LeadModel
from goodwill.crm.sales.leads.scoring import rules
from goodwill.crm.sales.leads.scoring.facts import facts_of

AT_ONCE = 500
MOST_REASONS = 3
LEAST_REASON = 0.1
"""Of what moves the log of the odds less than this nobody needs to hear."""


def tell(leads: Sequence[Lead]) -> None:
    """Points and chance of these leads as of now, kept with them; history is left alone."""
    written, used = rules.active(), in_use()
    told = _by_model(leads, used) if used else {}
    now = timezone.now()
    for lead in leads:
        true = rules.true_of(lead, written)
        lead.score = rules.points(true) if written else None
        lead.chance, because = told.get(lead.pk, (None, []))
        lead.percent = None if lead.chance is None else round(100 * lead.chance)
        lead.reasons = {
            "rules": [[one.field, one.operator, one.value, one.points] for one in true],
            "model": because,
            "model_id": used.pk if used else None,
        }
        lead.scored_at = now
    Lead.objects.bulk_update(
        leads, ["score", "chance", "percent", "reasons", "scored_at"], batch_size=200
    )


def in_use() -> LeadModel | None:
    """The model that chances come from; None where none proved better than the rules."""
    return LeadModel.objects.filter(state=LeadModel.State.USED).order_by("-made_at").first()


def tell_all_open() -> int:
    """Every open lead anew, as after rules or the model changed; how many."""
    return int(Lead.objects.present().open().update(scored_at=None))


def tell_waiting() -> int:
    """Those that wait for it, some at a time; how many."""
    done = 0
    while some := list(Lead.objects.unscored().order_by("pk")[:AT_ONCE]):
        tell(some)
        done += len(some)
    return done


def _by_model(leads: Sequence[Lead], used: LeadModel) -> dict[int, tuple[float, list[list[Any]]]]:
    model = chances.revived(used.fitted)
    facts = facts_of(leads)
    found = chances.of(model, facts)
    because = chances.reasons(model, facts, most=MOST_REASONS, least=LEAST_REASON)
    return {
        lead.pk: (float(chance), [[one.fact, one.value, round(one.effect, 3)] for one in why])
        for lead, chance, why in zip(leads, found.tolist(), because, strict=True)
    }
