"""Findings with their figures, charts and tables, shown in one look.

A command composes a `Report` of chapters and findings; `html` makes one page of it that
opens offline and prints, and `figures_json` lists every figure for machines.
"""

from goodwill.report.finding import Chapter, Fact, Finding, Report
from goodwill.report.ledger import figures_json
from goodwill.report.page import html
from goodwill.report.tables import Month, Table, TableColumn

__all__ = [
    "Chapter",
    "Fact",
    "Finding",
    "Month",
    "Report",
    "Table",
    "TableColumn",
    "figures_json",
    "html",
]
