"""What satisfied customers bring by talking, less what dissatisfied ones keep away (MK12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.purchases import PURCHASES, with_parts
from goodwill.analytics.benefit.indicators.frames.retaining import states
from goodwill.analytics.benefit.indicators.frames.trial_effects import NO_MARGIN
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, count, rows_by_period
from goodwill.analytics.benefit.indicators.kernel.asking import Asked, Settings
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING, Sum
from goodwill.analytics.benefit.indicators.loyalty.loyalty_surveys import is_scored
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Number
from goodwill.analytics.tables import SURVEY_ANSWERS
from goodwill.language import Sentence

YEAR = 365

MARGIN = Sum(PURCHASES, nw.col("margin_minor"), day="day", money=True, trailing=YEAR)

NO_PARAMETERS = Sentence(
    "Say which share of those who hear of you become customers, or stay away: nobody else can."
)
NOBODY_ASKED = Sentence("No customer said in the year before how satisfied they are.")
NOBODY_ACTIVE = Sentence("No customer has bought lately: what one brings a year is not known.")
A_RANGE = Sentence(
    "A range, never a point: a plan from what others published and what the company assumes. "
    "It is not added to other effects of satisfaction."
)


def natural_income(asked: Asked) -> Iterator[Cell]:
    """MK12: from the last answer of each customer in the year up to the end of the period.

    Satisfied is who is in the top two boxes, dissatisfied who is in the bottom two. The
    margin is that of an active customer in that year.

    Raises
    ------
    Undefined
        The company has not said what those do who hear of it; a table is missing.
    """
    if asked.settings.word_of_mouth is None:
        raise Undefined(NO_PARAMETERS)
    is_it = nw.col("question") == asked.settings.satisfaction_question
    answers = asked.frame(SURVEY_ANSWERS).filter(
        is_it, is_scored(), ~nw.col("customer_id").is_null()
    )
    sums = {
        "n": nw.len().cast(nw.Int64),
        "satisfied": count(nw.col("score") >= nw.col("scale_max") - 1),
        "dissatisfied": count(nw.col("score") <= nw.col("scale_min") + 1),
    }
    rows = rows_by_period(
        with_parts(answers, asked),
        "answered_day",
        asked,
        sums,
        last_of="customer_id",
        trailing=YEAR,
    )
    margins = counted((MARGIN,), asked)[MARGIN].readings
    active = {key: state.active for key, state in states(asked).items()}
    found = {}
    for key, row in rows:
        margin = margins.get(key, NOTHING)
        if not active.get(key):
            found[key] = Answer(None, n=row["n"], reason=NOBODY_ACTIVE)
        elif not margin.n or margin.value is None:
            found[key] = Answer(None, n=row["n"], reason=NO_MARGIN)
        else:
            each = Decimal(str(margin.value)) / active[key]
            found[key] = _range(row, each, asked.settings)
    return cells_of("MK12", asked, found, Answer(None, reason=NOBODY_ASKED))


def _range(row: Mapping[str, Any], margin: Decimal, settings: Settings) -> Answer:
    said, by = settings.word_of_mouth, settings.multiples
    assert said is not None
    deterred = row["dissatisfied"] * by.hear_bad * said.fresh * said.deterred
    ends = sorted(
        margin * Decimal(str(row["satisfied"] * hear * said.fresh * said.conversion - deterred))
        for hear in by.hear_good
    )
    low, high = (end.quantize(Decimal("0.01")) for end in ends)
    beside: dict[str, Number] = {
        "satisfied": row["satisfied"],
        "dissatisfied": row["dissatisfied"],
        "margin": margin,
    }
    return Answer(None, n=row["n"], low=low, high=high, reason=A_RANGE, beside=beside)
