"""What the report says of a simulated company's campaigns is what is true of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest
from report.campaign.companies import by_campaign, measured

from goodwill.analytics.benefit.incrementality.earning.money import Standing
from goodwill.analytics.benefit.incrementality.earning.portfolio import portfolio_figures
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.verdicts import Answer
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.effects import Effect
from goodwill.demo import DemoCompany, simulate
from goodwill.report.campaign.results import Measured, MeasuredAll
from goodwill.report.words import find
from goodwill.warehouse.duck import DuckWarehouse

pytestmark = pytest.mark.xdist_group("truth of campaigns")
"""What they share is dear: it is made once."""

USELESS, MIXED, BROKEN, SMALLEST = "CMP-06", "CMP-07", "CMP-08", "CMP-05"
WORKS = {Answer.PAID, Answer.BROUGHT}


@dataclass(frozen=True)
class Truth:
    """What a campaign truly brought: expected extra orders and margin, members, money spent."""

    orders: float
    margin: float
    treated: int
    spent_minor: int


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> DemoCompany:
    return simulate(tmp_path_factory.mktemp("campaigning"), customers=8_000, seed=1)


@pytest.fixture(scope="module")
def everything(
    company: DemoCompany, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MeasuredAll]:
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("campaigns-measured"))
    yield measured(warehouse, company)
    warehouse.close()


@pytest.fixture(scope="module")
def found(everything: MeasuredAll) -> dict[str, Measured]:
    return by_campaign(everything)


@pytest.fixture(scope="module")
def true(company: DemoCompany) -> dict[str, Truth]:
    rows = duckdb.sql(
        f"""select campaign_id, sum(extra_orders_expected), sum(extra_margin_expected),
        sum(treated), any_value(minor)
        from read_parquet('{company["truth/campaign_truth"]}')
        join (select campaign_id, sum(amount) * 100 as minor
        from read_parquet('{company["campaign_costs"]}') group by 1) using (campaign_id)
        group by 1"""
    ).fetchall()
    return {row[0]: Truth(float(row[1]), float(row[2]), int(row[3]), int(row[4])) for row in rows}


def test_every_campaign_is_measured_and_none_is_forgotten(everything, found, true):
    assert list(found) == sorted(true)
    assert len(everything.campaigns) == len(found) == 8


def test_everybody_is_in_the_arm_that_was_drawn(found: dict[str, Measured], true):
    for name, each in found.items():
        assert each.whole.returns.n_treated == true[name].treated


@pytest.mark.parametrize("name", ["orders", "margin"])
def test_intervals_hold_the_truth(name: str, found: dict[str, Measured], true):
    """Seven of which an interval may be told; at 95 % one miss among them is no surprise."""
    missed, told = [], 0
    for identity, each in found.items():
        effect = getattr(each.whole.returns, name)
        if effect is None:
            continue
        told += 1
        scale = 100 if name == "margin" else 1
        if not effect.low <= getattr(true[identity], name) * scale <= effect.high:
            missed.append(identity)
    assert told >= 6
    assert len(missed) <= 1, missed


def test_estimates_lie_on_both_sides_of_the_truth_by_no_more_than_chance(found, true):
    """Summed over the campaigns, in standard errors: a bias that each hides would show."""
    odd = [
        (effect.value - true[name].orders) / effect.se
        for name, each in found.items()
        if (effect := each.whole.returns.orders) is not None
    ]
    assert abs(sum(odd)) < 3 * len(odd) ** 0.5


def test_a_campaign_without_effect_is_not_called_working(found: dict[str, Measured], true):
    assert true[USELESS].orders == 0
    assert found[USELESS].whole.verdict.answer is Answer.OPEN
    assert found[USELESS].whole.returns.standing is not Standing.PROVEN


def test_none_that_works_is_called_harmful_and_some_are_seen_to_work(found, true):
    answers = {name: each.whole.verdict.answer for name, each in found.items()}
    assert not {Answer.LOST, Answer.HARMED} & set(answers.values())
    assert len([name for name, answer in answers.items() if answer in WORKS]) >= 2
    assert all(true[name].orders > 0 for name, answer in answers.items() if answer in WORKS)


def test_where_members_were_moved_nothing_is_told(found: dict[str, Measured]):
    broken = found[BROKEN]
    assert broken.judged.withheld is not None
    assert broken.whole.verdict.answer is Answer.NOT_TRUSTED
    returns = broken.whole.returns
    assert not any((returns.orders, returns.margin, returns.revenue, returns.buyers, returns.roi))
    assert all(each.judged.withheld is None for name, each in found.items() if name != BROKEN)


def test_what_a_campaign_cost_is_what_the_files_say_once(found: dict[str, Measured], true):
    """The list of campaigns has the price of a contact too, and the entries hold them already."""
    for name, each in found.items():
        assert each.cost.total == true[name].spent_minor, name
        assert "entries_win" in {odd.code for odd in each.cost.findings}


def test_profit_and_return_follow_from_margin_and_cost(found: dict[str, Measured]):
    for each in found.values():
        returns = each.whole.returns
        if returns.margin is None:
            assert returns.roi is None
            continue
        profit = returns.margin.value - returns.cost
        assert returns.profit.value == pytest.approx(profit)
        assert returns.roi.value == pytest.approx(profit / returns.cost)


def test_promotions_that_pay_are_counted_among_those_known(everything: MeasuredAll, found):
    together = everything.portfolio
    assert together is not None
    assert BROKEN not in {each.campaign_id for each in together.results}
    standings = [each.whole.returns.standing for name, each in found.items() if name != BROKEN]
    known = [each for each in standings if each is not Standing.UNKNOWN]
    told = portfolio_figures(together, Receipt(everything.ready.currency, everything.ready.as_of))
    share = find(told, "MK08")
    assert (share.numerator, share.denominator) == (known.count(Standing.PROVEN), len(known))
    profits = [
        each.whole.returns.profit.value
        for name, each in found.items()
        if name != BROKEN and each.whole.returns.profit is not None
    ]
    assert together.profit.value == pytest.approx(sum(profits))


def test_the_effect_differs_by_channel_where_it_truly_does(
    company: DemoCompany, found: dict[str, Measured]
):
    by_channel = {
        each.slice_value: each.plain
        for each in found[MIXED].judged.by("preferred_channel", "treated", "orders")
        if isinstance(each.plain, Effect)
    }
    lifts = dict(
        duckdb.sql(
            f"""select preferred_channel, extra_orders_expected / treated
            from read_parquet('{company["truth/preference_truth"]}')"""
        ).fetchall()
    )
    assert set(by_channel) <= set(lifts)
    assert "WeChat" in by_channel
    missed = [
        name for name, effect in by_channel.items() if not effect.low <= lifts[name] <= effect.high
    ]
    assert len(missed) <= 1, missed
    assert by_channel["WeChat"].low > 0
    assert max(by_channel, key=lambda name: by_channel[name].value) == "WeChat"


def test_figures_say_how_far_they_go(found: dict[str, Measured]):
    for name, each in found.items():
        if name != BROKEN and each.judged.doubt is None:
            assert each.whole.figure("incremental_margin").grade is Grade.RANDOM_HOLDOUT
