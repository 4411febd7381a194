"""Scores joined back to customers, money on them, and the total with its interval."""

from __future__ import annotations

from dataclasses import astuple

import narwhals as nw
import numpy as np
import pytest
from frames import frame_of, rows_of
from scipy import stats

from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.credibility import Credibility
from goodwill.analytics.value import gammagamma, margin, nbd
from goodwill.analytics.value.gammagamma import Gammagamma
from goodwill.analytics.value.nbd import Nbd
from goodwill.analytics.value.outlook.lifetime import FORECAST, Outlook, outlook, with_value
from goodwill.analytics.value.outlook.portfolio import portfolio
from goodwill.analytics.value.outlook.scores import (
    alike,
    as_table,
    joined,
    per_day,
    predictive,
    scores,
)
from goodwill.analytics.value.triples import triples
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

WHOLE = margin.Margin(margin.Rate(0.0, Credibility(0.0, 0.0, 0.0)))
"""Nothing comes back and nothing costs."""

NEVER = {"repeats": 0, "days_to_last": None, "days_observed": None, "first_day": None}


def customer(
    name: str, repeats: int, to_last: int, observed: int, gross: int, cost: float = 0.6
) -> dict:
    return {
        "customer_id": name,
        "repeats": repeats,
        "days_to_last": to_last,
        "days_observed": observed,
        "first_day": 20_000 - observed,
        "purchase_days": repeats + 1,
        "gross_minor": gross,
        "returned_minor": 0,
        "cost_minor": round(cost * gross),
    }


