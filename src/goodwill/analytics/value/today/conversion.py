"""Stage conversion (RL08): how many move up a stage, and how long it takes them.

Customers who have not moved yet may still do so: they count for as long as they have been
watched (censored), never as failures. The engine sends one row per cohort, length of time
and outcome; the curve is made from those.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.numerics.bins import bin_index
from goodwill.analytics.numerics.survival import Survival, kaplan_meier
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.today.stages import LoyaltyStage
from goodwill.language import Sentence

WINDOWS = (30, 90, 180, 365)
EPOCH = date(1970, 1, 1).toordinal()


class Step(Enum):
    """One step up: from which stage to which, and the columns that date them."""

    SUSPECT_TO_PROSPECT = (LoyaltyStage.SUSPECT, LoyaltyStage.PROSPECT, "known_day")
    PROSPECT_TO_FIRST = (LoyaltyStage.PROSPECT, LoyaltyStage.FIRST_TIME, "enquired_day")
    FIRST_TO_REPEAT = (LoyaltyStage.FIRST_TIME, LoyaltyStage.REPEAT, "first_day")

    @property
    def lower(self) -> LoyaltyStage:
        return self.value[0]

    @property
    def upper(self) -> LoyaltyStage:
        return self.value[1]

    @property
    def since(self) -> str:
        """The column with the day on which the lower stage was reached."""
        return self.value[2]

    @property
    def label(self) -> Sentence:
        return Sentence("{lower} → {upper}", lower=self.lower.label, upper=self.upper.label)

    def reached(self) -> nw.Expr:
        """The day on which the upper stage, or one above it, was reached; null if not yet."""
        if self is Step.SUSPECT_TO_PROSPECT:
            return nw.min_horizontal("enquired_day", "first_day")
        return nw.col("first_day" if self is Step.PROSPECT_TO_FIRST else "second_day")


@dataclass(frozen=True)
class Conversion:
    """One step of one cohort, or of everybody (`cohort` None).

    `converted` of the `customers` have moved up so far; `curve` is the share that has not,
    by days since they reached the lower stage.
    """

    step: Step
    cohort: str | None
    customers: int
    converted: int
    curve: Survival


@dataclass(frozen=True)
class Conversions:
    """A step for everybody and by quarter of arrival in the lower stage.

    `out_of_order` customers reached the upper stage before the lower one according to their
    dates; they are left out.
    """

    step: Step
    overall: Conversion
    cohorts: tuple[Conversion, ...]
    out_of_order: int


def measurable_steps(summaries: Frame) -> tuple[Step, ...]:
    """The steps whose dates exist for at least one customer; one row is collected."""
    names = set(summaries.collect_schema().names())
    steps = [step for step in Step if {step.since, *_needed(step)} <= names]
    if not steps:
        return ()
    dated = {s.name: (~nw.col(s.since).is_null()).cast(nw.Int64).sum() for s in steps}
    found = summaries.select(**dated).collect().rows(named=True)[0]
    enquiries = bool(found.get(Step.PROSPECT_TO_FIRST.name))
    return tuple(
        step
        for step in steps
        if found[step.name] and (enquiries or step is not Step.SUSPECT_TO_PROSPECT)
    )


def conversions(summaries: Frame, step: Step, as_of_day: int) -> Conversions:
    """The step's curves; two small collections.

    The second sends back a row per (quarter, days, outcome), at most a few tens of thousands.
    """
    days = _durations(summaries, step, as_of_day)
    ends = days.select(first=nw.col("since").min(), last=nw.col("since").max()).collect().row(0)
    quarters = _quarters(*ends) if ends[0] is not None else []
    grouped = (
        days.with_columns(cohort=bin_index("since", [_day(q) for q in quarters]))
        .group_by("cohort", "duration", "happened")
        .agg(customers=nw.len().cast(nw.Int64))
        .select("cohort", "duration", "happened", "customers")
    )
    rows = [(int(c), int(d), bool(h), int(n)) for c, d, h, n in grouped.collect().rows()]
    kept = [row for row in rows if row[1] >= 0]
    cohorts = tuple(
        _conversion(step, _quarter_name(quarter), [r[1:] for r in kept if r[0] == index])
        for index, quarter in enumerate(quarters, start=1)
    )
    return Conversions(
        step,
        _conversion(step, None, [row[1:] for row in kept]),
        tuple(each for each in cohorts if each.customers),
        sum(n for _, duration, _, n in rows if duration < 0),
    )


STAGE_CONVERSION = Definition(
    "RL08",
    1,
    Sentence("Stage conversion rate"),
    Sentence("The share of customers of a stage who reach the next one within the window."),
    Sentence("1 − Kaplan–Meier share still in the stage at the end of the window"),
    Unit.SHARE,
)
CONVERSION_DAYS = Definition(
    "RL08_median",
    1,
    Sentence("Median days to the next stage"),
    Sentence("The days after which half of the customers of a stage have reached the next one."),
    Sentence("first day at which the Kaplan–Meier share still in the stage is ≤ 50 %"),
    Unit.DAYS,
)


def figures(
    conversion: Conversion, windows: Sequence[int] = WINDOWS, *, as_of: date
) -> tuple[Figure, ...]:
    """RL08 for each window in days, then the median days, each with its 95 % interval."""
    cut = {"from": conversion.step.lower.value, "to": conversion.step.upper.value}
    if conversion.cohort:
        cut["cohort"] = conversion.cohort
    return (
        *(_within(conversion, window, cut, as_of) for window in windows),
        _median(conversion, cut, as_of),
    )


METHOD = Sentence(
    "Kaplan–Meier estimate with log-log 95 % limits: customers who have not moved up yet count "
    "as long as they have been watched and are not failures."
)
NOT_REACHED = Sentence("Not reached: fewer than half have moved up so far.")
NOBODY = Sentence("Nobody has reached this stage on a known date.")


def _within(conversion: Conversion, window: int, cut: dict[str, str], as_of: date) -> Figure:
    told: dict[str, Any] = {"as_of": as_of, "n": conversion.customers, "method": METHOD}
    told["cut"] = cut | {"window_days": str(window)}
    told["part"] = _part(conversion, Sentence("within {days} days", days=window))
    estimate = conversion.curve.happened_by(window)
    if estimate is None:
        return Figure(STAGE_CONVERSION, None, reason=_too_young(conversion, window), **told)
    level = None if estimate.low is None else 0.95
    return Figure(
        STAGE_CONVERSION, estimate.value, low=estimate.low, high=estimate.high, level=level, **told
    )


def _median(conversion: Conversion, cut: dict[str, str], as_of: date) -> Figure:
    told: dict[str, Any] = {"as_of": as_of, "n": conversion.customers, "method": METHOD, "cut": cut}
    told["part"] = _part(conversion)
    median = conversion.curve.median()
    if median is None:
        reason = NOT_REACHED if conversion.customers else NOBODY
        return Figure(CONVERSION_DAYS, None, reason=reason, **told)
    return Figure(
        CONVERSION_DAYS, median.value, low=median.low, high=median.high, level=0.95, **told
    )


def _part(conversion: Conversion, *which: Sentence) -> Sentence:
    """`First-time customer → Repeat customer, 2024Q1, within 90 days`."""
    part = conversion.step.label
    cohort = [Sentence("{name}", name=conversion.cohort)] if conversion.cohort else []
    for more in (*cohort, *which):
        part = Sentence("{part}, {more}", part=part, more=more)
    return part


def _too_young(conversion: Conversion, window: int) -> Sentence:
    if not conversion.customers:
        return NOBODY
    return Sentence(
        "Too young: nobody of this group has been watched for {window} days without moving up; "
        "the longest is {observed} days.",
        window=window,
        observed=conversion.curve.observed,
    )


def _durations(summaries: Frame, step: Step, as_of_day: int) -> Frame:
    """`since`, `duration` in days and whether the upper stage `happened`."""
    since = nw.col(step.since).cast(nw.Int64)
    return (
        summaries.with_columns(_reached=step.reached().cast(nw.Int64), since=since)
        .filter(~nw.col("since").is_null())
        .select(
            "since",
            duration=nw.coalesce("_reached", nw.lit(as_of_day).cast(nw.Int64)) - nw.col("since"),
            happened=~nw.col("_reached").is_null(),
        )
    )


def _conversion(
    step: Step, cohort: str | None, rows: Iterable[tuple[int, bool, int]]
) -> Conversion:
    rows = list(rows)
    return Conversion(
        step,
        cohort,
        sum(n for _, _, n in rows),
        sum(n for _, happened, n in rows if happened),
        kaplan_meier(rows),
    )


def _needed(step: Step) -> set[str]:
    return {
        Step.SUSPECT_TO_PROSPECT: {"enquired_day", "first_day"},
        Step.PROSPECT_TO_FIRST: {"first_day"},
        Step.FIRST_TO_REPEAT: {"second_day"},
    }[step]


def _quarters(first_day: int, last_day: int) -> list[date]:
    """The first days of the quarters from one day to the other."""
    start = date.fromordinal(EPOCH + int(first_day))
    end = date.fromordinal(EPOCH + int(last_day))
    numbers = range(_quarter(start), _quarter(end) + 1)
    return [date(number // 4, number % 4 * 3 + 1, 1) for number in numbers]


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _quarter_name(quarter: date) -> str:
    return f"{quarter.year}Q{(quarter.month + 2) // 3}"


def _day(quarter: date) -> int:
    return quarter.toordinal() - EPOCH
