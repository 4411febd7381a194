"""The report on paper: a PDF that says what the page says, receipts as its appendix."""

from goodwill.report.paper.printing import pdf

__all__ = ["pdf"]
