"""The forecast on the page: sums of what the person sees, against targets and the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from crm.conftest import logged_in
from crm.sales.selling_history import customer_of, history
from django.utils import timezone

from goodwill.analytics.execution.forecasting.outlook import foretell
from goodwill.analytics.figure import minor
from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.my_day import blocks
from goodwill.crm.sales.forecasting import gathering, keeping, looking
from goodwill.crm.sales.forecasting.looking import Forecast
from goodwill.crm.sales.forecasting.models import Foretold
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.sales.periods import period
from goodwill.crm.sales.targets.models import Target

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def may_see(rep: User, manager: User) -> None:
    """Nothing gathered in another test is known in this one."""
    gathering._KEPT.clear()
    manager.role.abilities = [*manager.role.abilities, "sales.manage", "opportunities.create"]
    manager.role.save()
    rep.role.abilities = [*rep.role.abilities, "opportunities.create"]
    rep.role.save()


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def told(reach: object, measure: str = "won", months: int = 3) -> Forecast:
    over = period("", timezone.localdate(), months)
    found = looking.forecast(reach, over, measure)  # type: ignore[arg-type]
    assert isinstance(found, Forecast), found
    return found


def test_sums_are_of_what_the_person_sees(
    rep: User, manager: User, outsider: User, administrator: User, today: date
) -> None:
    history(today, [rep, manager, outsider])
    over = period("", today, 3)
    for person in (rep, manager, outsider, administrator):
        seen = Opportunity.objects.within(person.reach).won()
        own = seen.filter(closed_on__gte=over.first).values_list("amount_minor", flat=True)
        found = told(person.reach)
        assert minor(found.figures["won"].value, "CNY") == sum(own)  # type: ignore[arg-type]
        names = {deal.opportunity.owner_id for deal in found.deals}
        assert names <= set(
            Opportunity.objects.within(person.reach).values_list("owner", flat=True)
        )
    assert told(administrator.reach).figures["expected"].value > 0


def test_the_page_tells_the_numbers_of_the_analysis(
    administrator: User, rep: User, today: date
) -> None:
    history(today, [rep])
    over = period("", today, 3)
    found = gathering.gathered(administrator.reach)
    outlook = foretell(found.them, looking.asked_for(over, len(found.groups)))
    expected = told(administrator.reach).figures["expected"]
    band = outlook.band(found.seen)
    assert [minor(one, "CNY") for one in (expected.value, expected.low, expected.high)] == [  # type: ignore[arg-type]
        band.expected,
        band.low,
        band.high,
    ]
    browser = logged_in(administrator)
    page = browser.get("/sales/forecast/")
    assert page.status_code == 200
    receipt = browser.get("/sales/forecast/receipt/?which=expected", HTTP_HX_REQUEST="true")
    assert receipt.status_code == 200
    assert "8 of 10" in receipt.content.decode()


def test_teams_and_people_have_their_own_receipts(
    administrator: User, rep: User, manager: User, today: date
) -> None:
    history(today, [rep, manager])
    found = told(administrator.reach)
    people = {one.name: one for one in found.parts["person"]}
    assert set(people) == {rep.name, manager.name}
    whole = sum(minor(one.so_far.value, "CNY") for one in people.values())  # type: ignore[arg-type]
    assert whole == minor(found.figures["won"].value, "CNY")  # type: ignore[arg-type]
    browser = logged_in(administrator)
    for by, word in (
        ("person", people[rep.name].word),
        ("pipeline", found.parts["pipeline"][0].word),
    ):
        where = f"/sales/forecast/receipt/?by={by}&part={word}&which=expected"
        assert browser.get(where).status_code == 200
    assert browser.get("/sales/forecast/receipt/?by=person&part=x&which=won").status_code == 404


def test_a_short_history_is_said_to_be_too_short(
    administrator: User, rep: User, today: date
) -> None:
    history(today, [rep], n=12)
    page = logged_in(administrator).get("/sales/forecast/").content.decode()
    assert "We cannot tell yet" in page


def test_the_past_is_tried_on_the_page(administrator: User, rep: User, today: date) -> None:
    history(today, [rep], n=220, days=700)
    month = f"{today:%Y-%m}"
    page = logged_in(administrator).get(f"/sales/forecast/tried/?period={month}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Periods inside the interval" in text
    assert text.count("<tr>") > 5


def test_orders_are_forecast_against_their_target_and_kept_for_my_day(
    administrator: User, rep: User, today: date
) -> None:
    customer = customer_of(rep)
    Order.objects.bulk_create(
        Order(
            customer=customer,
            number=f"O{at}",
            ordered_on=today - timedelta(days=at),
            currency="CNY",
            amount_minor=100_000 + at % 7 * 10_000,
        )
        for at in range(420)
    )
    for level, owner in (("company", None), ("person", rep)):
        amount = 4_000_000
        Target(
            level=level, owner=owner, period_on=today, amount_minor=amount, currency="CNY"
        ).save()
    found = told(administrator.reach, "orders", 1)
    assert found.target == 4_000_000
    assert found.figures["reaching"].value is not None
    low, high = found.figures["expected"].low, found.figures["expected"].high
    assert low is not None
    assert high is not None
    assert low <= found.figures["expected"].value <= high
    assert keeping.keep_forecasts() > 0
    assert keeping.keep_forecasts() == Foretold.objects.count()
    kept = keeping.latest("company", "orders", period("", today, 1))
    assert kept is not None
    assert kept.target_minor == 4_000_000
    shown = {one.block.word: one.shown for one in blocks.built(rep)}
    assert shown["my_target"][0].target_minor == 4_000_000
    assert shown["my_target"][0].forecast is not None
    assert {one.block.word for one in blocks.built(administrator)} >= {"reaching"}
    assert logged_in(rep).get("/").status_code == 200
    assert logged_in(administrator).get("/").status_code == 200


def test_who_sees_nothing_learns_nothing(rep: User, outsider: User, today: date) -> None:
    history(today, [rep])
    found = told(outsider.reach)
    assert found.figures["expected"].value == 0
    assert found.deals == ()
