"""How the panel was read: its units and periods, and what was left out."""

from __future__ import annotations

from goodwill.analytics.benefit.pilots.panel import named
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.finding import Finding
from goodwill.report.pilot.labels import kind_label
from goodwill.report.pilot.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn


def panels(each: Measured) -> list[Finding]:
    panel, outcome = each.panel, each.trial.whole
    columns = [
        TableColumn(kind_label(each.trial.kind)),
        TableColumn(Sentence("The pilot from")),
        TableColumn(
            Sentence("{metric} per period before", metric=outcome.label),
            outcome.unit,
            outcome.currency,
        ),
    ]
    order = sorted(range(len(panel.units)), key=lambda i: (panel.starts[i] is None, panel.units[i]))
    rows: list[tuple[Cell, ...]] = [
        (panel.units[i], _start(each, i), outcome.number(each.trial.before[i])) for i in order
    ]
    return [
        Finding(
            "panel",
            Sentence(
                "{treated} of {n} units had the pilot, over {periods} periods from {first} to "
                "{last}",
                treated=len(panel.treated),
                n=len(panel.units),
                periods=len(panel.periods),
                first=panel.periods[0],
                last=panel.periods[-1],
            ),
            text=[*each.trial.notes, *_left_out(each), *_shares(each)],
            table=Table(columns, rows),
        )
    ]


def _start(each: Measured, unit: int) -> Cell:
    start = each.panel.starts[unit]
    return Sentence("never") if start is None else each.panel.periods[start]


def _left_out(each: Measured) -> list[Sentence]:
    names = each.panel.left_out
    if not names:
        return []
    return [Sentence("Left out, because they miss periods: {units}.", units=named(names))]


def _shares(each: Measured) -> list[Sentence]:
    if each.scale.unit is not Unit.SHARE:
        return []
    return [
        Sentence(
            "Each unit is compared as a share of its own mean before anybody had the pilot, "
            "so that small and large units count alike. What it brought in all is that share of "
            "what each unit had before."
        )
    ]
