"""Formulas that people type, with units: read by Python's own grammar, checked, never executed."""

from goodwill.analytics.formulas.dimension import ONE, Dimension
from goodwill.analytics.formulas.formula import Formula, parse

__all__ = ["ONE", "Dimension", "Formula", "parse"]