def simulated(seed: int, customers: int = 300) -> list[dict]:
    """Nobody leaves: rates are Gamma, purchases Poisson, spend Gamma-Gamma."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(customers):
        observed = int(random.integers(100, 700))
        rate = random.gamma(0.9, 1 / 60)
        days = np.unique(random.integers(1, observed, random.poisson(rate * observed)))
        mean = 6 / random.gamma(4, 1 / 15_000)
        spent = random.gamma(6, mean / 6, len(days) + 1).sum()
        last = int(days[-1]) if len(days) else 0
        rows.append(customer(f"c{number:03d}", len(days), last, observed, round(spent)))
    return rows


@pytest.fixture(scope="module")
def company() -> list[dict]:
    never = {"customer_id": "wang", "purchase_days": 0, "gross_minor": 0, "returned_minor": 0}
    return [*simulated(7), never | NEVER | {"cost_minor": None}]


def test_every_engine_tells_the_same_of_every_customer(
    company: list[dict], warehouse: Warehouse, tmp_path
) -> None:
    other = DuckWarehouse(tmp_path / "..")
    told = [
        outlook(frame_of(engine, None, company), engine.settle, family=nbd)
        for engine in (warehouse, other)
    ]
    one, two = (
        rows_of(each.customers.select("customer_id", *FORECAST), "customer_id") for each in told
    )
    assert one == two
    for name in ("active", "purchases", "year", "equity"):
        totals = [astuple(getattr(portfolio(each), name)) for each in told]
        assert totals[0] == pytest.approx(totals[1], rel=1e-12)
    other.close()


def test_money_is_purchases_times_spend_times_margin(
    company: list[dict], duck_warehouse: DuckWarehouse
) -> None:
    seen = outlook(frame_of(duck_warehouse, None, company), duck_warehouse.settle, family=nbd)
    for row in rows_of(seen.customers, "customer_id")[:20]:
        count = np.array(float(row["purchase_days"]))
        spend = gammagamma.expected_spend(seen.spend, count, row["gross_minor"] / count)
        assert row["spend_minor"] == pytest.approx(spend, abs=1)
        rate = row["margin_rate"]
        assert rate == pytest.approx(0.4, abs=1e-3)
        year = row["expected_purchases"] * float(spend) * rate
        assert row["value_365_minor"] == pytest.approx(year, abs=1)
        residual = row["discounted_purchases"] * float(spend) * rate
        assert row["residual_value_minor"] == pytest.approx(residual, abs=1)
        assert row["residual_value_low_minor"] < residual < row["residual_value_high_minor"]
        assert row["value_365_low_minor"] <= year <= row["value_365_high_minor"]


def test_who_never_bought_has_no_forecast(
    company: list[dict], duck_warehouse: DuckWarehouse
) -> None:
    seen = outlook(frame_of(duck_warehouse, None, company), duck_warehouse.settle, family=nbd)
    (wang,) = rows_of(seen.customers.filter(nw.col("customer_id") == "wang"))
    assert {wang[name] for name in FORECAST} == {None}


def test_a_customer_sold_to_at_a_loss_has_an_interval_the_right_way_round(
    duck_warehouse: DuckWarehouse,
) -> None:
    rows = [row | {"cost_minor": 2 * row["gross_minor"]} for row in simulated(3, 60)]
    seen = outlook(frame_of(duck_warehouse, None, rows), duck_warehouse.settle, family=nbd)
    for row in rows_of(seen.customers):
        assert row["residual_value_low_minor"] <= row["residual_value_minor"] < 0
        assert row["residual_value_minor"] <= row["residual_value_high_minor"] < 0


def test_the_cost_to_serve_is_taken_off_each_purchase(duck_warehouse: DuckWarehouse) -> None:
    rows = [row | {"cost_to_serve_minor": 100 * row["purchase_days"]} for row in simulated(3, 60)]
    seen = outlook(frame_of(duck_warehouse, None, rows), duck_warehouse.settle, family=nbd)
    for row in rows_of(seen.customers):
        assert row["serving_minor"] == pytest.approx(100)
        each = row["spend_minor"] * row["margin_rate"] - 100
        assert row["residual_value_minor"] == pytest.approx(
            each * row["discounted_purchases"], rel=1e-3, abs=50
        )


def test_the_next_purchase_is_half_the_time_after_the_day_told(
    duck_warehouse: DuckWarehouse,
) -> None:
    """λ | x, T is Gamma, so waiting is Pareto: median (α + T)(2^(1 / (r + x)) − 1)."""
    rows = [customer("ana", 9, 280, 300, 5_000), customer("bo", 0, 0, 300, 700)]
    model = Nbd(r=0.9, alpha=60)
    histories = triples([9, 0], [280, 0], [300, 300])
    table = duck_warehouse.settle(as_table(histories, scores(nbd, model, histories)))
    left = margin.with_margin(frame_of(duck_warehouse, None, rows), WHOLE)
    seen = with_value(joined(left, table), Gammagamma(p=6, q=4, gamma=1500))
    ana, bo = rows_of(seen, "customer_id")
    assert ana["next_purchase_day"] == 20_000 + int(np.ceil(360 * (2 ** (1 / 9.9) - 1)))
    assert bo["next_purchase_day"] == 20_000 + int(np.ceil(360 * (2 ** (1 / 0.9) - 1)))


def test_the_total_is_the_sum_of_the_customers(
    company: list[dict], duck_warehouse: DuckWarehouse
) -> None:
    seen = outlook(frame_of(duck_warehouse, None, company), duck_warehouse.settle, family=nbd)
    rows, base = rows_of(seen.customers), portfolio(seen)
    assert base.customers == 300
    for total, name in ((base.year, "value_365_minor"), (base.equity, "residual_value_minor")):
        assert total.value == pytest.approx(sum(row[name] or 0 for row in rows), abs=300)
        assert total.low < total.value < total.high
    assert base.purchases.value == pytest.approx(sum(r["expected_purchases"] or 0 for r in rows))


def test_a_total_knows_more_than_its_parts(
    company: list[dict], duck_warehouse: DuckWarehouse
) -> None:
    """Chance averages out over customers: the total is surer than any of them."""
    seen = outlook(frame_of(duck_warehouse, None, company), duck_warehouse.settle, family=nbd)
    base = portfolio(seen)
    best = max(
        rows_of(seen.customers.filter(~nw.col("p_alive").is_null())),
        key=lambda row: row["value_365_minor"],
    )
    width = (base.year.high - base.year.low) / base.year.value
    own = (best["value_365_high_minor"] - best["value_365_low_minor"]) / best["value_365_minor"]
    assert width < own / 2


@pytest.mark.parametrize("replications", [30, pytest.param(200, marks=pytest.mark.proof)])
def test_the_interval_of_next_year_holds_what_happens(
    replications: int, duck_warehouse: DuckWarehouse
) -> None:
    """Simulated companies: purchases of the next 365 days fall inside nine times in ten."""
    inside = 0
    for seed in range(replications):
        random = np.random.default_rng(1000 + seed)
        rate = random.gamma(0.9, 1 / 60, 250)
        observed = random.integers(100, 700, 250)
        x = random.poisson(rate * observed).astype(float)
        model = nbd.fit(x, np.where(x > 0, observed / 2, 0), observed)
        rows = [
            customer(f"c{n}", int(x[n]), int(observed[n] / 2) if x[n] else 0, int(observed[n]), 100)
            for n in range(250)
        ]
        frame = margin.with_margin(frame_of(duck_warehouse, None, rows), WHOLE)
        spend = Gammagamma(p=6, q=4, gamma=300)
        histories = triples(frame)
        table = duck_warehouse.settle(as_table(histories, scores(nbd, model, histories)))
        told = scores(nbd, model, histories)
        valued = duck_warehouse.settle(with_value(joined(frame, table), spend))
        seen = Outlook(nbd, model, spend, WHOLE, 0.1, histories, told, valued)
        total = portfolio(seen).purchases
        inside += total.low <= random.poisson(rate * 365).sum() <= total.high
    least, most = stats.binom(replications, 0.9).ppf([0.001, 0.999])
    assert least <= inside <= most


@pytest.mark.parametrize(("mean", "shape"), [(2.0, 0.5), (8.0, 3.0), (40.0, 9.0)])
def test_the_range_of_one_customer_holds_nine_in_ten(mean: float, shape: float) -> None:
    """Gamma-Poisson numbers with a quarter of the customers gone."""
    random = np.random.default_rng(5)
    drawn = random.poisson(random.gamma(shape, mean / shape, 100_000)) * (
        random.random(100_000) < 0.75
    )
    low, high = predictive(
        np.array([(drawn == 0).mean()]), np.array([drawn.mean()]), np.array([drawn.var()])
    )
    inside = ((drawn >= low) & (drawn <= high)).mean()
    assert 0.88 < inside < 0.98


def test_who_is_gone_for_certain_will_do_nothing() -> None:
    nobody = predictive(np.ones(1), np.zeros(1), np.zeros(1))
    hardly = predictive(np.array([1 - 1e-14]), np.array([1e-13]), np.array([1e-12]))
    assert nobody == hardly == (0, 0)


def test_alike_histories_lend_their_width() -> None:
    """Above twenty thousand histories widths come from alike ones, within a few per cent."""
    random = np.random.default_rng(2)
    observed = random.integers(1, 730, 60_000)
    x = random.poisson(random.gamma(0.9, 1 / 60, 60_000) * observed)
    histories = triples(
        x, np.where(x > 0, random.integers(1, 10_000, 60_000) % observed, 0) * (x > 0), observed
    )
    chosen, group = alike(histories)
    assert len(chosen) < 20_000 < len(histories)
    assert (histories.x[chosen][group] == histories.x).all()
    model = nbd.fit(histories.x, histories.t_x, histories.T, histories.weight)
    found = scores(nbd, model, histories)
    exact = scores(nbd, model, histories.every(10))
    width = np.log(found.expected_purchases_high / found.expected_purchases)[::10]
    precise = np.log(exact.expected_purchases_high / exact.expected_purchases)
    assert np.median(np.abs(width / precise - 1)) < 0.05


def test_the_discount_is_continuous_and_never_negative() -> None:
    assert np.exp(-per_day(0.1) * 365) == pytest.approx(1 / 1.1)
    with pytest.raises(Undefined, match="negative"):
        per_day(-0.01)
