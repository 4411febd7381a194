"""Performance: the same figures as counted by hand, of what the person sees."""

from __future__ import annotations

import pytest
from crm.conftest import logged_in
from crm.sales.selling_history import customer_of, history
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.sales.performance import looking
from goodwill.crm.sales.periods import period
from goodwill.crm.sales.targets.models import Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def sells(rep: User, manager: User) -> None:
    for one in (rep, manager):
        one.role.abilities = [*one.role.abilities, "opportunities.create"]
        one.role.save()


def test_figures_are_those_counted_by_hand(
    sells: None, administrator: User, rep: User, manager: User
) -> None:
    today = timezone.localdate()
    history(today, [rep, manager])
    customer = customer_of(rep)
    for sort, minutes in (("visit", 60), ("call", 20), ("call", None)):
        Activity.objects.create(
            customer=customer, owner=rep, sort=sort, subject="x", minutes=minutes
        )
    Target(owner=rep, period_on=today, amount_minor=100, currency="CNY").save()
    over = period("", today, 12)
    shown = looking.performance(administrator.reach, over)
    closed = Opportunity.objects.closed().filter(closed_on__gte=over.first)
    won = closed.won().count()
    assert shown.figures["win_rate"].numerator == won
    assert shown.figures["win_rate"].denominator == closed.count()
    assert shown.figures["SL04"].value == pytest.approx(won / closed.count())
    assert sum(one.won for one in shown.people) == won
    time = {one.name.text: (one.n, one.minutes, one.share.value) for one in shown.time}
    assert time == {"Visits": (1, 60, 0.75), "Calls": (2, 20, 0.25)}
    assert (shown.recorded.numerator, shown.recorded.denominator) == (2, 3)
    assert shown.figures["EF07"].value is None
    assert shown.figures["EF07"].reason is not None


def test_a_rep_sees_their_own_alone(sells: None, rep: User, outsider: User) -> None:
    today = timezone.localdate()
    history(today, [rep, outsider])
    shown = looking.performance(rep.reach, period("", today, 12))
    assert [one.person for one in shown.people] == [rep]
    assert logged_in(rep).get("/sales/performance/").status_code == 200


def test_the_number_of_queries_does_not_grow(sells: None, administrator: User, rep: User) -> None:
    browser = logged_in(administrator)
    history(timezone.localdate(), [rep], n=10)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get("/sales/performance/").status_code == 200
        counts.append(len(asked))
        for number in range(30):
            customer_of(rep, name=f"客 {number}")
    assert counts[1] <= counts[0]
