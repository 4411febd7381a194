"""One page for whoever decides: of all customers for who sees all, of one's own for others."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from crm.conftest import logged_in
from crm.value.valued import AT_RISK, LOSING, customer, scored, valuation
from django.conf import settings
from django.utils import timezone

from goodwill.analytics.figure import dumps, money
from goodwill.analytics.value.catalogue import DEFINITIONS
from goodwill.analytics.value.today.whale import EROSION, NEGATIVE_CUSTOMERS, TOP_SHARE
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.value.management import deciding, reading
from goodwill.crm.value.management.deciding import Decision
from goodwill.crm.value.scoring import files
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.worklists.models import CareAction
from goodwill.language import Sentence

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, home=tmp_path))
    return tmp_path


@pytest.fixture
def valued(administrator: User, manager: User) -> Valuation:
    """Eight customers: 恒泰 carries the company, Nord costs it; two of them are Mei's team's."""
    done = valuation(folder="one")
    folder = files.place() / "one"
    folder.mkdir(parents=True)
    told = {"currency": "CNY", "as_of": DAY, "n": 8}
    equity = replace(
        money(DEFINITIONS["VA05"], 3_500_000, **told), low=Decimal(30_000), high=Decimal(40_000)
    )
    fallen = money(DEFINITIONS["VA05_change"], -120_000, **told)
    entries = [{"receipt": "x", **one} for one in json.loads(dumps([equity, fallen]))]
    (folder / "figures.json").write_text(json.dumps(entries), encoding="utf-8")
    scored(customer("恒泰", manager), done, profit_minor=900_000, **AT_RISK)
    scored(customer("Nord", manager), done, **LOSING)
    for number in range(6):
        scored(customer(f"远山{number}"), done, value_class="B", profit_minor=10_000)
    return done


def test_it_says_who_carries_who_costs_and_what_to_decide(
    valued: Valuation, administrator: User
) -> None:
    text = logged_in(administrator).get("/value/management/").content.decode()
    # 900,000 + 6 × 10,000 − 50,000 = 910,000; the first two of eight bring 910,000
    assert "The first 20 % of customers bring 100% of the profit" in text
    assert "恒泰" in text
    assert "Nord" in text
    assert "Customer equity" in text
    assert "1 customer costs more than it brings" in text
    assert "Customer equity has fallen" in text
    assert "恒泰 alone brings 98.9%" in text


def test_every_figure_has_its_receipt(valued: Valuation, administrator: User) -> None:
    client = logged_in(administrator)
    seen = reading.seen(administrator.reach)
    assert seen
    for one in (*seen.figures, *seen.whale_figures):
        answer = client.get(f"/value/management/receipt/{reading.slug(one)}/")
        assert answer.status_code == 200
    told = client.get("/value/management/receipt/va07/", HTTP_HX_REQUEST="true").content.decode()
    assert "score.value_class" in told
    assert client.get("/value/management/receipt/nothing/").status_code == 404


def test_figures_are_of_the_customers_one_may_see(valued: Valuation, manager: User) -> None:
    Role.objects.filter(pk=manager.role_id).update(abilities=["*.view", "value.see"])
    me = User.objects.get(pk=manager.pk)
    seen = reading.seen(me.reach)
    assert seen
    assert (seen.whale.customers, seen.whale.total_minor) == (2, 850_000)
    expected = next(one for one in seen.figures if one.definition.id == "expected_of_customers")
    assert (expected.value, expected.n) == (Decimal(10_000), 2)
    text = logged_in(me).get("/value/management/").content.decode()
    assert "远山" not in text
    assert "of the 2 customers you may see" in text


def test_nothing_of_costs_is_told_to_whom_they_are_hidden(
    valued: Valuation, administrator: User
) -> None:
    Role.objects.filter(pk=administrator.role_id).update(
        hidden_fields=["orders.cost_minor", "order_lines.cost_minor", "products.unit_cost_minor"]
    )
    me = User.objects.get(pk=administrator.pk)
    seen = reading.seen(me.reach)
    assert seen
    assert not seen.figures
    assert seen.whale.total_minor == 8 * 900_000
    text = logged_in(me).get("/value/management/").content.decode()
    assert "cost more than they bring" not in text.replace("none costs more than it brings", "")
    assert "Customer equity has fallen" not in text


def test_it_takes_the_ability_to_see_value(valued: Valuation, rep: User) -> None:
    assert logged_in(rep).get("/value/management/").status_code == 403


def test_what_is_attended_to_is_not_to_be_decided(
    valued: Valuation, administrator: User, manager: User
) -> None:
    score = valued.scores.get(customer__name="恒泰")  # type: ignore[attr-defined]
    score.churn_reason = "overdue"
    score.save()
    seen = reading.seen(administrator.reach)
    assert seen
    assert deciding.leaving(seen)
    CareAction.objects.create(customer=score.customer, worklist="lost", begun_on=DAY, owner=manager)
    assert deciding.leaving(seen) is None


def test_an_old_valuation_is_said_to_be_old(valued: Valuation, administrator: User) -> None:
    seen = reading.seen(administrator.reach)
    assert seen
    assert deciding.stale(seen) is None
    seen.valuation.ended_at = timezone.now() - timedelta(days=9)
    assert deciding.stale(seen)


def test_other_rooms_put_their_questions(
    valued: Valuation, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "_ASKS", {})
    deciding.enter("light", lambda seen: Decision(Sentence("Light"), Sentence("Do"), "/", 1))
    deciding.enter("heavy", lambda seen: Decision(Sentence("Heavy"), Sentence("Do"), "/", 2))
    deciding.enter("none", lambda seen: None)
    seen = reading.seen(administrator.reach)
    assert seen
    assert [str(one.says) for one in deciding.decisions(seen)] == ["Heavy", "Light"]


def test_pictures_are_drawn(valued: Valuation, administrator: User) -> None:
    valued.scores.update(reached="repeat")  # type: ignore[attr-defined]
    client = logged_in(administrator)
    for word in ("whale", "stages"):
        assert "<svg" in client.get(f"/value/management/chart/{word}/").content.decode()
    equity = client.get("/value/management/chart/equity/").content.decode()
    assert "second valuation" in equity
    assert client.get("/value/management/chart/nothing/").status_code == 404


def test_before_the_first_valuation_the_page_says_so(administrator: User) -> None:
    text = logged_in(administrator).get("/value/management/").content.decode()
    assert "Nobody has been valued yet" in text


def test_the_whales_figures_are_those_of_the_indicators(
    valued: Valuation, administrator: User
) -> None:
    seen = reading.seen(administrator.reach)
    assert seen
    told = {one.definition: one.value for one in seen.whale_figures}
    assert told[TOP_SHARE] == 1
    assert told[NEGATIVE_CUSTOMERS] == 1
    # the last three bring −50,000 + 2 × 10,000 of 910,000
    assert told[EROSION] == Decimal(300) / Decimal(9_400)
