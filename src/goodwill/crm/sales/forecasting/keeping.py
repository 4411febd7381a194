"""Keeps each day's forecasts: for my day, and to be held later against what came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, minor
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import widest
from goodwill.crm.sales.forecasting import looking
from goodwill.crm.sales.forecasting.looking import Forecast
from goodwill.crm.sales.forecasting.models import Foretold
from goodwill.crm.sales.periods import Period, period
from goodwill.crm.sales.targets.models import Target

KEPT_FOR = timedelta(days=800)
COMPANY = "company"


def keep_forecasts() -> int:
    """Keep today's forecasts of this month and quarter; how many. Twice a day does no harm."""
    today = timezone.localdate()
    made = [
        one
        for months in (1, 3)
        for measure in Target.Measure.values
        for one in _foretold(period("", today, months), measure)
    ]
    with transaction.atomic():
        Foretold.objects.filter(made_on=today).delete()
        Foretold.objects.filter(made_on__lt=today - KEPT_FOR).delete()
        Foretold.objects.bulk_create(made, batch_size=500)
    return len(made)


def latest(whose: str, measure: str, over: Period) -> Foretold | None:
    """The latest forecast kept of somebody for a period."""
    kept = Foretold.objects.filter(whose=whose, measure=measure, starts_on=over.first)
    return kept.filter(ends_on=over.last).order_by("-made_on").first()


def _foretold(over: Period, measure: str) -> Iterator[Foretold]:
    found = looking.forecast(widest(0), over, measure)
    if isinstance(found, AnalyticsError):
        return
    teams = {str(one): pk for one, pk in Team.objects.values_list("public_id", "pk")}
    people = {str(one): pk for one, pk in User.objects.values_list("public_id", "pk")}
    told = found.figures
    yield _one(found, COMPANY, (told["expected"], told["won"]), found.target, told.get("reaching"))
    for word, ids in (("team", teams), ("person", people)):
        for part in found.parts[word]:
            whose = f"{word}:{ids[part.word]}"
            yield _one(found, whose, (part.expected, part.so_far), part.target, part.reaching)


def _one(
    found: Forecast,
    whose: str,
    sums: tuple[Figure, Figure],
    target: int | None,
    reaching: Figure | None,
) -> Foretold:
    expected, so_far = sums
    return Foretold(
        made_on=found.as_of,
        starts_on=found.over.first,
        ends_on=found.over.last,
        whose=whose,
        measure=found.measure,
        currency=found.currency,
        so_far_minor=_minor(so_far.value),
        expected_minor=_minor(expected.value),
        low_minor=_minor(expected.low),
        high_minor=_minor(expected.high),
        target_minor=target,
        reaching=None if reaching is None or reaching.value is None else float(reaching.value),
    )


def _minor(value: object) -> int:
    return minor(Decimal(str(value or 0)), company().currency)
