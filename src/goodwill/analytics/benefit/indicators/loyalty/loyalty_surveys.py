"""What customers say against what they do, and how they feel (RL05, RL09, RL10, RL12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import atanh, sqrt, tanh

import narwhals as nw
import numpy as np
from scipy import stats

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.answers import (
    cells_of,
    count,
    rows_by_period,
    share,
)
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NOTHING_BELOW, Readings
from goodwill.analytics.benefit.indicators.kernel.cells import FEW, Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.figure import Number
from goodwill.analytics.tables import PRODUCTS, SURVEY_ANSWERS, Frame
from goodwill.language import Sentence

Z95 = 1.959963984540054

ITEMS = ("identification", "trust", "attachment")
"""The questions of brand attachment."""

ROUNDING = 1e-12

WHO = "customer_id"

PARTS = 10_000
"""A score from 0 to 1 is counted in so many parts, so that every engine adds up the same."""

RELIABLE = 0.7
"""Cronbach's α from which on items may be put together."""

WINDOW_OPEN = Sentence("The window after these answers is still open: it cannot be told yet.")
ALIKE = Sentence("All answers, or all later purchases, are alike: nothing can be compared.")


def net_promoters(readings: Readings, asked: Asked) -> Answer:
    """RL05 of `promoters`, `detractors` and `answers`, with its margin of error."""
    n = readings["answers"].n
    if not n:
        return Answer(None, n=0, reason=NOTHING_BELOW)
    good, bad = (int(readings[name].value or 0) / n for name in ("promoters", "detractors"))
    value = good - bad
    margin = Z95 * sqrt(max(good + bad - value**2, 0.0) / n)
    low, high = max(value - margin, -1.0), min(value + margin, 1.0)
    above = int(readings["promoters"].value or 0) - int(readings["detractors"].value or 0)
    beside: dict[str, Number] = {"promoters": good, "detractors": bad, "margin": 100 * margin}
    return Answer(100 * value, above, n, n, 100 * low, 100 * high, 0.95, beside=beside)


def correlation(asked: Asked) -> Iterator[Cell]:
    """RL09: Spearman's ρ of satisfaction and the net amount bought in the window after it."""
    pairs: dict[Key, list[tuple[float, float, float]]] = defaultdict(list)
    by = ("score", "later_minor", "later_orders")
    rows = _closed(asked)
    sums = {"n": nw.len().cast(nw.Int64)}
    for key, row in rows_by_period(rows, "answered_day", asked, sums, by=by, last_of=WHO):
        score, amount, orders = (float(row[name]) for name in by)
        pairs[key] += [(score, amount, min(orders, 1.0))] * row["n"]
    answers = {key: _correlated(found) for key, found in pairs.items()}
    return cells_of("RL09", asked, answers, Answer(None, reason=WINDOW_OPEN))


def gap(asked: Asked) -> Iterator[Cell]:
    """RL10: customers in the top two boxes who did not buy in the window ÷ all of those."""
    rows = _closed(asked)
    satisfied = nw.col("raw") >= nw.col("scale_max") - 1
    sums = {
        "satisfied": count(satisfied),
        "silent": count(satisfied & (nw.col("later_orders") == 0)),
    }
    found = rows_by_period(rows, "answered_day", asked, sums, last_of=WHO)
    answers = {key: share(row["silent"], row["satisfied"]) for key, row in found}
    return cells_of("RL10", asked, answers, Answer(None, reason=WINDOW_OPEN))


def attachment(asked: Asked) -> Iterator[Cell]:
    """RL12: mean of the items, 0–100; Cronbach's α beside it, with a warning below 0.7."""
    rows = purchases.with_parts(asked.frame(SURVEY_ANSWERS).filter(is_scored()), asked)
    scored = rows.filter(nw.col("question").is_in(ITEMS)).with_columns(score=_scaled())
    sums = {"n": nw.len().cast(nw.Int64), "sum": nw.col("score").sum().cast(nw.Int64)}
    alphas = _alphas(scored, asked)
    answers = {}
    for key, row in rows_by_period(scored, "answered_day", asked, sums):
        n, total = row["n"], row["sum"]
        alpha = alphas.get(key)
        beside: dict[str, Number] = {} if alpha is None else {"alpha": alpha}
        answers[key] = Answer(
            100 * total / (n * PARTS),
            total / PARTS,
            n,
            n,
            remark=_doubt(alpha),
            beside=beside,
        )
    return cells_of("RL12", asked, answers)


