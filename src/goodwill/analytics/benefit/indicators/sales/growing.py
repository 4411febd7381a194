"""Sales against what they would have been with the market and the calendar alone (SL01)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.retaining import NET_SALES
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN, Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part, counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING
from goodwill.analytics.benefit.indicators.kernel.periods import Period, months
from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import MARKET
from goodwill.language import Sentence

NO_BASELINE = Sentence("Say when CRM went live: sales before it are the base.")
NO_BASE = Sentence("Sales before CRM went live are not above zero: growth on them says nothing.")


@dataclass(frozen=True)
class Index:
    """The market and the calendar of one month, in one region and product family."""

    part: Mapping[str, str]
    month: date
    market: float
    calendar: float
    weight: int | None


def adjusted_growth(asked: Asked) -> Iterator[Cell]:
    """SL01: sales ÷ (sales of as many days before the start × market index × calendar index) − 1.

    Both indices are those of the period against those of the days before, each a mean over
    the days. The start is the end of `settings.baseline`.

    Raises
    ------
    Undefined
        There is no baseline, or no order lines or market.
    """
    start = asked.settings.baseline
    if start is None:
        raise Undefined(NO_BASELINE)
    lengths = sorted({period.days for period in asked.periods})
    before = tuple(Period(str(n), start.end_day - n, start.end_day) for n in lengths)
    bases = counted((NET_SALES,), replace(asked, periods=before))[NET_SALES].readings
    sales = counted((NET_SALES,), asked)[NET_SALES].readings
    indices = _indices(asked)
    parts = {part for _, part in (*sales, *bases)}
    answers: dict[Key, Answer] = {}
    for place, period in enumerate(asked.periods):
        at = lengths.index(period.days)
        for part in parts:
            now = sales.get((place, part), NOTHING)
            base = bases.get((at, part), NOTHING)
            factor = _factor(indices, asked, part, (before[at], period))
            answers[place, part] = _growth(_money(now.value), _money(base.value), factor, now.n)
    return cells_of("SL01", asked, answers, Answer(None, reason=NO_BASE))


def _growth(now: Decimal, base: Decimal, factor: float | Sentence, n: int) -> Answer:
    if isinstance(factor, Sentence):
        return Answer(None, now, base, n, reason=factor)
    expected = base * Decimal(factor)
    if expected <= 0:
        return Answer(None, now, expected, n, reason=NO_BASE)
    beside = {"plain": float(now / base) - 1, "market": factor - 1}
    return Answer(float(now / expected) - 1, now, expected, n, beside=beside)


def _money(value: object) -> Decimal:
    return Decimal(str(value or 0))


def _indices(asked: Asked) -> list[Index]:
    columns = ("period_day", "region", "category", "market_minor")
    rows = asked.frame(MARKET).filter(~nw.col("period_day").is_null())
    known = [~nw.col(name).is_null() for name in ("market_index", "calendar_index")]
    table = rows.filter(*known).select(*columns, "market_index", "calendar_index")
    return [
        Index(
            {name: row[name] or UNKNOWN for name in ("region", "category")},
            date.fromordinal(date(1970, 1, 1).toordinal() + row["period_day"]).replace(day=1),
            row["market_index"],
            row["calendar_index"],
            row["market_minor"],
        )
        for row in table.collect("pyarrow").iter_rows(named=True)
    ]


def _factor(
    indices: Sequence[Index], asked: Asked, part: Part, spans: tuple[Period, Period]
) -> float | Sentence:
    """Market index × calendar index of the second span against the first."""
    cut = {
        name: value
        for name, value in zip(asked.by, part, strict=True)
        if name in ("region", "category")
    }
    ours = [each for each in indices if all(each.part[name] == is_ for name, is_ in cut.items())]
    try:
        before, after = (_over(ours, span) for span in spans)
    except Undefined as refusal:
        return refusal.sentence
    if not before[0] or not before[1]:
        return Sentence("The index of the market or the calendar before is zero.")
    return after[0] / before[0] * after[1] / before[1]


def _over(indices: Sequence[Index], span: Period) -> tuple[float, float]:
    """Mean over the days of the span of the market index, and of the calendar index."""
    market = calendar = 0.0
    for month in months(span.starts_on, span.last_on):
        days = min(month.end_day, span.end_day) - max(month.start_day, span.start_day)
        of_month = _coarsest([each for each in indices if each.month == month.starts_on])
        weights = _weights(of_month, month.name)
        market += days * sum(w * each.market for w, each in zip(weights, of_month, strict=True))
        calendar += days * sum(w * each.calendar for w, each in zip(weights, of_month, strict=True))
    return market / span.days, calendar / span.days


def _coarsest(rows: Sequence[Index]) -> list[Index]:
    """Rows of the whole, where there are any: parts of it beside them would count twice."""
    detail = [sum(is_ != UNKNOWN for is_ in each.part.values()) for each in rows]
    return [each for each, n in zip(rows, detail, strict=True) if n == min(detail)]


def _weights(rows: Sequence[Index], month: str) -> list[float]:
    """Shares of the markets in their sum; one row alone needs no size."""
    if not rows:
        raise Undefined(
            Sentence("The market or calendar index of {month} is not given.", month=month)
        )
    if len(rows) == 1:
        return [1.0]
    sizes = [each.weight or 0 for each in rows]
    if min(sizes) <= 0:
        raise Undefined(
            Sentence(
                "Several markets of {month} have no sales beside their index: they cannot be put "
                "together.",
                month=month,
            )
        )
    return [size / sum(sizes) for size in sizes]
