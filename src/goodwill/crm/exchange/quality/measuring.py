"""Counts, once a day, what is good of what is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from goodwill.crm.customers.duplicates.models import Suspicion
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.exchange.quality.asking import questions
from goodwill.crm.exchange.quality.models import Measure
from goodwill.crm.records.models import ExternalId

FRESH_FOR = timedelta(days=365)
BY_HAND = "-"
"""Stands for customers that no other system calls anything."""
KEPT_FOR = timedelta(days=3 * 366)


def measure(on: date | None = None) -> int:
    """Measure all sources and each of them; a second time on one day takes the first's place."""
    day = on or timezone.localdate()
    told = [one for source in sources() for one in _measured(source, day)]
    with transaction.atomic():
        Measure.objects.filter(on=day).delete()
        Measure.objects.filter(on__lt=day - KEPT_FOR).delete()
        Measure.objects.bulk_create(told)
    return len(told)


@task()
def measure_now() -> None:
    """Measure because somebody asked."""
    measure()


def sources() -> list[str]:
    """All (""), what was entered here, and each system that calls customers something."""
    known = ExternalId.objects.filter(kind=Customer.kind).values_list("source", flat=True)
    return ["", BY_HAND, *known.distinct().order_by("source")]


def of_source(source: str) -> QuerySet[Customer]:
    """The customers there are, of one source or of all."""
    present: QuerySet[Customer] = Customer.objects.present().filter(is_customer=True)
    if not source:
        return present
    called = ExternalId.objects.filter(kind=Customer.kind)
    if source == BY_HAND:
        return present.exclude(Exists(called.filter(record_id=OuterRef("pk"))))
    return present.filter(pk__in=called.filter(source=source).values("record_id"))


def _measured(source: str, on: date) -> Iterator[Measure]:
    customers = of_source(source)
    asked = questions()
    counts = {f"of_{n}": Count("pk", filter=one.concerns) for n, one in enumerate(asked)}
    counts |= {
        f"good_{n}": Count("pk", filter=one.concerns & one.good) for n, one in enumerate(asked)
    }
    told = customers.aggregate(
        all=Count("pk"),
        fresh=Count("pk", filter=_fresh()),
        twice=Count("pk", filter=_suspected()),
        **counts,
    )
    if not told["all"]:
        return
    row = partial(Measure, on=on, source=source)
    for n, one in enumerate(asked):
        yield row(aspect=one.aspect, field=one.field, good=told[f"good_{n}"], of=told[f"of_{n}"])
    yield row(aspect="fresh", field="customers", good=told["fresh"], of=told["all"])
    once = told["all"] - told["twice"]
    yield row(aspect="unique", field="customers", good=once, of=told["all"])


def _fresh() -> Q:
    """Looked after in the last year: something was changed, or something happened."""
    since = timezone.now() - FRESH_FOR
    happened = Activity.objects.present().filter(customer=OuterRef("pk"), happened_at__gte=since)
    return Q(changed_at__gte=since) | Q(Exists(happened))


def _suspected() -> Q:
    waiting = Suspicion.objects.filter(
        state__in=[Suspicion.State.OPEN, Suspicion.State.LATER],
        one__deleted_at=None,
        other__deleted_at=None,
    )
    return Q(Exists(waiting.filter(one=OuterRef("pk")))) | Q(
        Exists(waiting.filter(other=OuterRef("pk")))
    )
