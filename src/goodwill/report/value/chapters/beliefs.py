"""What the models believe: their parameters in words, the spend of a purchase, its margin."""

from __future__ import annotations

from datetime import date

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import NO_CURRENCY, Figure, Unit, major
from goodwill.analytics.value.choosing import independence
from goodwill.analytics.value.choosing.independence import SpendByPurchases, Verdict
from goodwill.analytics.value.outlook import trust
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Item, Point, Series, bars, interval_plot, line_with_band
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.report.words import find

MONTHS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)


def beliefs(measured: Measured, forecast: Forecast) -> list[Finding]:
    """Three findings: how often, for how much, and what is left of it."""
    return [
        _purchases(measured.as_of, forecast),
        _spend(measured, forecast),
        _margin(measured, forecast),
    ]


def _purchases(as_of: date, forecast: Forecast) -> Finding:
    outlook = forecast.outlook
    back = trust.comes_back(outlook, as_of=as_of)
    days = [round(month * 365 / 12) for month in MONTHS]
    told = trust.by_age(outlook, days)
    points = [Point(month, *row[1:]) for month, row in zip(MONTHS, told, strict=True)]
    model = outlook.family.NAME
    return Finding(
        "model-parameters",
        Sentence("A new customer is expected to come back {times} times within a year", times=back),
        text=[
            Sentence(
                "So says {model}, fitted to all {customers} customers. Its parameters say how "
                "often they buy, how they leave, and how much they differ in both.",
                model=model,
                customers=round(outlook.histories.customers),
            )
        ],
        figures=[back],
        chart=line_with_band(
            [Series(Sentence("Expected"), points)],
            description=Sentence("Repeat purchases of a new customer, added up month by month."),
            x=Sentence("Months since the first purchase"),
            measure=Sentence("Repeat purchases, by months since the first"),
            unit=Unit.RATIO,
        ),
        table=_parameters(trust.parameters(outlook.model, model, as_of=as_of)),
        warnings=_weak(outlook.model, model),
    )


_MEANINGS = {
    "r": Sentence("{name}: how alike customers buy; the smaller, the more their pace differs."),
    "alpha": Sentence("{name}, days: r ÷ alpha is the mean number of purchases a day."),
    "s": Sentence("{name}: how alike customers leave; the smaller, the more they differ."),
    "beta": Sentence("{name}, days: s ÷ beta is the mean rate of leaving a day."),
    "a": Sentence("{name}: a ÷ (a + b) is the mean chance of leaving after a purchase."),
    "b": Sentence("{name}: the larger a and b, the more alike customers leave."),
    "p": Sentence("{name}: how even purchases of one customer are; the larger, the more alike."),
    "q": Sentence("{name}: how alike customers spend; the smaller, the more they differ."),
    "gamma": Sentence("{name}, cents: the mean spend of all is p × gamma ÷ (q − 1)."),
}


