"""The grid of targets: typed, checked against the team's, carried over, taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from crm.conftest import logged_in, without_ids
from crm.sales.selling_history import customer_of
from django.test import Client

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.commerce.models import Order, Product
from goodwill.crm.records import undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change
from goodwill.crm.sales.periods import period
from goodwill.crm.sales.targets import grid, setting
from goodwill.crm.sales.targets.errors import BadTarget
from goodwill.crm.sales.targets.models import Target

pytestmark = pytest.mark.django_db
YEAR = period("2026", date(2026, 3, 1), 12)
MARCH = date(2026, 3, 1)
OF_ALL = setting.Of("orders")


@pytest.fixture
def sells(rep: User, manager: User) -> None:
    for one, more in ((rep, []), (manager, ["sales.manage"])):
        one.role.abilities = [*one.role.abilities, "opportunities.create", *more]
        one.role.save()


@pytest.fixture
def browser(sells: None, manager: User) -> Client:
    return logged_in(manager)


def test_what_is_typed_stands_there_and_can_be_taken_back(
    browser: Client, rep: User, teams: dict[str, Team]
) -> None:
    shanghai = teams["shanghai"].pk
    typed = {
        "year": "2026",
        "of": "orders",
        f"person-{rep.pk}-2026-03": "12,500.50",
        f"team-{shanghai}-2026-03": "20000",
    }
    assert browser.post("/sales/targets/set/", typed).status_code == 302
    assert sorted(Target.objects.values_list("level", "amount_minor")) == [
        ("person", 1_250_050),
        ("team", 2_000_000),
    ]
    page = browser.get("/sales/targets/?year=2026&of=orders").content.decode()
    assert 'value="12500.50"' in page
    shown = grid.grid(User.objects.get(pk=rep.pk).reach, YEAR, "orders")
    assert [row.name for row in shown.rows if row.is_told] == [rep.name]
    batch = Change.objects.filter(kind="targets").latest("pk").batch
    undoing_many.undo_batch(batch, Actor(rep))
    assert not Target.objects.present().exists()


def test_the_sum_of_people_is_held_against_their_team(
    sells: None, manager: User, rep: User, teams: dict[str, Team]
) -> None:
    cells = [
        setting.Cell("team", teams["shanghai"].pk, MARCH, 300),
        setting.Cell("person", rep.pk, MARCH, 100),
        setting.Cell("person", manager.pk, MARCH, 250),
    ]
    assert setting.set_many(cells, OF_ALL, manager.reach, Actor(manager)) == 3
    rows = {row.level: row for row in grid.grid(manager.reach, YEAR, "orders").rows}
    assert rows["team"].differs_by == 50
    assert setting.set_many([setting.Cell("person", rep.pk, MARCH, None)], OF_ALL,
                            manager.reach, Actor(manager)) == 1  # fmt: skip
    rows = {row.level: row for row in grid.grid(manager.reach, YEAR, "orders").rows}
    assert rows["team"].differs_by == -50


def test_nobody_sets_targets_of_those_out_of_reach(
    browser: Client, sells: None, manager: User, outsider: User, rep: User
) -> None:
    cell = setting.Cell("person", outsider.pk, MARCH, 1)
    with pytest.raises(BadTarget):
        setting.set_many([cell], OF_ALL, manager.reach, Actor(manager))
    assert logged_in(rep).post("/sales/targets/set/", {"year": "2026"}).status_code == 403
    assert "targets__cell" not in logged_in(rep).get("/sales/targets/").content.decode()


def test_what_is_no_amount_is_refused(browser: Client, rep: User) -> None:
    typed = {"year": "2026", "of": "orders", f"person-{rep.pk}-2026-03": "many"}
    assert browser.post("/sales/targets/set/", typed).status_code == 422


def test_last_years_sales_are_carried_over_where_nothing_stands_yet(
    sells: None, manager: User, rep: User
) -> None:
    customer = customer_of(rep)
    for month, amount in ((3, 1_000_000), (4, 2_000_000)):
        Order.objects.create(
            customer=customer,
            number=f"O{month}",
            ordered_on=date(2025, month, 9),
            currency="CNY",
            amount_minor=amount,
        )
    own = [setting.Cell("person", rep.pk, date(2026, 4, 1), 7)]
    setting.set_many(own, OF_ALL, manager.reach, Actor(manager))
    cells = setting.carried_over(YEAR, OF_ALL, manager.reach, source="sold", percent=Decimal(10))
    found = {(cell.level, cell.month.month): cell.amount_minor for cell in cells}
    assert found["person", 3] == 1_100_000
    assert ("person", 4) not in found
    assert found["team", 4] == 2_200_000


def test_a_product_has_targets_of_its_own(
    browser: Client, rep: User, manager: User, teams: dict[str, Team]
) -> None:
    manager.role.abilities = [*manager.role.abilities, "products.view"]
    manager.role.save()
    press, _ = (Product.objects.create(number=n, name=name) for n, name in
                (("P-1", "压机"), ("P-2", "模具")))  # fmt: skip
    order = Order.objects.create(
        customer=customer_of(rep), number="O1", ordered_on=date(2026, 3, 9), currency="CNY",
        amount_minor=500_000,
    )  # fmt: skip
    for place, (product, amount) in enumerate(((press, 400_000), (None, 100_000)), 1):
        order.lines.create(
            position=place, product=product, quantity_thousandths=1_000, amount_minor=amount
        )
    typed = {"year": "2026", "of": "orders", f"person-{rep.pk}-2026-03": "5000"}
    assert browser.post("/sales/targets/set/", {**typed, "product": "p-1"}).status_code == 302
    assert Target.objects.get().product == press
    assert "5000" not in without_ids(browser.get("/sales/targets/?year=2026").text)
    page = browser.get("/sales/targets/?year=2026&product=压机").content.decode()
    assert 'value="5000"' in page
    assert "80" in page.split("told__value")[1].split("</a>")[0], "4,000.00 of 5,000.00"
    cells = setting.carried_over(
        period("2027", MARCH, 12), setting.Of("orders", press), manager.reach,
        source="sold", percent=Decimal(0),
    )  # fmt: skip
    found = {(cell.level, cell.month): cell.amount_minor for cell in cells}
    assert found["person", date(2027, 3, 1)] == 400_000
    strange = browser.get("/sales/targets/?year=2026&product=nothing").content.decode()
    assert "There is no product “nothing”" in strange
    refused = browser.post("/sales/targets/set/", {**typed, "product": "nothing"})
    assert refused.status_code == 400 or b"There is no product" in refused.content
    assert Target.objects.count() == 1


def test_periods_are_understood_and_strange_words_mean_today() -> None:
    today = date(2026, 11, 23)
    assert period("2026-Q4", today).last == date(2026, 12, 31)
    assert period("2024-02", today).last == date(2024, 2, 29)
    assert period("2025", today).word == "2025"
    assert [period(word, today, 3).word for word in ("", "x", "2026-13", "2026-Q5")] == [
        "2026-Q4"
    ] * 4
    quarter = period("2026-Q1", today)
    assert (quarter.before().word, quarter.after().word) == ("2025-Q4", "2026-Q2")
    assert quarter.a_year_before().word == "2025-Q1"
