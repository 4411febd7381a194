"""What the stages of customers' lives cost: per customer (CO02), lost (CO05), won back (CO06)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.benefit.costing.stages.churncosts import NO_LOST_VALUE, NO_WORD_OF_MOUTH
from goodwill.analytics.benefit.costing.stages.spending import STAGES
from goodwill.analytics.benefit.costing.stages.stagecosts import NOBODY
from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.acquiring import COST, NEW, acquisition_cost
from goodwill.analytics.benefit.indicators.frames.allocated import ALLOCATED, DATED_COSTS
from goodwill.analytics.benefit.indicators.frames.full_costs import full_costs
from goodwill.analytics.benefit.indicators.frames.losing import Lost, lost_values
from goodwill.analytics.benefit.indicators.frames.newcomers import first_purchases
from goodwill.analytics.benefit.indicators.frames.retaining import states
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, rows_by_period
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import divided
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Counted, Key, Part, counted
from goodwill.analytics.benefit.indicators.kernel.measures import (
    NOTHING,
    Distinct,
    Measure,
    Reading,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Number, major
from goodwill.analytics.information.combinations import combinations
from goodwill.analytics.tables import CUSTOMERS, Frame
from goodwill.language import Sentence

STAGE = "stage"

NOBODY_BACK = Sentence("No lost customer came back: the cost stands beside it.")
FIRST = Sentence("Winning back a lost customer costs less than winning a new one: put that first.")


@dataclass(frozen=True)
class _Spent:
    amount: Decimal
    entries: int


Spends = Mapping[tuple[int, Part, str], _Spent]
"""By place of the period, part (without the stage) and stage."""


def stage_costs(asked: Asked) -> Iterator[Cell]:
    """CO02: cost of a stage ÷ customers who were in it at any time of the period.

    Uncut, costs and customers of the four stages are added up, and each stage stands beside.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    plain = without_stage(asked)
    spends, people = _spends(plain), _people(plain)
    parts = {key[:2] for key in (*spends, *people)}
    if STAGE not in asked.by:
        answers = {key: _together(key, spends, people) for key in parts}
        return cells_of("CO02", asked, answers, Answer(None, reason=NOBODY))
    at = asked.by.index(STAGE)
    cut = {
        (place, (*part[:at], stage, *part[at:])): _each((place, part), stage, spends, people)
        for place, part in parts
        for stage in STAGES
        if (place, part, stage) in spends or people.get((place, part, stage))
    }
    return cells_of("CO02", asked, cut)


def churn_cost(asked: Asked) -> Iterator[Cell]:
    """CO05: lost × remaining lifetime value + word of mouth + spend on winning back.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    spends, lost = _spends(asked), lost_values(asked)
    keys = {key[:2] for key in spends} | set(lost)
    nobody = Lost(0, 0, 0)
    answers = {
        key: _churned(lost.get(key, nobody), spends.get((*key, "churn")), asked) for key in keys
    }
    return cells_of("CO05", asked, answers, _churned(nobody, None, asked))


def reacquisition_ratio(asked: Asked) -> Iterator[Cell]:
    """CO06: cost per customer won back ÷ cost per customer won.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    spends, found = _spends(asked), counted((COST, NEW), asked)
    _refuse(found)
    answers = {}
    for key, state in states(asked).items():
        won = acquisition_cost(readings(found, key), asked)
        answers[key] = _compared(spends.get((*key, "churn")), state.back, won)
    return cells_of("CO06", asked, answers, Answer(None, reason=NOBODY_BACK))


def without_stage(asked: Asked) -> Asked:
    """The same question, not cut by stage."""
    if STAGE not in asked.by:
        return asked
    return replace(asked, by=tuple(name for name in asked.by if name != STAGE))


def readings(found: Mapping[Measure, Counted], key: Key) -> dict[str, Reading]:
    """What `acquisition_cost` takes, of one period and part."""
    return {
        name: found[measure].readings.get(key, NOTHING)
        for name, measure in (("cost", COST), ("new", NEW))
    }


def _refuse(found: Mapping[Measure, Counted]) -> None:
    for each in found.values():
        if each.refusal is not None:
            raise Undefined(each.refusal)


def _spends(asked: Asked) -> Spends:
    """Full cost by stage."""
    return asked.once("spent by stage", lambda: _spent_by_stage(asked))


def _spent_by_stage(asked: Asked) -> Spends:
    sums = {
        "amount": nw.col("amount_minor").sum().cast(nw.Int64),
        "entries": nw.col("entries").sum().cast(nw.Int64),
    }
    rows = full_costs(asked).filter(nw.col(STAGE).is_in(STAGES))
    return {
        (*key, row[STAGE]): _Spent(major(int(row["amount"]), asked.currency), row["entries"])
        for key, row in rows_by_period(rows, "cost_day", asked, sums, by=(STAGE,))
    }


def _people(asked: Asked) -> dict[tuple[int, Part, str], int]:
    """Customers in each stage at any time of the period.

    Being won: enquired by its end, and had not bought before it. Kept: there at its start, or
    bought in it. Grown: with work done to grow them. Lost: lost at its start or at its end.
    """
    found = {}
    for (place, part), state in states(asked).items():
        found[place, part, "retain"] = state.at_start + state.won + state.back
        found[place, part, "churn"] = state.lost + state.back
    for (place, part), n in _prospects(asked).items():
        found[place, part, "acquire"] = n
    for (place, part), n in _grown(asked).items():
        found[place, part, "expand"] = n
    return found


