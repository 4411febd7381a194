"""Who is served at what cost: the spread over customers, the dearest, and what it was for."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.benefit.costing.sharing import costfigures_served as figures
from goodwill.analytics.figure import Figure, Unit, major, ratio
from goodwill.language import Sentence
from goodwill.report.charts import Item, Mark, bars, histogram
from goodwill.report.cost import labels
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.serving import Slice, Spread
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import amount, customer_name, money_column

MOST_DRAWN, MOST_LISTED = 12, 20


def served(measured: Measured) -> Chapter:
    spread = measured.served.spread
    findings = [_nobody()] if spread is None else [_spread(measured, spread), _dearest(measured)]
    findings += [
        _slices(measured, name, found)
        for name, found in measured.served.slices.items()
        if sum(each.value is not None for each in found) > 1
    ]
    return Chapter("served", Sentence("Who is served at what cost"), findings)


def title(measured: Measured) -> Sentence:
    each, top = _each(measured), _top(measured)
    return Sentence(
        "A customer costs {each} to serve; the dearest 10 % take {top} of it", each=each, top=top
    )


def served_figures(measured: Measured) -> tuple[Figure, ...]:
    """Mean, median, share of the dearest; nothing where nobody was served."""
    spread = measured.served.spread
    if spread is None:
        return ()
    median = measured.money(figures.SERVE_MEDIAN, spread.median_minor, n=spread.customers)
    count = Figure(figures.SERVED, spread.customers, as_of=measured.as_of, n=spread.customers)
    return (_each(measured), median, _top(measured), count)


def _each(measured: Measured) -> Figure:
    spread = measured.served.spread
    assert spread is not None
    return ratio(
        figures.SERVE_EACH,
        major(spread.total_minor, measured.currency),
        spread.customers,
        as_of=measured.as_of,
        n=spread.customers,
        currency=measured.currency,
    )


def _top(measured: Measured) -> Figure:
    spread = measured.served.spread
    assert spread is not None
    return measured.share(
        figures.SERVE_TOP, spread.dearest_minor, spread.total_minor, n=spread.dearest
    )


def _nobody() -> Finding:
    return Finding(
        "served-spread",
        Sentence("No cost could be assigned to any customer"),
        text=[
            Sentence(
                "A cost reaches a customer through activities (--activities, with --capacity), "
                "through drivers (--drivers), or because its entry names the customer."
            )
        ],
    )


def _spread(measured: Measured, spread: Spread) -> Finding:
    currency = measured.currency
    edges = [float(major(edge, currency)) for edge in spread.edges]
    middle = float(major(spread.median_minor, currency))
    return Finding(
        "served-spread",
        title(measured),
        text=[
            Sentence(
                "In all months of the report together. The last bar holds everybody above it. "
                "cost_to_serve.csv has every customer and month; give it to goodwill value "
                "--costs to see what customers are worth after the cost to serve."
            )
        ],
        figures=served_figures(measured),
        chart=histogram(
            edges,
            spread.counts,
            description=Sentence("Customers by what they cost to serve."),
            x=Sentence("Cost to serve"),
            measure=Sentence("Customers"),
            unit=Unit.MONEY,
            currency=currency,
            marks=_marks(middle, edges),
        ),
    )


def _marks(middle: float, edges: Sequence[float]) -> list[Mark]:
    """The middle, if it lies within what is drawn."""
    if not edges[0] <= middle <= edges[-1]:
        return []
    return [Mark(middle, Sentence("half cost less than this"))]


def _dearest(measured: Measured) -> Finding:
    rows: list[tuple[Cell, ...]] = [
        (
            customer_name(row),
            amount(int(row["amount_minor"]), measured.currency),
            round(float(row["minutes"])),
            int(row["activities"]),
        )
        for row in measured.served.dearest
    ]
    first = measured.served.dearest[0]
    columns = [
        TableColumn(Sentence("Customer")),
        money_column(Sentence("Cost to serve"), measured.currency),
        TableColumn(Sentence("Minutes"), Unit.NUMBER),
        TableColumn(Sentence("Activities"), Unit.NUMBER),
    ]
    spread = measured.served.spread
    assert spread is not None
    return Finding(
        "served-dearest",
        Sentence(
            "{customer} costs most to serve: {amount}",
            customer=customer_name(first),
            amount=measured.money(
                figures.SERVED_PART,
                int(first["amount_minor"]),
                cut={"customer": str(first["customer_id"])},
                part=Sentence("{name}", name=str(first["customer_id"])),
            ),
        ),
        text=[
            Sentence(
                "Whether that is too much depends on what the customer brings: see profit, or "
                "give the orders with --orders."
            )
        ],
        table=Table(columns, rows, total=spread.customers, file="cost_to_serve.csv"),
    )


def _slices(measured: Measured, name: str, found: Sequence[Slice]) -> Finding:
    whole = sum(each.amount_minor for each in found)
    known = [each for each in found if each.value is not None]
    first = known[0]
    told = labels.value(name, first.value)
    part = Sentence("{name}", name=told)
    cut = {name: str(first.value)}
    rows: list[tuple[Cell, ...]] = [
        (
            labels.value(name, each.value) if each.value else _without(name),
            amount(each.amount_minor, measured.currency),
            each.amount_minor / whole if whole else None,
            round(each.minutes),
            each.activities,
            each.estimated_minor / each.amount_minor if each.amount_minor else None,
        )
        for each in found[:MOST_LISTED]
    ]
    columns = [
        TableColumn(labels.DIMENSIONS[name]),
        money_column(Sentence("Cost"), measured.currency),
        TableColumn(Sentence("Share"), Unit.SHARE),
        TableColumn(Sentence("Minutes"), Unit.NUMBER),
        TableColumn(Sentence("Activities"), Unit.NUMBER),
        TableColumn(Sentence("Estimated"), Unit.SHARE),
    ]
    return Finding(
        f"by-{name.replace('_', '-')}",
        labels.TITLES[name](
            value=part,
            amount=measured.money(
                figures.SERVED_PART, first.amount_minor, n=first.activities, cut=cut, part=part
            ),
            share=measured.share(
                figures.SERVED_SHARE, first.amount_minor, whole, first.activities, cut=cut,
                part=part,
            ),
        ),
        chart=bars(
            [
                Item(labels.value(name, each.value), major(each.amount_minor, measured.currency))
                for each in known[:MOST_DRAWN]
            ],
            description=Sentence("Cost assigned, by part."),
            label=labels.DIMENSIONS[name],
            measure=Sentence("Cost"),
            unit=Unit.MONEY,
            currency=measured.currency,
        ),
        table=Table(columns, rows, total=len(found), file="allocation.parquet"),
    )  # fmt: skip


def _without(name: str) -> Sentence:
    return labels.UNSTATED if name != "department" else labels.NOWHERE
