"""Own sales against those of the whole market (MK07)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.retaining import NET_SALES
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NOTHING_BELOW
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN, Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part, counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING
from goodwill.analytics.benefit.indicators.kernel.periods import Period, months
from goodwill.analytics.figure import major
from goodwill.analytics.tables import MARKET
from goodwill.language import Sentence

DIMENSIONS = ("region", "category")


@dataclass(frozen=True)
class Market:
    """Sales of a market in the month that begins on a day, in minor units, and who says so."""

    part: dict[str, str]
    day: int
    amount_minor: int
    source: str


def market_share(asked: Asked) -> Iterator[Cell]:
    """MK07: net sales ÷ sales of the market, of which the source must be named.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    markets = list(_markets(asked))
    sales = counted((NET_SALES,), asked)[NET_SALES].readings
    parts = {part for _, part in sales}
    answers: dict[Key, Answer] = {}
    for place, period in enumerate(asked.periods):
        for part in parts:
            own = sales.get((place, part), NOTHING)
            ours = _of_part(markets, asked, part)
            value = Decimal(str(own.value or 0))
            answers[place, part] = _share(value, own.n, ours, period, asked.currency)
    return cells_of("MK07", asked, answers)


def _share(
    own: Decimal, n: int, markets: Sequence[Market], period: Period, currency: str
) -> Answer:
    total, sources = 0, set()
    for month in months(period.starts_on, period.last_on):
        found = _coarsest([each for each in markets if each.day == month.start_day])
        if not found:
            return Answer(None, own, n=n, reason=_missing(month.name))
        total += sum(each.amount_minor for each in found)
        sources |= {each.source for each in found}
    whole = major(total, currency)
    if total <= 0:
        return Answer(None, own, whole, n, reason=NOTHING_BELOW)
    remark = Sentence(
        "Market in {period} by {sources}.", period=period.name, sources=", ".join(sorted(sources))
    )
    return Answer(float(own / whole), own, whole, n, remark=remark)


def _missing(month: str) -> Sentence:
    return Sentence(
        "Sales of the market in {month}, with their source, are not given.", month=month
    )


def _markets(asked: Asked) -> Iterator[Market]:
    rows = asked.frame(MARKET).filter(
        ~nw.col("period_day").is_null(),
        ~nw.col("market_minor").is_null(),
        nw.col("source").fill_null("").str.len_chars() > 0,
    )
    table = rows.select("period_day", "market_minor", "source", *DIMENSIONS).collect("pyarrow")
    for row in table.iter_rows(named=True):
        part = {name: row[name] or UNKNOWN for name in DIMENSIONS}
        yield Market(part, row["period_day"], row["market_minor"], row["source"])


def _of_part(markets: Sequence[Market], asked: Asked, part: Part) -> list[Market]:
    cut = dict(zip(asked.by, part, strict=True))
    return [each for each in markets if all(each.part[name] == is_ for name, is_ in cut.items())]


def _coarsest(markets: Sequence[Market]) -> list[Market]:
    """Rows of the whole, where there are any: parts of it beside them would count twice."""
    fewest = min((_detail(each) for each in markets), default=0)
    return [each for each in markets if _detail(each) == fewest]


def _detail(market: Market) -> int:
    return sum(is_ != UNKNOWN for is_ in market.part.values())