def _parameters(figures: tuple[Figure, ...]) -> Table | None:
    if not figures:
        return None
    columns = [
        TableColumn(Sentence("Parameter")),
        TableColumn(Sentence("Estimate"), align="end"),
        TableColumn(Sentence("90 % interval"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            Sentence(_MEANINGS[name].text, name=name),
            figure,
            Sentence("{low} to {high}", low=figure.low, high=figure.high),
        )
        for figure in figures
        for name in [figure.cut["parameter"]]
    ]
    return Table(columns, rows)


def _weak(model: object, name: str) -> list[Sentence]:
    """What the data do not tell; what it means is more use than the name alone."""
    estimate = getattr(model, "estimate", None)
    if estimate is None or not estimate.unidentified:
        return []
    return [
        Sentence(
            "The purchases say next to nothing about {names} of {model}: only what several "
            "parameters together make can be told.",
            names=", ".join(estimate.unidentified),
            model=name,
        )
    ]


def _spend(measured: Measured, forecast: Forecast) -> Finding:
    found = forecast.independence
    spend = forecast.outlook.spend
    table = _parameters(trust.spend_parameters(spend, as_of=measured.as_of))
    if isinstance(found, AnalyticsError):
        return Finding(
            "spend-model",
            Sentence("What a purchase is worth is told by the Gamma-Gamma model"),
            text=[found.sentence],
            table=table,
        )
    correlation = independence.figure(found, as_of=measured.as_of)
    doubtful = correlation.value is not None and found.verdict is not Verdict.HOLDS
    return Finding(
        "spend-model",
        _spend_title(correlation, found.verdict),
        text=[
            *([] if doubtful else [found.sentence]),
            Sentence(
                "Each customer's next purchase is expected between their own mean and that of all: "
                "the more purchases, the nearer to their own."
            ),
        ],
        figures=[correlation],
        chart=_spend_by_purchases(found.rows, measured.currency),
        table=table,
        warnings=[found.sentence] if doubtful else _weak(spend, "Gamma-Gamma"),
    )


def _spend_title(correlation: Figure, verdict: Verdict) -> Sentence:
    if correlation.value is None or verdict is Verdict.UNCLEAR:
        return Sentence("Whether frequent buyers spend more per purchase cannot be told yet")
    if verdict is Verdict.HOLDS:
        return Sentence(
            "What a purchase is worth hardly depends on how often somebody buys: correlation "
            "{correlation}",
            correlation=correlation,
        )
    if verdict is Verdict.RISES:
        return Sentence(
            "Frequent buyers spend more per purchase: correlation {correlation}, against the "
            "spend model",
            correlation=correlation,
        )
    return Sentence(
        "Frequent buyers spend less per purchase: correlation {correlation}, against the spend "
        "model",
        correlation=correlation,
    )


def _spend_by_purchases(rows: tuple[SpendByPurchases, ...], currency: str) -> Chart:
    items = [
        Item(
            _span(row),
            *(
                None if minor is None else major(round(minor), currency)
                for minor in (row.mean_value, row.mean_low, row.mean_high)
            ),
        )
        for row in rows
    ]
    return interval_plot(
        items,
        description=Sentence("Mean spend per purchase, by number of purchases, with intervals."),
        label=Sentence("Purchases"),
        measure=Sentence("Spend per purchase"),
        unit=Unit.MONEY,
        currency=currency,
    )


def _span(row: SpendByPurchases) -> Sentence:
    if row.high is None:
        return Sentence("{low} purchases and more", low=row.low)
    if row.high == row.low + 1:
        return Sentence("{n} purchase", "{n} purchases", n=row.low)
    return Sentence("{low} to {high} purchases", low=row.low, high=row.high - 1)


def _margin(measured: Measured, forecast: Forecast) -> Finding:
    outlook = forecast.outlook
    figures = trust.margins(
        outlook.margin,
        customers=round(outlook.histories.customers),
        currency=measured.currency or NO_CURRENCY,
        as_of=measured.as_of,
    )
    left, returned = find(figures, "expected_margin_rate"), find(figures, "expected_return_share")
    goods = next((each for each in figures if each.definition is trust.GOODS), None)
    parts = [Item(Sentence("Comes back"), returned.value)]
    if goods is not None and goods.value is not None and returned.value is not None:
        of_all = float(goods.value) * (1 - float(returned.value))
        parts.append(Item(Sentence("Cost of goods"), of_all))
    return Finding(
        "margin-rates",
        Sentence("Of what a new customer spends, {left} is expected to be left", left=left)
        if goods is not None
        else Sentence("{returned} of what is sold is expected to come back", returned=returned),
        text=[
            Sentence(
                "For customers who have bought, their own rates count: the more purchases, the "
                "more. Together the rates add up to what the company has really earned."
            ),
            *_unknown(figures),
        ],
        figures=figures,
        chart=bars(
            [*parts, Item(Sentence("Left"), left.value)],
            description=Sentence("What becomes of what a new customer spends."),
            label=Sentence("Part"),
            measure=Sentence("Share of spend"),
            unit=Unit.SHARE,
        ),
    )


def _unknown(figures: tuple[Figure, ...]) -> list[Sentence]:
    known = {figure.definition.id for figure in figures}
    if trust.GOODS.id not in known:
        return [
            Sentence(
                "The cost of goods is not known, so nothing is taken off for it. Give products "
                "with a unit cost (--products), or a cost in the order lines."
            )
        ]
    if trust.SERVING.id not in known:
        return [
            Sentence(
                "Cost to serve is not known, so nothing is taken off for it. Give it with --costs."
            )
        ]
    return []
