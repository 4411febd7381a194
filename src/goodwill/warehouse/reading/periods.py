"""Text to periods: whole numbers that grow with time, in whatever way people write them.

Dates become days since 1970-01-01, months 202403, weeks 202409, quarters 20241; plain
numbers stay. A month without its year takes the year from the column beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.warehouse.reading import dates
from goodwill.warehouse.reading.evidence import Question, number, plain

MOST_WITHIN_A_YEAR = 53
_YEAR = r"(\d{4})\s?[-/年_]?\s?"
NUMBER = r"([-+]?\d{1,15})(?:\.0*)?"
COMPACT = r"(?:19|20)\d{6}(?:\.0*)?"
WAYS = {
    "month": (r"(\d{4})\s?[-/年_]\s?M?(\d{1,2})\s?月?", 100, 12),
    "week": (_YEAR + r"(?:W|第)(\d{1,2})\s?周?", 100, MOST_WITHIN_A_YEAR),
    "quarter": (_YEAR + r"(?:Q|第)([1-4])\s?(?:季度?)?", 10, 4),
}


@dataclass(frozen=True)
class PeriodFormat:
    """How the periods of one column are written.

    Parameters
    ----------
    way
        `number`, a key of `WAYS`, or `date`.
    highest
        The highest plain number, which shows whether it needs a year beside it.
    date
        How the dates are written.
    """

    way: str
    highest: int = 0
    date: dates.DateFormat | None = None

    @property
    def is_within_a_year(self) -> bool:
        """Months or weeks that begin anew each year."""
        return self.way == "number" and self.highest <= MOST_WITHIN_A_YEAR


def questions(text: str, bare: str) -> list[Question]:
    """What to ask a column of text about its periods; `bare` is `dates.prepared` of it."""
    written = f"upper({plain(text)})"
    counted = {"number": NUMBER} | {way: pattern for way, (pattern, _, _) in WAYS.items()}
    return [
        *dates.questions(text, bare),
        *(
            Question(f"p_{way}", f"count(*) FILTER (regexp_full_match({written}, '{pattern}'))")
            for way, pattern in counted.items()
        ),
        Question("p_compact", f"count(*) FILTER ({_compact_date(written)} IS NOT NULL)"),
        Question("p_highest", f"max({_number(written)})", "max"),
    ]


def way_of(shown: Mapping[str, object]) -> str:
    """The way most values are written in; what looks like nothing else is taken for dates."""
    counts = {way: number(shown, f"p_{way}") for way in ("number", *WAYS)}
    way = max(counts, key=lambda one: counts[one])
    compact = number(shown, "p_compact")
    is_date = not counts[way] or (way == "number" and compact == counts[way])
    others = number(shown, "iso") + number(shown, "odd")
    return "date" if is_date or number(shown, "iso") * 2 > others else way


def value(text: str, form: PeriodFormat) -> str:
    """SQL: the period; null where it is none."""
    written = f"upper({plain(text)})"
    if form.way == "number":
        return _number(written)
    if form.way == "date" and form.date is not None:
        day = dates.sane(f"({dates.value(text, form.date)})")
        return f"CAST({day} - DATE '1970-01-01' AS BIGINT)"
    pattern, steps, most = WAYS[form.way]
    year, part = (
        f"TRY_CAST(regexp_extract({written}, '^{pattern}$', {n}) AS BIGINT)" for n in (1, 2)
    )
    return f"CASE WHEN {part} BETWEEN 1 AND {most} THEN {year} * {steps} + {part} END"


def _number(written: str) -> str:
    return f"TRY_CAST(regexp_extract({written}, '^{NUMBER}$', 1) AS BIGINT)"


def _compact_date(written: str) -> str:
    iso = rf"regexp_replace({written}, '^(\d{{4}})(\d\d)(\d\d)(\.0*)?$', '\1-\2-\3')"
    return f"CASE WHEN regexp_full_match({written}, '{COMPACT}') THEN TRY_CAST({iso} AS DATE) END"
