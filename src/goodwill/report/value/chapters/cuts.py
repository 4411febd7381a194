"""Multi-dimensional analysis: measures by the columns that these data have."""

from __future__ import annotations

from decimal import Decimal

from goodwill.language import Sentence
from goodwill.report.charts import Item, bars
from goodwill.report.finding import Chapter, Finding
from goodwill.report.value.cutting import MEASURES, Slices, cut_table, label_of
from goodwill.report.value.measuring import Measured
from goodwill.report.words import Amount

CHARTED = 12


def cuts(measured: Measured) -> Chapter:
    return Chapter(
        "cuts",
        Sentence("Cut by what you know"),
        [_cut(measured, slices) for slices in measured.cuts],
    )


def _cut(measured: Measured, slices: Slices) -> Finding:
    """The last measure is the one that is drawn and that the title speaks of."""
    main, dimension = slices.measures[-1], label_of(slices.by[0])
    definition = MEASURES[main].definition
    return Finding(
        f"cut-{slices.by[0]}".replace("_", "-"),
        _title(slices, main, dimension),
        chart=bars(
            [Item(slices.label(row), slices.value(row, main)) for row in slices.rows[:CHARTED]],
            description=Sentence(
                "{measure} by {dimension}.", measure=definition.label, dimension=dimension
            ),
            label=dimension,
            measure=definition.label,
            unit=definition.unit,
            currency=measured.currency,
        ),
        table=cut_table(slices),
    )


def _title(slices: Slices, main: str, dimension: Sentence) -> Sentence:
    known = [row for row in slices.rows if row[slices.by[0]] is not None]
    best = max(known, key=lambda row: row[main] or 0, default=None)
    if best is None or (best[main] or 0) <= 0:
        measure = MEASURES[main].definition.label
        return Sentence("{dimension}: {measure}", dimension=dimension, measure=measure)
    return Sentence(
        "{dimension}: {name} brings the most, {amount}",
        dimension=dimension,
        name=slices.label(best),
        amount=Amount(Decimal(slices.value(best, main) or 0), slices.currency),
    )
