"""What is left of spend, per customer: between his own rate and everybody's."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pyarrow as pa
import pytest
from analytics.value.cast import summaries_of
from frames import rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import TooFew
from goodwill.analytics.value import margin
from goodwill.warehouse.opening import Warehouse

approx = pytest.approx
COLUMNS = ("purchase_days", "gross_minor", "returned_minor", "cost_minor", "cost_to_serve_minor")


def company(random, customers, with_truth=False):
    """Purchases of 10 to 200, a seventh of them returned whole, cost about 60 %."""
    n = random.geometric(0.25, customers)
    returns, cost = random.beta(1.2, 7, customers), random.normal(0.6, 0.1, customers)
    rows = []
    for count, share, part in zip(n, returns, cost, strict=True):
        value = np.round(random.gamma(3, 2000, count)) + 100
        comes_back = random.random(count) < share
        kept = value[~comes_back]
        goods = (kept * random.normal(part, 0.15, len(kept))).sum()
        serving = random.gamma(2, 150 * count)
        whole = (count, value.sum(), value[comes_back].sum(), goods, serving)
        rows.append([round(x) for x in whole])
    columns = np.array(rows).T
    table = pa.table(dict(zip(COLUMNS, columns, strict=True)))
    truth = (1 - returns) * (1 - cost)
    return (nw.from_native(table).lazy(), truth) if with_truth else nw.from_native(table).lazy()


def rates(frame, model, level=0.9):
    found = margin.with_margin(frame, model, level=level).collect("pyarrow")
    names = ("margin_rate", "margin_rate_low", "margin_rate_high", "serving_minor")
    return [found[name].to_numpy() for name in names]


def test_expected_margins_add_up_to_the_margin_made():
    frame = company(np.random.default_rng(1), 3000)
    model = margin.fit(frame)
    rate, _, _, serving = rates(frame, model)
    n, gross, back, cost, served = (
        frame.collect("pyarrow")[name].to_numpy().astype(float) for name in COLUMNS
    )
    assert (rate * gross).sum() == approx((gross - back - cost).sum(), rel=1e-9)
    assert (serving * n).sum() == approx(served.sum(), rel=1e-9)
    alone = frame.select(rate=margin.expected_margin_rate(model)).collect("pyarrow")["rate"]
    assert alone.to_numpy() == approx(rate)


def test_shared_rates_are_nearer_the_truth_than_own_or_common():
    frame, truth = company(np.random.default_rng(2), 6000, with_truth=True)
    model = margin.fit(frame)
    rate, low, high, _ = rates(frame, model)
    table = frame.collect("pyarrow")
    gross, back, cost = (table[x].to_numpy().astype(float) for x in COLUMNS[1:4])
    own = (gross - back - cost) / gross
    error = ((rate - truth) ** 2).mean()
    assert error < 0.8 * ((own - truth) ** 2).mean()
    assert error < 0.8 * ((model.of_new - truth) ** 2).mean()
    assert 0.86 < ((low <= truth) & (truth <= high)).mean() < 0.94


def test_what_is_simulated_is_recovered():
    """Return rates: Beta(1.2, 7), and per purchase Bernoulli; cost shares: N(0.6, 0.1)."""
    model = margin.fit(company(np.random.default_rng(3), 12_000))
    mean = 1.2 / 8.2
    assert model.returned.common == approx(mean, rel=0.05)
    assert model.returned.credibility.between == approx(mean * (1 - mean) / 9.2, rel=0.25)
    assert model.cost.common == approx(0.6, rel=0.02)
    assert model.cost.credibility.between == approx(0.01, rel=0.25)
    assert model.serving.common == approx(300, rel=0.03)


CAST = [
    ("Ann", 9, 9000, 0, 5400),
    ("Bob", 1, 1000, 900, 400),
    ("Cem", 0, 500, 500, 0),
    ("Dee", 4, 4000, 400, None),
    ("Eve", 0, 0, 0, None),
    ("Fay", 2, 2000, 2600, -100),
    ("李娜", 3, 3000, 0, 6000),
]


def test_engines_agree_and_nobody_is_without_an_answer(warehouse: Warehouse):
    """Everything returned, more returned than bought, no cost, no purchase, sold at a loss."""
    names = ("customer_id", *COLUMNS[:4])
    rows = [dict(zip(names, row, strict=True)) for row in CAST]
    frame = summaries_of(warehouse, rows)
    model = margin.fit(frame)
    here = margin.fit(nw.from_native(pa.Table.from_pylist(rows)).lazy())
    found = {r["customer_id"]: r for r in rows_of(margin.with_margin(frame, model))}
    assert model.returned.common == approx(here.returned.common, rel=1e-9)
    assert model.cost.common == approx(here.cost.common, rel=1e-9)
    assert model.serving is None
    assert found["Eve"]["margin_rate"] == approx(model.of_new)
    assert found["李娜"]["margin_rate"] < min(0, found["Ann"]["margin_rate"])
    assert found["Cem"]["margin_rate"] < found["Ann"]["margin_rate"]
    for row in found.values():
        assert row["margin_rate_low"] <= row["margin_rate"] <= row["margin_rate_high"] <= 1
        assert row["serving_minor"] == 0


def test_without_cost_it_is_what_is_kept():
    rows = {name: [4, 1] for name in COLUMNS[:3]} | {
        "cost_minor": pa.array([None, None], pa.int64())
    }
    rows |= {"gross_minor": [400, 100], "returned_minor": [40, 10]}
    frame = nw.from_native(pa.table(rows)).lazy()
    model = margin.fit(frame)
    assert model.cost is None
    assert model.of_new == approx(0.9)
    assert rates(frame, model)[0] == approx([0.9, 0.9])


def test_equal_customers_have_the_companys_rate():
    rows = {"purchase_days": [3, 3], "gross_minor": [300, 300], "returned_minor": [0, 0]}
    frame = nw.from_native(pa.table(rows | {"cost_minor": [120, 120]})).lazy()
    model = margin.fit(frame)
    rate, low, high, _ = rates(frame, model)
    assert (*rate, *low, *high) == approx([0.6] * 6)


def test_one_customer_is_enough_and_nobody_is_too_few():
    rows = {"purchase_days": [2], "gross_minor": [10**15], "returned_minor": [1], "cost_minor": [7]}
    frame = nw.from_native(pa.table(rows)).lazy()
    assert rates(frame, margin.fit(frame))[0] == approx([1.0])
    with pytest.raises(TooFew):
        margin.fit(frame.filter(nw.col("gross_minor") < 0))


AMOUNT = st.integers(0, 10**12)


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 500)),
            AMOUNT,
            st.one_of(st.none(), AMOUNT),
            st.one_of(st.none(), st.integers(-(10**12), 10**12)),
            st.one_of(st.none(), AMOUNT),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_customers_have_finite_rates_or_a_refusal(rows):
    columns = [pa.array(column, pa.int64()) for column in zip(*rows, strict=True)]
    frame = nw.from_native(pa.table(dict(zip(COLUMNS, columns, strict=True)))).lazy()
    try:
        model = margin.fit(frame)
    except TooFew:
        assert not any(row[1] for row in rows)
        return
    rate, low, high, serving = rates(frame, model)
    assert all(np.isfinite(found).all() for found in (rate, low, high, serving))
    assert ((low <= rate + 1e-12) & (rate <= high + 1e-12) & (high <= 1)).all()


@pytest.mark.proof
def test_ninety_in_a_hundred_intervals_hold_the_customers_rate():
    random = np.random.default_rng(7)
    shares = []
    for _ in range(40):
        frame, truth = company(random, 1500, with_truth=True)
        _, low, high, _ = rates(frame, margin.fit(frame))
        shares.append(((low <= truth) & (truth <= high)).mean())
    print(np.mean(shares))
    assert 0.86 <= np.mean(shares) <= 0.94
