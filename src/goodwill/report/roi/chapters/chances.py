"""How sure: the net present value drawn in two ways, between which the truth lies."""

from __future__ import annotations

import numpy as np

from goodwill.analytics.benefit.returns.simulation import HOW, Simulated
from goodwill.analytics.figure import Unit
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Mark, histogram
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Table, TableColumn
from goodwill.report.words import money_column

BOXES = 40
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def chapter(measured: Measured) -> Chapter:
    title = Sentence("How sure it is")
    if not measured.is_uncertain:
        return Chapter("chances", title, [Finding("no-chances", UNKNOWN)])
    simulation = measured.simulation
    drawn = (simulation.common, simulation.independent)
    return Chapter(
        "chances", title, [_compared(measured), *(_drawn(each, measured) for each in drawn)]
    )


UNKNOWN = Sentence("No entry states how far it may miss its plan, so there is nothing to draw")


def _compared(measured: Measured) -> Finding:
    simulation = measured.simulation
    currency = measured.appraisal.programme.currency
    columns = [
        TableColumn(Sentence("Drawn")),
        TableColumn(Sentence("Chance of a loss"), align="end"),
        money_column(Sentence("One in twenty is below"), currency),
        money_column(Sentence("Half are below"), currency),
        money_column(Sentence("One in twenty is above"), currency),
    ]
    rows = [
        (each.draw.label, each.loss, each.middle.low, each.middle.value, each.middle.high)
        for each in (simulation.independent, simulation.common)
    ]
    text = [
        Sentence(
            "Both have the same mean, the risk-adjusted {expected}. Effects hang together, so the "
            "first alone would promise too much; the second is as bad as the entries' own ranges "
            "allow.",
            expected=simulation.expected,
        )
    ]
    title = Sentence(
        "Drawn each by itself {independent} of outcomes lose, drawn together {common}",
        independent=simulation.independent.loss,
        common=simulation.common.loss,
    )
    note = Sentence("{draws} draws each, from seed {seed}.", draws=simulation.draws,
                    seed=str(simulation.seed))  # fmt: skip
    return Finding("drawn", title, text=text, table=Table(columns, rows, note=note))


def _drawn(each: Simulated, measured: Measured) -> Finding:
    title = Sentence("{how}: in the middle {middle}", how=each.draw.label, middle=each.middle)
    return Finding(
        f"drawn-{each.draw.value}", title, text=[HOW[each.draw]], chart=_chart(each, measured)
    )


def _chart(each: Simulated, measured: Measured) -> Chart:
    edges = _edges(each)
    counts = [int(n) for n in each.counts(edges)]
    marks = [Mark(float(each.middle.value or 0), Sentence("half are above"))]
    if edges[0] < 0 < edges[-1]:
        marks = [Mark(0.0, Sentence("no gain, no loss"))]
    return histogram(
        [float(edge) for edge in edges],
        counts,
        description=Sentence("How many draws gave which net present value"),
        x=Sentence("Net present value"),
        measure=Sentence("Draws"),
        unit=Unit.MONEY,
        currency=measured.appraisal.programme.currency,
        marks=marks,
    )


def _edges(each: Simulated) -> Floats:
    """Round edges, zero among them where it lies within."""
    low, high = float(each.values.min()), float(each.values.max())
    rough = max((high - low) / BOXES, 0.01)
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * each for each in STEPS if power * each >= rough * (1 - 1e-9))
    first, last = np.floor(low / step), np.floor(high / step) + 1
    edges: Floats = np.arange(first, last + 1) * step
    return edges
