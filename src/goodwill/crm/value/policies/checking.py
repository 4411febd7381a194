"""The records behind each promise: whom it concerns, and for whom it was not kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Order, OrderLine, Price
from goodwill.crm.customers.models import Activity
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.scoring.models import Score
from goodwill.crm.value.seeing import scores_within

YEAR = timedelta(days=365)
QUARTER = timedelta(days=90)
ASKED = ("email", "message")
ANSWERS = ("call", "meeting", "visit", "email", "message")


@dataclass(frozen=True)
class Missing:
    """Visits promised a year, and those made."""

    value_class: str
    promised: int
    made: int


# --- visits -----------------------------------------------------------------------------------


def visits_missing(scores: Sequence[Score], today: date) -> Mapping[int, Missing]:
    """Those of these customers who were visited less often in the last year than promised."""
    promises = {
        policy.value_class: policy.visits_a_year
        for policy in Policy.objects.filter(visits_a_year__gt=0)
        if policy.visits_a_year
    }
    owed = {one.customer_id: one.value_class for one in scores if one.value_class in promises}
    if not owed:
        return {}
    visits = _visits(today).filter(customer__in=list(owed))
    made = dict(visits.order_by().values_list("customer_id").annotate(n=Count("pk")))
    return {
        customer: Missing(value_class, promises[value_class], made.get(customer, 0))
        for customer, value_class in owed.items()
        if made.get(customer, 0) < promises[value_class]
    }


def _visits(today: date) -> Any:
    since = timezone.now() - YEAR
    return Activity.objects.present().filter(sort=Activity.Sort.VISIT, happened_at__gt=since)


def _known_long(policy: Policy, reach: Reach, today: date) -> Any:
    of_class = scores_within(reach).filter(value_class=policy.value_class)
    return of_class.exclude(customer__known_on__gt=today - YEAR)


def too_few_visits(policy: Policy, reach: Reach, today: date) -> Any:
    visited = _visited(policy, today).values("customer")
    return _with_customer(_known_long(policy, reach, today).exclude(customer__in=visited))


def visits_made(customers: Sequence[int], today: date) -> Mapping[int, int]:
    """How often each of these was visited in the last year."""
    visits = _visits(today).filter(customer__in=list(customers)).order_by()
    return dict(visits.values_list("customer_id").annotate(n=Count("pk")))


def visits_counted(policy: Policy, reach: Reach, today: date) -> tuple[int, int]:
    known = _known_long(policy, reach, today).order_by()
    kept = known.filter(customer__in=_visited(policy, today).values("customer"))
    all_ = known.count()
    return all_, all_ - kept.count()


def _visited(policy: Policy, today: date) -> Any:
    """Whoever was visited as often as promised: one look at the visits, not one for each."""
    visits = _visits(today).order_by().values("customer").annotate(n=Count("pk"))
    return visits.filter(n__gte=policy.visits_a_year)


# --- discounts --------------------------------------------------------------------------------


def _priced_lines(policy: Policy, reach: Reach, today: date) -> Any:
    """Lines sold to the class within 90 days, with what the price list said."""
    orders = Order.objects.present().within(reach).exclude(status__in=Order.NOT_BINDING)
    day = OuterRef("order__ordered_on")
    lists = Price.objects.present().filter(
        Q(price_list__valid_until=None) | Q(price_list__valid_until__gte=day),
        product=OuterRef("product"),
        price_list__deleted_at=None,
        price_list__is_default=True,
        price_list__currency=OuterRef("order__currency"),
        price_list__valid_from__lte=day,
        from_quantity_thousandths__lte=OuterRef("quantity_thousandths"),
    )
    asked = lists.order_by("-price_list__valid_from", "-from_quantity_thousandths")
    lines = OrderLine.objects.filter(
        order__in=orders.filter(sort=Order.Sort.SALE, ordered_on__gt=today - QUARTER),
        order__customer__score__value_class=policy.value_class,
    )
    return lines.annotate(listed=Subquery(asked.values("amount_minor")[:1])).filter(listed__gt=0)


def over_the_limit(policy: Policy, reach: Reach, today: date) -> Any:
    basis_points = round((100 - (policy.discount_limit_percent or 0)) * 100)
    lines = _priced_lines(policy, reach, today)
    over = lines.annotate(
        paid=F("unit_price_minor") * 10_000, allowed=F("listed") * basis_points
    ).filter(paid__lt=F("allowed"))
    return over.select_related("order__customer__owner", "product").order_by(
        "-order__ordered_on", "-pk"
    )


def discounts_counted(policy: Policy, reach: Reach, today: date) -> tuple[int, int]:
    broken = over_the_limit(policy, reach, today).order_by().count()
    return _priced_lines(policy, reach, today).count(), broken


# --- answers ----------------------------------------------------------------------------------


def _messages(policy: Policy, reach: Reach, today: date) -> Any:
    now = timezone.now()
    hours = timedelta(hours=policy.answer_within_hours or 0)
    return (
        Activity.objects.present()
        .within(reach)
        .filter(
            is_inbound=True,
            sort__in=ASKED,
            happened_at__gt=now - QUARTER,
            happened_at__lte=now - hours,
            customer__score__value_class=policy.value_class,
            customer__deleted_at=None,
        )
    )


def unanswered(policy: Policy, reach: Reach, today: date) -> Any:
    hours = timedelta(hours=policy.answer_within_hours or 0)
    answers = Activity.objects.present().filter(
        customer=OuterRef("customer"),
        is_inbound=False,
        sort__in=ANSWERS,
        happened_at__gt=OuterRef("happened_at"),
        happened_at__lte=OuterRef("happened_at") + hours,
    )
    late = _messages(policy, reach, today).filter(~Exists(answers))
    return late.select_related("customer__owner").order_by("-happened_at", "-pk")


def answers_counted(policy: Policy, reach: Reach, today: date) -> tuple[int, int]:
    broken = unanswered(policy, reach, today).order_by().count()
    return _messages(policy, reach, today).count(), broken


# --- who cares --------------------------------------------------------------------------------


def _of_class(policy: Policy, reach: Reach, today: date) -> Any:
    return scores_within(reach).filter(value_class=policy.value_class)


def alone(policy: Policy, reach: Reach, today: date) -> Any:
    nobody = Q(customer__owner=None) | Q(customer__owner__is_active=False)
    if policy.care == Policy.Care.TEAM:
        nobody &= Q(customer__team=None)
    return _with_customer(_of_class(policy, reach, today).filter(nobody))


def care_counted(policy: Policy, reach: Reach, today: date) -> tuple[int, int]:
    broken = alone(policy, reach, today).order_by().count()
    return _of_class(policy, reach, today).count(), broken


def _with_customer(scores: Any) -> Any:
    return scores.select_related("customer__owner").order_by(
        F("rank").asc(nulls_last=True), "customer_id"
    )
