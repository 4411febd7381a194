"""How it is computed, and what the grades of evidence mean."""

from __future__ import annotations

from goodwill.analytics.figure import Grade
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.labels import GRADES
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn


def chapter(measured: Measured) -> Chapter:
    findings = [_grades(measured), RULES]
    return Chapter("methods", Sentence("Methods and grades"), findings)


def _grades(measured: Measured) -> Finding:
    found = measured.evidence.by_grade
    columns = [
        TableColumn(Sentence("Grade")),
        TableColumn(Sentence("Present value"), align="end"),
        TableColumn(Sentence("What it means")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (grade.value, found.get(grade), GRADES[grade]) for grade in Grade
    ]
    share = measured.evidence.estimated
    title = Sentence("{share} of the benefits rest on estimates alone", share=share)
    if share.value is None:
        title = Sentence("No benefit is worth anything today")
    return Finding("grades", title, table=Table(columns, rows))


RULES = Finding(
    "rules",
    Sentence("What counts, and what does not"),
    text=[
        Sentence(
            "Cash alone: assets when they are paid, no depreciation, nothing imputed. Revenue "
            "counts with its margin, time released with the share that is put to use."
        ),
        Sentence(
            "In full × caused by the programme × (1 − counted by another benefit) × come by then "
            "= unadjusted. × (1 − risk) = risk-adjusted; costs × (1 + risk)."
        ),
        Sentence(
            "One effect belongs to one benefit: more satisfied customers stay and buy more, so "
            "satisfaction has no money of its own beside retention and cross-selling."
        ),
        Sentence(
            "model.xlsx holds the same model with live formulas: change a coloured input, and "
            "every return is computed anew."
        ),
    ],
)
