"""How they buy: coming back, rhythm, RFM, retention by cohort."""

from __future__ import annotations

from goodwill.analytics.figure import Unit, major
from goodwill.analytics.value.today import repeat, rfm
from goodwill.language import Sentence
from goodwill.report.charts import Item, Point, Series, bars, heat_map, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Month, Table, TableColumn
from goodwill.report.value.chapters.staying import staying
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.report.words import (
    HEADINGS,
    amount,
    find,
    money_column,
)


def habits(measured: Measured) -> Chapter:
    findings = [_repeat(measured), _frequency(measured), _amounts(measured), _gaps(measured)]
    findings += [_rfm(measured), _newcomers(measured)]
    findings += staying(measured)
    return Chapter(
        "habits",
        Sentence("How they buy"),
        [finding for finding in findings if finding is not None],
    )


def _repeat(measured: Measured) -> Finding:
    rate = find(measured.repeat, "RL03")
    return Finding(
        "repeat-rate",
        Sentence("{rate} of buyers have come back; small firms elsewhere see 50 %", rate=rate),
        figures=measured.repeat,
    )


def _frequency(measured: Measured) -> Finding | None:
    if not measured.frequency:
        return None
    return Finding(
        "purchase-frequency",
        Sentence("Buyers place {orders} orders on average", orders=find(measured.repeat, "RL04")),
        chart=bars(
            [Item(_span(bar), bar.customers) for bar in measured.frequency],
            description=Sentence("Buyers by the number of days on which they bought."),
            label=Sentence("Purchase days"),
            measure=Sentence("Customers"),
            unit=Unit.CUSTOMERS,
        ),
    )


def _amounts(measured: Measured) -> Finding | None:
    if not measured.amounts:
        return None
    currency = measured.currency

    def label(bar: repeat.Bar) -> Sentence:
        low, high = (None if x is None else int(major(x, currency)) for x in (bar.low, bar.high))
        if low is None:
            return Sentence("under {high}", high=high)
        if high is None:
            return Sentence("{low} and more", low=low)
        return Sentence("{low} to under {high}", low=low, high=high)

    return Finding(
        "purchase-amount",
        Sentence(
            "A buyer has spent {amount} on average, {order} an order",
            amount=find(measured.repeat, "RL04_amount"),
            order=find(measured.repeat, "SL06"),
        ),
        chart=bars(
            [Item(label(bar), bar.customers) for bar in measured.amounts],
            description=Sentence("Buyers by what they have spent, returns taken off."),
            label=_amount_label(measured),
            measure=Sentence("Customers"),
            unit=Unit.CUSTOMERS,
        ),
    )


def _amount_label(measured: Measured) -> Sentence:
    if measured.prepared.currency_unknown:
        return Sentence("Amount")
    return Sentence("Net amount, {currency}", currency=measured.currency)


def _gaps(measured: Measured) -> Finding | None:
    typical, pooled = repeat.gap_figures(measured.gaps, as_of=measured.as_of)
    if typical.value is None:
        return Finding(
            "time-between-purchases",
            Sentence("Nobody has bought on two different days yet"),
            figures=[typical],
        )
    return Finding(
        "time-between-purchases",
        Sentence("Half of the repeat buyers come back within {days}", days=typical),
        figures=[typical, pooled],
        chart=bars(
            [Item(_span(bar), bar.customers) for bar in measured.gaps.bars()],
            description=Sentence("Repeat purchases by days since the purchase before."),
            label=Sentence("Days since the purchase before"),
            measure=Sentence("Repeat purchases"),
            unit=Unit.NUMBER,
        ),
    )


def _rfm(measured: Measured) -> Finding:
    cells = measured.cells
    scores = range(rfm.BEST, 0, -1)
    by_score = {(cell.recency, cell.frequency): cell for cell in cells}
    champions = find(measured.rfm_figures, "rfm_segment_customers", segment="champions")
    quiet = find(measured.rfm_figures, "rfm_segment_customers", segment="at_risk")
    return Finding(
        "rfm",
        Sentence(
            "{champions} customers bought lately and often; {quiet} who used to buy often have "
            "been quiet",
            champions=champions,
            quiet=quiet,
        ),
        text=[
            Sentence(
                "Habits, as they have been. Who may be leaving, and what is at risk, is told "
                "by probability in the chapter on whom to keep."
            )
        ]
        if isinstance(measured.forecast, Forecast)
        else [],
        chart=heat_map(
            [Sentence("R {score}", score=score) for score in scores],
            [Sentence("F {score}", score=score) for score in scores],
            [[by_score[r, f].customers for f in scores] for r in scores],
            description=Sentence(
                "Customers by recency score R (5: lately) and frequency score F (5: often)."
            ),
            row=Sentence("Recency"),
            column=Sentence("Frequency"),
            unit=Unit.CUSTOMERS,
        ),
        table=_segments(measured),
        warnings=[rfm.DESCRIPTION],
    )


def _segments(measured: Measured) -> Table:
    currency = measured.currency
    columns = [
        TableColumn(Sentence("Segment")),
        TableColumn(Sentence("Customers"), align="end"),
        money_column(Sentence("Revenue"), currency),
        money_column(HEADINGS[measured.prepared.basis], currency),
    ]
    rows = []
    for segment in rfm.Segment:
        cells = [cell for cell in measured.cells if cell.segment is segment]
        known = [cell.value_minor for cell in cells if cell.value_minor is not None]
        rows.append(
            (
                segment.label,
                find(measured.rfm_figures, "rfm_segment_customers", segment=segment.value),
                amount(sum(cell.revenue_minor for cell in cells), currency),
                amount(sum(known) if known else None, currency),
            )
        )
    return Table(columns, rows)


def _newcomers(measured: Measured) -> Finding | None:
    whole = [month for month in measured.newcomers if month.is_whole]
    if len(whole) < 3:
        return None
    best = max(whole, key=lambda month: month.customers)
    return Finding(
        "new-customers",
        Sentence(
            "Most new customers came in {month}: {n}", month=Month(best.start), n=best.customers
        ),
        text=[
            Sentence(
                "First purchase in these data: who bought before they begin looks new at first."
            )
        ],
        chart=line_with_band(
            [Series(Sentence("New"), [Point(month.start, month.customers) for month in whole])],
            description=Sentence("New customers by month; a month still running is left out."),
            x=Sentence("Month"),
            measure=Sentence("New customers"),
            unit=Unit.CUSTOMERS,
        ),
    )


def _span(bar: repeat.Bar) -> Sentence | str:
    """`3`, `11–20`, `over 365`: whole numbers, the high end not included."""
    if bar.low is None:
        return Sentence("under {n}", n=bar.high)
    if bar.high is None:
        return Sentence("{n} and more", n=bar.low)
    if bar.high == bar.low + 1:
        return str(bar.low)
    return f"{bar.low}–{bar.high - 1}"
