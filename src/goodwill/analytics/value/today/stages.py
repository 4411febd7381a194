"""Loyalty stages (RL07): suspect, prospect, first-time, repeat, advocate.

Each customer is in the highest stage reached. A customer who is lost keeps that stage and
carries the side state `lost`. An advocate is a repeat buyer who recommends; orders cannot
show that, so without referrals or a survey the stage is not measured, which is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import has_used_lines
from goodwill.analytics.value.today.rhythm import K, rule
from goodwill.language import Sentence


class LoyaltyStage(StrEnum):
    """The words of the column `stage`, lowest first."""

    SUSPECT = "suspect"
    PROSPECT = "prospect"
    SUSPECT_OR_PROSPECT = "suspect_or_prospect"
    BEFORE_THESE_DATA = "before_these_data"
    FIRST_TIME = "first_time"
    REPEAT = "repeat"
    ADVOCATE = "advocate"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS = {
    LoyaltyStage.SUSPECT: Sentence("Suspect"),
    LoyaltyStage.PROSPECT: Sentence("Prospect"),
    LoyaltyStage.SUSPECT_OR_PROSPECT: Sentence("Suspect or prospect"),
    LoyaltyStage.BEFORE_THESE_DATA: Sentence("Bought before these data begin"),
    LoyaltyStage.FIRST_TIME: Sentence("First-time customer"),
    LoyaltyStage.REPEAT: Sentence("Repeat customer"),
    LoyaltyStage.ADVOCATE: Sentence("Brand advocate"),
}


@dataclass(frozen=True)
class Population:
    """One stage: how many are in it, and how many of those are lost; None if not measured."""

    stage: LoyaltyStage
    customers: int | None
    lost: int | None
    reason: Sentence | None = None


def knows_enquiries(summaries: Frame) -> bool:
    """Whether anybody's first enquiry is dated, so that suspects and prospects can be told."""
    if "enquired_day" not in summaries.collect_schema().names():
        return False
    dated = (~nw.col("enquired_day").is_null()).cast(nw.Int64).sum()
    return bool(summaries.select(n=dated).collect()["n"][0])


def staged(lapsed: Frame, *, enquiries_known: bool) -> Frame:
    """Adds `stage` and `side_state` (`lost` or null) to what `rhythm.lapse` returns."""
    days = nw.coalesce("purchase_days", nw.lit(0))
    stage = (
        nw.when(days >= 2)
        .then(nw.lit(LoyaltyStage.REPEAT.value))
        .when(days == 1)
        .then(nw.lit(LoyaltyStage.FIRST_TIME.value))
        .when(has_used_lines())
        .then(nw.lit(LoyaltyStage.BEFORE_THESE_DATA.value))
    )
    if enquiries_known:
        stage = stage.when(~nw.col("enquired_day").is_null()).then(
            nw.lit(LoyaltyStage.PROSPECT.value)
        )
        lowest = LoyaltyStage.SUSPECT
    else:
        lowest = LoyaltyStage.SUSPECT_OR_PROSPECT
    return lapsed.with_columns(
        stage=stage.otherwise(nw.lit(lowest.value)),
        side_state=nw.when(nw.col("is_lost")).then(nw.lit("lost")),
    )


def populations(staged: Frame, *, enquiries_known: bool) -> tuple[Population, ...]:
    """Every stage with its customers, the unmeasured ones with the reason; a row a stage."""
    sums = (
        staged.group_by("stage")
        .agg(
            customers=nw.len().cast(nw.Int64),
            lost=nw.coalesce("is_lost", nw.lit(False)).cast(nw.Int64).sum(),
        )
        .select("stage", "customers", "lost")
    )
    found = {stage: (int(n), int(lost)) for stage, n, lost in sums.collect().rows()}
    return tuple(
        Population(stage, None, None, reason)
        if (reason := _unmeasured(stage, enquiries_known))
        else Population(stage, *found.get(stage.value, (0, 0)))
        for stage in LoyaltyStage
        if stage.value in found or stage in _always(enquiries_known)
    )


STAGE_POPULATION = Definition(
    "RL07",
    1,
    Sentence("Loyalty stage population"),
    Sentence("How many customers have reached this stage and none above it."),
    Sentence("customers by highest stage reached; lost customers keep the stage they reached"),
    Unit.CUSTOMERS,
)


def figures(
    populations: tuple[Population, ...], k: float = K, *, as_of: date
) -> tuple[Figure, ...]:
    """RL07 for every stage, and how many in it are lost, as the cut `side_state`."""
    everybody = sum(each.customers or 0 for each in populations)
    return tuple(
        Figure(
            STAGE_POPULATION,
            value,
            as_of=as_of,
            n=everybody,
            method=rule(k) if cut else None,
            reason=each.reason,
            records=f"customers.csv: stage = {each.stage.value}" + (_AND_LOST if cut else ""),
            cut={"stage": each.stage.value} | cut,
            part=Sentence("{stage}, out of rhythm", stage=each.stage.label)
            if cut
            else each.stage.label,
        )
        for each in populations
        for value, cut in ((each.customers, {}), (each.lost, {"side_state": "lost"}))
        if not cut or each.stage in _CAN_BE_LOST
    )


NO_ENQUIRIES = Sentence(
    "No enquiry dates are given, so customers who never bought cannot be told apart into "
    "suspects and prospects."
)
NO_ADVOCATES = Sentence(
    "Orders do not show who recommends: referrals or a survey are needed to tell advocates "
    "from repeat customers."
)
_AND_LOST = " and is_lost = true"
_CAN_BE_LOST = (LoyaltyStage.FIRST_TIME, LoyaltyStage.REPEAT)


def _unmeasured(stage: LoyaltyStage, enquiries_known: bool) -> Sentence | None:
    if stage is LoyaltyStage.ADVOCATE:
        return NO_ADVOCATES
    if stage in {LoyaltyStage.SUSPECT, LoyaltyStage.PROSPECT} and not enquiries_known:
        return NO_ENQUIRIES
    return None


def _always(enquiries_known: bool) -> set[LoyaltyStage]:
    hidden = {LoyaltyStage.BEFORE_THESE_DATA}
    if enquiries_known:
        hidden.add(LoyaltyStage.SUSPECT_OR_PROSPECT)
    return set(LoyaltyStage) - hidden
