"""Measures by dimensions in rows and columns, with totals of every level, over dense columns.

A `Cube` holds facts as whole numbers in the order of customers, so that customers and orders
are counted once in each cell without sorting names: a few passes over arrays answer any question.
"""

from goodwill.analytics.information.pivoting.answering import Answer, TooManyCells, answer
from goodwill.analytics.information.pivoting.cube import (
    OTHERS,
    TIMES,
    UNKNOWN,
    Cube,
    Dimension,
    Facts,
    Question,
    Shift,
)
from goodwill.analytics.information.pivoting.measures import (
    BASES,
    BUILT_IN,
    Base,
    Measure,
    figure,
    own,
)

__all__ = [
    "BASES",
    "BUILT_IN",
    "OTHERS",
    "TIMES",
    "UNKNOWN",
    "Answer",
    "Base",
    "Cube",
    "Dimension",
    "Facts",
    "Measure",
    "Question",
    "Shift",
    "TooManyCells",
    "answer",
    "figure",
    "own",
]
