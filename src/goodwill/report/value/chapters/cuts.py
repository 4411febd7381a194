"""Multi-dimensional analysis: measures by the columns that these data have."""

from __future__ import annotations

from goodwill.language import Sentence
from goodwill.report.charts import Item, bars
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Table
from goodwill.report.value.cutting import MEASURES, Slices, cut_table, label_of
from goodwill.report.value.measuring import Measured

CHARTED = 12


def cuts(measured: Measured) -> Chapter:
    return Chapter(
        "cuts",
        Sentence("Cut by what you know"),
        [_cut(measured, slices) for slices in measured.cuts],
    )


def _cut(measured: Measured, slices: Slices) -> Finding:
    main = slices.measures[-1] if "margin" not in slices.measures else "margin"
    definition = MEASURES[main].definition
    top = slices.rows[0]
    return Finding(
        f"cut-{slices.by[0]}".replace("_", "-"),
        Sentence(
            "{name} brings the most of all in {dimension}",
            name=slices.label(top),
            dimension=label_of(slices.by[0]),
        ),
        chart=bars(
            [Item(slices.label(row), slices.value(row, main)) for row in slices.rows[:CHARTED]],
            description=Sentence(
                "{measure} by {dimension}.",
                measure=definition.label,
                dimension=label_of(slices.by[0]),
            ),
            label=label_of(slices.by[0]),
            measure=definition.label,
            unit=definition.unit,
            currency=measured.currency,
        ),
        table=_table(slices),
    )


def _table(slices: Slices) -> Table:
    return cut_table(slices)