def _prospects(asked: Asked) -> dict[Key, int]:
    first = combinations(first_purchases(asked), *purchases.key_of(asked), "day")
    rows = first.with_columns(enquired=nw.col("day").cast(nw.Int64))
    if asked.has(CUSTOMERS):
        rows = _with_enquiries(first, asked)
    flags = {}
    day, enquired = nw.col("day"), nw.col("enquired")
    for place, period in enumerate(asked.periods):
        held = (enquired < period.end_day) & (day.is_null() | (day >= period.start_day))
        flags[f"p_{place}"] = held.fill_null(False).cast(nw.Int64)
    grouped = rows.with_columns(all=nw.lit(0), **flags).group_by(*asked.by, "all")
    sums = grouped.agg(*(nw.col(name).sum().cast(nw.Int64) for name in flags))
    return {
        (place, tuple(str(row[name]) for name in asked.by)): row[f"p_{place}"] or 0
        for row in sums.collect("pyarrow").iter_rows(named=True)
        for place in range(len(asked.periods))
    }


def _with_enquiries(first: Frame, asked: Asked) -> Frame:
    """Who enquired, with the day of the first purchase or none; who only bought, with that."""
    days = first.select("customer_id", "day").group_by("customer_id").agg(nw.col("day").min())
    listed = asked.frame(CUSTOMERS).select("enquired_day", listed_id=nw.col("customer_id"))
    both = days.join(listed, left_on="customer_id", right_on="listed_id", how="full")
    told = both.with_columns(
        customer_id=nw.coalesce("customer_id", "listed_id"),
        enquired=nw.min_horizontal("enquired_day", "day").cast(nw.Int64),
    ).filter(~nw.col("enquired").is_null())
    return purchases.with_parts(told.select("customer_id", "day", "enquired"), asked)


def _grown(asked: Asked) -> dict[Key, int]:
    if not asked.has(ALLOCATED):
        return {}
    found = counted((GROWN,), asked)[GROWN]
    if found.refusal is not None or found.by != asked.by:
        return {}
    return {key: reading.n for key, reading in found.readings.items()}


GROWN = Distinct(DATED_COSTS, ("customer_id",), nw.col(STAGE) == "expand", "period_day")


def _each(
    key: Key, stage: str, spends: Spends, people: Mapping[tuple[int, Part, str], int]
) -> Answer:
    spent = spends.get((*key, stage), _Spent(Decimal(0), 0))
    n = people.get((*key, stage), 0)
    beside = {"cost": spent.amount}
    if not n:
        return Answer(None, spent.amount, n, 0, reason=NOBODY, beside=beside)
    return Answer(divided(spent.amount, n), spent.amount, n, n, beside=beside)


def _together(key: Key, spends: Spends, people: Mapping[tuple[int, Part, str], int]) -> Answer:
    each = {stage: _each(key, stage, spends, people) for stage in STAGES}
    cost = sum((Decimal(answer.numerator or 0) for answer in each.values()), Decimal(0))
    n = sum(answer.n for answer in each.values())
    beside: dict[str, Number] = {"cost": cost}
    beside |= {stage: each[stage].value for stage in STAGES if each[stage].value is not None}  # type: ignore[misc]
    if not n:
        return Answer(None, cost, 0, 0, reason=NOBODY, beside=beside)
    return Answer(divided(cost, n), cost, n, n, beside=beside)


def _churned(lost: Lost, spent: _Spent | None, asked: Asked) -> Answer:
    back = spent.amount if spent else Decimal(0)
    beside: dict[str, Number] = {"lost": lost.customers, "reacquisition": back}
    if lost.customers and not lost.valued:
        return Answer(None, n=lost.customers, reason=NO_LOST_VALUE, beside=beside)
    each = Decimal(lost.worth_minor) / lost.valued if lost.valued else Decimal(0)
    gone = major(round(each * lost.customers), asked.currency)
    beside["lost_value"] = gone
    if asked.settings.lost_word_of_mouth_minor is None:
        return Answer(None, n=lost.customers, reason=NO_WORD_OF_MOUTH, beside=beside)
    spoken = major(asked.settings.lost_word_of_mouth_minor * lost.customers, asked.currency)
    beside["word_of_mouth"] = spoken
    remark = None
    if lost.valued < lost.customers:
        remark = Sentence(
            "Of {lost} lost customers {valued} had been scored; the others count at their mean.",
            lost=lost.customers,
            valued=lost.valued,
        )
    return Answer(gone + spoken + back, n=lost.customers, remark=remark, beside=beside)


def _compared(spent: _Spent | None, back: int, won: Answer) -> Answer:
    cost = spent.amount if spent else Decimal(0)
    beside: dict[str, Number] = {"cost": cost, "reacquired": back}
    if not back:
        return Answer(None, n=0, reason=NOBODY_BACK, beside=beside)
    each = divided(cost, back)
    beside["each"] = each
    if won.value is None or not won.value:
        return Answer(None, each, won.value, back, reason=won.reason or NOBODY, beside=beside)
    beside["acquisition"] = won.value
    value = float(Decimal(each) / Decimal(won.value))
    return Answer(value, each, won.value, back, remark=FIRST if value < 1 else None, beside=beside)
