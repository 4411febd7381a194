"""Learns chances from the company's own leads, or says why the rules are not outdone."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.execution.leads import chances
from goodwill.analytics.execution.leads.chances import Fitted, NotBetter, Past
from goodwill.analytics.value.advising.judging import Comparison
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices.wording import kept
from goodwill.crm.sales.leads.models import Lead, LeadModel
from goodwill.crm.sales.leads.scoring import rules, telling
from goodwill.crm.sales.leads.scoring.facts import facts_of

log = logging.getLogger(__name__)

HORIZON_DAYS = 90
MOST = 50_000
"""Of more leads the latest are learned from."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Stories:
    """Leads that are not open to doubt, the latest `MOST`, in the order in which they came."""

    leads: Sequence[Lead]

    @property
    def past(self) -> Past:
        written = rules.active()
        return Past(
            facts_of(self.leads),
            np.array([_day(timezone.localdate(one.received_at)) for one in self.leads], np.int64),
            np.array([_converted(one) for one in self.leads], np.int64),
            np.array([rules.points(rules.true_of(one, written)) for one in self.leads], float),
        )


def ask_to_learn(by: User) -> None:
    """Let the worker learn anew."""
    with transaction.atomic():
        learn_asked.enqueue(by.pk)


@task()
def learn_asked(user_id: int) -> None:
    """Do what was asked for; learning twice does no harm."""
    learn(User.objects.filter(pk=user_id).first())


def weekly() -> None:
    """Learn again because it is time; not where there are no leads at all."""
    if Lead.objects.exists():
        learn(None)


def learn(by: User | None) -> LeadModel:
    """Fit, judge, keep; a model that is refused leaves leads without a chance.

    Repeats are left out: the first lead tells the story.
    """
    told = _stories()
    try:
        fitted = chances.fit(told.past, as_of_day=_day(timezone.localdate()),
                             horizon_days=HORIZON_DAYS)  # fmt: skip
    except AnalyticsError as refusal:
        made = _refused(refusal, told, by)
    else:
        made = _used(fitted, by)
    with transaction.atomic():
        used = LeadModel.objects.filter(state=LeadModel.State.USED)
        used.update(state=LeadModel.State.REPLACED)
        made.save()
        telling.tell_all_open()
    telling.tell_waiting()
    return made


def _stories() -> Stories:
    wanted = Lead.objects.present().filter(duplicate_of=None).order_by("-received_at", "-pk")
    leads = list(wanted[:MOST])
    return Stories(leads[::-1])


def _used(fitted: Fitted, by: User | None) -> LeadModel:
    return LeadModel(
        state=LeadModel.State.USED,
        leads=fitted.leads,
        converted=fitted.converted,
        known_until=_EPOCH + timedelta(days=fitted.known_until_day),
        fitted=chances.to_json(fitted.model),
        judged={
            **_compared(fitted.comparison),
            "z": fitted.z,
            "bins": [
                [one.customers, one.predicted, one.happened, one.low, one.high]
                for one in fitted.bins
            ],
            "learned": fitted.learned,
            "judged": fitted.judged,
        },
        by=by,
    )


def _refused(refusal: AnalyticsError, told: Stories, by: User | None) -> LeadModel:
    judged = _compared(refusal.comparison) if isinstance(refusal, NotBetter) else {}
    return LeadModel(
        state=LeadModel.State.REFUSED,
        leads=len(told.leads),
        converted=sum(one.status == Lead.Status.CONVERTED for one in told.leads),
        judged=judged,
        refused_because=kept(refusal.sentence),
        by=by,
    )


def _compared(comparison: Comparison) -> dict[str, Any]:
    """How the model did beside the simpler ways: value, low and high of each measure."""
    return {
        "share": comparison.share,
        "customers": comparison.customers,
        "gain": _ends(comparison.gain),
        "ways": [
            {
                "name": kept(one.name),
                "log_loss": _ends(one.log_loss),
                "brier": _ends(one.brier),
                "auc": _ends(one.auc),
            }
            for one in _ways(comparison)
        ],
    }


def _ways(comparison: Comparison) -> Iterator[Any]:
    yield comparison.model
    yield from comparison.baselines


def _ends(interval: Any) -> list[float]:
    return [interval.value, interval.low, interval.high]


def _converted(lead: Lead) -> int:
    if lead.status != Lead.Status.CONVERTED or lead.converted_at is None:
        return chances.NEVER
    return _day(timezone.localdate(lead.converted_at))


def _day(on: date) -> int:
    return (on - _EPOCH).days