def spearman(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float] | None:
    """Spearman's ρ with its 95 % interval; None where either is constant, or of three."""
    table = np.array(pairs, dtype=np.float64)
    if len(pairs) <= 3 or (table.min(axis=0) == table.max(axis=0)).any():
        return None
    rho = float(stats.spearmanr(table[:, 0], table[:, 1]).statistic)
    return rho, *fisher_interval(rho, len(pairs))


def fisher_interval(rho: float, n: int) -> tuple[float, float]:
    """The 95 % interval of Spearman's ρ on Fisher's z scale; none in width where all agree.

    References
    ----------
    Bonett & Wright (2000), Psychometrika 65(1), 23-28, doi:10.1007/BF02294183: the standard
    error √((1 + ρ²/2) ÷ (n − 3)).
    """
    if abs(rho) >= 1 - ROUNDING:
        return rho, rho
    reach = Z95 * sqrt((1 + rho**2 / 2) / (n - 3))
    return tanh(atanh(rho) - reach), tanh(atanh(rho) + reach)


def cronbach(item_variances: Sequence[float], total_variance: float) -> float | None:
    """Cronbach's α of items answered by the same people; None where all totals are alike.

    References
    ----------
    Cronbach (1951), Psychometrika 16(3), 297-334. doi:10.1007/BF02310555
    """
    k = len(item_variances)
    if total_variance <= 0:
        return None
    return k / (k - 1) * (1 - sum(item_variances) / total_variance)


def is_scored() -> nw.Expr:
    """Answers with a score on a known scale."""
    told = [~nw.col(name).is_null() for name in ("score", "scale_min", "scale_max", "answered_day")]
    is_scale = nw.col("scale_max") > nw.col("scale_min")
    return told[0] & told[1] & told[2] & told[3] & is_scale.fill_null(False)


def _scaled() -> nw.Expr:
    """A score from 0 to 1 in parts."""
    low = nw.col("scale_min")
    exact = (nw.col("score") - low) * PARTS / (nw.col("scale_max") - low)
    return (exact + 0.5).floor().cast(nw.Int64)


def _answers(asked: Asked) -> Frame:
    """Answers on satisfaction, with `score` in parts and `raw` as it was given."""
    is_it = nw.col("question") == asked.settings.satisfaction_question
    rows = asked.frame(SURVEY_ANSWERS).filter(is_it, is_scored(), ~nw.col("customer_id").is_null())
    rows = _with_category(purchases.with_parts(rows, asked), asked)
    dated = rows.with_columns(raw=nw.col("score"), score=_scaled())
    return dated.select(
        *dict.fromkeys((*asked.by, "category_of")),
        *("customer_id", "score", "raw", "scale_max", "answered_day", "source_row"),
    )


def _with_category(rows: Frame, asked: Asked) -> Frame:
    """Adds `category_of`: the product family that was asked about, where it is known."""
    if not asked.settings.gap_days_of or not asked.has(PRODUCTS):
        return rows.with_columns(category_of=nw.lit(None, dtype=nw.String))
    families = asked.frame(PRODUCTS).select("product_id", category_of=nw.col("category"))
    return rows.join(families, on="product_id", how="left")


