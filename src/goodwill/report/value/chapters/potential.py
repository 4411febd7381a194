"""In whom to invest: current against potential value, classes by what is expected, moves."""

from __future__ import annotations

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.value.outlook.potential import Cell as Field
from goodwill.analytics.value.outlook.residualclasses import LABELS, POLICIES
from goodwill.analytics.value.today import migration
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.analytics.value.today.stages import LoyaltyStage
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Item, bars, heat_map
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.report.words import amount, find, money_column


def potential(measured: Measured) -> Chapter:
    forecast = measured.forecast
    findings = (
        []
        if isinstance(forecast, AnalyticsError)
        else [
            _grid(measured, forecast),
            _classes(measured, forecast),
            *_migration(measured, forecast),
        ]
    )
    return Chapter("potential", Sentence("In whom to invest"), findings)


def _grid(measured: Measured, forecast: Forecast) -> Finding:
    figures = forecast.grid_figures
    stars, grow = (
        find(figures, "potential_cell_customers", potential_cell=cell.value)
        for cell in (Field.STAR, Field.GROW)
    )
    columns = [
        TableColumn(Sentence("Field")),
        TableColumn(Sentence("What to do")),
        TableColumn(Sentence("Customers"), align="end"),
        TableColumn(Sentence("Value so far"), align="end"),
        TableColumn(Sentence("Still expected"), align="end"),
    ]
    names = ("potential_cell_customers", "potential_cell_value", "potential_cell_residual")
    rows: list[tuple[Cell, ...]] = [
        (
            cell.label,
            cell.advice,
            *(find(figures, name, potential_cell=cell.value) for name in names),
        )
        for cell in Field
    ]
    return Finding(
        "current-and-potential",
        Sentence(
            "{stars} customers have brought most and will bring most; {grow} more are worth "
            "developing",
            stars=stars,
            grow=grow,
        ),
        text=[
            Sentence(
                "What customers have brought says little of what they will bring. High are the "
                "fewest customers who together hold {percent} % of the value, so far or expected.",
                percent=round(100 * forecast.grid.cuts.mass),
            )
        ],
        figures=[
            *measured.contribution[:1],
            find(forecast.equity_figures, "VA05"),
        ],
        chart=_fields(measured, forecast),
        table=Table(columns, rows),
    )


def _fields(measured: Measured, forecast: Forecast) -> Chart:
    """Current value beside potential, field by field."""
    items = []
    for row in forecast.grid.rows:
        for label, minor in (
            (_SO_FAR[row.cell], row.value_minor),
            (_EXPECTED[row.cell], row.residual_minor),
        ):
            items.append(Item(label, amount(minor, measured.currency)))
    return bars(
        items,
        description=Sentence("Value so far and value expected of the customers of each field."),
        label=Sentence("Field"),
        measure=Sentence("Value"),
        unit=Unit.MONEY,
        currency=measured.currency,
    )


_SO_FAR = {
    Field.STAR: Sentence("Star: so far"),
    Field.GROW: Sentence("Grow: so far"),
    Field.HARVEST: Sentence("Harvest: so far"),
    Field.LET_GO: Sentence("Let go: so far"),
}
_EXPECTED = {
    Field.STAR: Sentence("Star: expected"),
    Field.GROW: Sentence("Grow: expected"),
    Field.HARVEST: Sentence("Harvest: expected"),
    Field.LET_GO: Sentence("Let go: expected"),
}


def _classes(measured: Measured, forecast: Forecast) -> Finding:
    currency = measured.currency
    columns = [
        TableColumn(Sentence("Class by expected value")),
        TableColumn(Sentence("Policy")),
        TableColumn(Sentence("Customers"), align="end"),
        money_column(Sentence("Still expected"), currency),
        TableColumn(Sentence("Share"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for row in forecast.classes:
        cut = {"residual_class": row.residual_class.value}
        rows.append(
            (
                LABELS[row.residual_class],
                POLICIES[row.residual_class],
                find(forecast.class_figures, "residual_class_customers", **cut),
                amount(row.residual_minor, currency),
                find(forecast.class_figures, "VA02", **cut),
            )
        )
    share = find(forecast.class_figures, "VA02", residual_class=ValueClass.A.value)
    return Finding(
        "expected-classes",
        Sentence("{share} of what is expected rests on class A: spend there first", share=share)
        if share.value is not None
        else Sentence("Nothing is expected of these customers as things stand"),
        text=[
            Sentence(
                "What a customer has brought decides how they are served; what is expected of "
                "them decides how much may still be spent on them."
            )
        ],
        chart=bars(
            [
                Item(row.residual_class.value, amount(row.residual_minor, currency))
                for row in forecast.classes
            ],
            description=Sentence("Expected value by class."),
            label=Sentence("Class by expected value"),
            measure=Sentence("Still expected"),
            unit=Unit.MONEY,
            currency=currency,
        ),
        table=Table(columns, rows),
    )


def _migration(measured: Measured, forecast: Forecast) -> list[Finding]:
    matrix = forecast.migration
    if isinstance(matrix, AnalyticsError):
        return []
    told = migration.figures(matrix, as_of=measured.as_of)
    known = [figure for figure in told if figure.value is not None]
    if not known:
        return []
    days = {"start": date_of(matrix.start_day), "end": date_of(matrix.end_day)}
    return [
        Finding(
            "migration",
            _moved(told, matrix),
            text=[
                Sentence(
                    "Each row is a stage at the end of {start}; the columns say where its "
                    "customers were at the end of {end}.",
                    **days,
                )
            ],
            chart=_matrix(matrix),
            table=_moves(matrix, known),
        )
    ]


def _moved(told: tuple[Figure, ...], matrix: migration.Matrix) -> Sentence:
    """Of the repeat buyers, or of all who were there in one stage."""
    start = date_of(matrix.start_day)
    cut = {"from": LoyaltyStage.REPEAT.value, "to": migration.LOST}
    lapsed = find(told, matrix.kind.definition.id, **cut)
    if lapsed.value is None:
        return Sentence("How customers moved between loyalty stages since {day}", day=start)
    return Sentence(
        "Of the repeat buyers of {day}, {lapsed} have fallen out of rhythm since",
        day=start,
        lapsed=lapsed,
    )


def _matrix(matrix: migration.Matrix) -> Chart:
    shares = [
        [matrix.move(before, after).share for after in matrix.columns] for before in matrix.rows
    ]
    return heat_map(
        [migration.label(state, matrix.kind) for state in matrix.rows],
        [migration.label(state, matrix.kind) for state in matrix.columns],
        shares,
        description=Sentence(
            "Shares of the customers of each stage, by the stage they are in now."
        ),
        row=Sentence("Before"),
        column=Sentence("Now in; in the cells the share in % of the row"),
        unit=Unit.SHARE,
    )


def _moves(matrix: migration.Matrix, known: list[Figure]) -> Table:
    columns = [
        TableColumn(Sentence("Move")),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        TableColumn(Sentence("Share"), align="end"),
        TableColumn(Sentence("At least"), Unit.SHARE),
        TableColumn(Sentence("At most"), Unit.SHARE),
    ]
    rows: list[tuple[Cell, ...]] = [
        (figure.part, figure.numerator, figure, figure.low, figure.high)
        for figure in known
        if figure.numerator
    ]
    note = Sentence(
        "At least and at most: with {percent} % certainty. Moves that nobody made are left out.",
        percent=round(100 * matrix.level),
    )
    return Table(columns, rows, note=note)
