"""A Figure: one number with everything it takes to believe it.

Money is exact: `Decimal` in and out, and sums are made of integers in minor units, so
they are the same on every engine. Growth, ratios and roll-ups are ratios of sums.
"""

from goodwill.analytics.figure.amounts import major, minor, minor_digits
from goodwill.analytics.figure.figure import (
    Figure,
    dumps,
    from_json,
    money,
    proportion,
    ratio,
    wilson,
)
from goodwill.analytics.figure.kinds import Definition, Grade, Number, Unit
from goodwill.analytics.figure.showing import NO_CURRENCY, bare, shown

__all__ = [
    "NO_CURRENCY",
    "Definition",
    "Figure",
    "Grade",
    "Number",
    "Unit",
    "bare",
    "dumps",
    "from_json",
    "major",
    "minor",
    "minor_digits",
    "money",
    "proportion",
    "ratio",
    "shown",
    "wilson",
]