def _with_later(answers: Frame, asked: Asked) -> Frame:
    """Adds `window`, and `later_minor` and `later_orders` bought within it after the answer."""
    window = nw.lit(asked.settings.gap_days, dtype=nw.Int64)
    for category, days in asked.settings.gap_days_of.items():
        is_it = nw.col("category_of") == category
        window = nw.when(is_it).then(nw.lit(days, dtype=nw.Int64)).otherwise(window)
    dated = answers.with_columns(window=window)
    bought = purchases.of(purchases.whole(asked)).select(
        "customer_id", "day", "amount_minor", "orders"
    )
    waited = nw.col("day") - nw.col("answered_day")
    after = dated.select("source_row", "customer_id", "answered_day", "window").join(
        bought, on="customer_id", how="inner"
    )
    inside = after.filter(waited > 0, waited <= nw.col("window")).group_by("source_row")
    later = inside.agg(
        later_minor=nw.col("amount_minor").sum().cast(nw.Int64),
        later_orders=nw.col("orders").sum().cast(nw.Int64),
    )
    joined = dated.join(later, on="source_row", how="left")
    return joined.with_columns(
        nw.col("later_minor").fill_null(0), nw.col("later_orders").fill_null(0)
    )


def _closed(asked: Asked) -> Frame:
    """Answers of which the window is over, with what was bought in it."""
    over = nw.col("answered_day") + nw.col("window") <= asked.as_of_day
    return asked.kept(
        "answers and later purchases", lambda: _with_later(_answers(asked), asked).filter(over)
    )


def _correlated(pairs: Sequence[tuple[float, float, float]]) -> Answer:
    n = len(pairs)
    if n < FEW:
        return Answer(
            None,
            n=n,
            reason=Sentence(
                "Too few: {n} customers answered and could be watched; at least {fewest} needed.",
                n=n,
                fewest=FEW,
            ),
        )
    found = spearman([(score, amount) for score, amount, _ in pairs])
    retained = spearman([(score, stayed) for score, _, stayed in pairs])
    beside: dict[str, Number] = {} if retained is None else {"with_retention": retained[0]}
    if found is None:
        return Answer(None, n=n, reason=ALIKE, beside=beside)
    rho, low, high = found
    return Answer(rho, n=n, low=low, high=high, level=0.95, beside=beside)


def _doubt(alpha: float | None) -> Sentence | None:
    if alpha is None:
        return Sentence("Nobody answered all three items, so their agreement is not known.")
    if alpha >= RELIABLE:
        return None
    return Sentence(
        "The items hardly measure the same: Cronbach's α is {alpha}, below {least}.",
        alpha=round(alpha, 2),
        least=RELIABLE,
    )


def _alphas(scored: Frame, asked: Asked) -> Mapping[Key, float]:
    """Cronbach's α of those who answered every item in one survey on one day."""
    who = ("survey", "customer_id", "answered_day")
    named = scored.with_columns(nw.col("survey").fill_null(""))
    items = {
        item: nw.when(nw.col("question") == item).then(nw.col("score")).max() for item in ITEMS
    }
    people = named.group_by(*asked.by, *who).agg(**items)
    known = people.filter(*(~nw.col(item).is_null() for item in ITEMS))
    total = nw.col(ITEMS[0]) + nw.col(ITEMS[1]) + nw.col(ITEMS[2])
    columns = (*ITEMS, "total")
    squared = known.with_columns(total=total)
    sums = {"n": nw.len().cast(nw.Int64)}
    for name in columns:
        sums[name] = nw.col(name).sum().cast(nw.Int64)
        sums[f"{name}_squared"] = (nw.col(name) * nw.col(name)).sum().cast(nw.Int64)
    found: dict[Key, float] = {}
    for key, row in rows_by_period(squared, "answered_day", asked, sums):
        n = row["n"]
        if n < 2:
            continue
        spreads = [_variance(n, row[name], row[f"{name}_squared"]) for name in columns]
        alpha = cronbach(spreads[:-1], spreads[-1])
        if alpha is not None:
            found[key] = alpha
    return found


def _variance(n: int, total: object, squares: object) -> float:
    """Of whole numbers, exact until the division."""
    return (n * int(str(squares)) - int(str(total)) ** 2) / (n * (n - 1))
