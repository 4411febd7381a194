"""Whether spend depends on frequency: told by size, with ranks beside it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from analytics.value.cast import summaries_of
from analytics.value.published import cdnow_spend
from scipy import stats

from goodwill.analytics.value import spending
from goodwill.analytics.value.choosing import independence
from goodwill.analytics.value.choosing.independence import Verdict
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
approx = pytest.approx


def judged(purchases, value, weight=None, **more):
    return independence.independence(spending.spending(purchases, value, weight), **more)


def drawn(customers, slope, p=2.0, seed=1):
    """Customers whose mean spend rises with their purchases to the power `slope`."""
    random = np.random.default_rng(seed)
    x = random.geometric(0.3, customers)
    rate = random.gamma(4.0, 1 / 20.0, customers)
    return x, random.gamma(p * x) / rate / x * x**slope


def test_correlations_equal_scipy():
    x, m = drawn(400, 0.2)
    m = np.ceil(m)
    found = judged(x, m)
    assert found.pearson.value == approx(stats.pearsonr(x, m).statistic)
    assert found.spearman.value == approx(stats.spearmanr(x, m).statistic)
    assert found.pearson.low < found.pearson.value < found.pearson.high


def test_customers_counted_together_are_customers():
    x, m = drawn(300, 0.0)
    x, m = np.append(x, x[:100]), np.append(m, m[:100])
    counted = judged(x[:300], m[:300], np.where(np.arange(300) < 100, 2, 1))
    assert counted.pearson.low == approx(judged(x, m).pearson.low)
    assert counted.spearman.value == approx(stats.spearmanr(x, m).statistic)


@pytest.mark.parametrize(
    ("slope", "verdict", "words"),
    [
        (0.0, Verdict.HOLDS, "hardly depends"),
        (0.5, Verdict.RISES, "buy more often also spend more"),
        (-0.5, Verdict.FALLS, "buy more often spend less"),
    ],
)
def test_the_verdict_follows_the_truth(slope, verdict, words):
    found = judged(*drawn(5000, slope))
    assert found.verdict is verdict
    assert words in str(found.sentence)


def test_a_slight_correlation_of_very_many_still_holds():
    x, m = drawn(3000, 0.05)
    found = judged(x, m, np.full(3000, 1000))
    assert found.pearson.low > 0
    assert found.verdict is Verdict.HOLDS


def test_no_correlation_is_not_said_to_be_minus_zero():
    none = independence.Correlation(-0.001, -0.002, 0.001)
    found = independence.Independence(1000, none, none, Verdict.HOLDS, ())
    assert "(correlation 0, between 0 and 0)" in str(found.sentence)


def test_uneven_spend_alone_is_no_dependence():
    """With p = 0.3 the median of few purchases is far below their mean: ranks mislead."""
    found = judged(*drawn(5000, 0.0, p=0.3))
    assert found.spearman.value > 0.2
    assert found.verdict is Verdict.HOLDS


def test_few_customers_leave_it_open():
    assert judged(*drawn(40, 0.1)).verdict is Verdict.UNCLEAR
    told = judged([1, 2], [3.0, 4.0])
    assert (told.pearson, told.verdict) == (None, Verdict.UNCLEAR)
    assert "too few" in str(independence.figure(told, as_of=ON).reason)


def test_equal_customers_cannot_contradict():
    found = judged([2] * 20, np.arange(1.0, 21.0))
    assert (found.pearson, found.verdict) == (None, Verdict.HOLDS)
    assert "equally often" in str(independence.figure(found, as_of=ON).reason)


def test_every_customer_in_a_line_stays_within_one():
    found = judged(np.arange(1, 30), np.arange(1.0, 30.0))
    assert found.pearson.value == found.spearman.value == approx(1)
    assert 0.9 < found.pearson.low <= found.pearson.high <= 1
    assert found.verdict is Verdict.RISES


def test_rows_hold_everybody_once():
    x, m = drawn(2000, 0.0)
    rows = judged(x, m).rows
    assert sum(row.customers for row in rows) == 2000
    assert (rows[0].low, rows[0].high) == (1, 2)
    assert rows[0].mean_value == approx(m[x == 1].mean())
    assert rows[0].mean_low < rows[0].mean_value < rows[0].mean_high
    assert judged([200], [5.0]).rows == (
        independence.SpendByPurchases(101, None, 1, approx(5.0), None, None),
    )


def test_cdnow_has_the_correlation_that_was_published():
    """Fader, Hardie & Lee (2005) find a weak positive one and go on."""
    found = judged(*cdnow_spend())
    assert found.pearson.value == approx(0.1139, abs=5e-4)
    shown = independence.figure(found, as_of=ON)
    assert (shown.value, shown.n, shown.level) == (found.pearson.value, 946, 0.95)


def test_engines_tell_the_same(warehouse: Warehouse):
    x, m = drawn(60, 0.0)
    rows = [
        {"customer_id": f"c{i}", "purchase_days": int(n), "gross_minor": int(n * v * 100)}
        for i, (n, v) in enumerate(zip(x, m, strict=True))
    ]
    groups = spending.spend_groups(summaries_of(warehouse, rows), "purchase_days", "gross_minor")
    found = independence.independence(
        spending.from_frame(groups, "purchases", "mean_value", "customers")
    )
    assert found.customers == 60
    assert found.pearson.value == approx(judged(x, m).pearson.value, abs=2e-3)
