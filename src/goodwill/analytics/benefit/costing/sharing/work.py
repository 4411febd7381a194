"""What was done for whom: activities with their month, their stage and their minutes, added up."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from goodwill.analytics.benefit.costing.naming.kinds import Stage
from goodwill.analytics.benefit.costing.periods import month_of_date
from goodwill.analytics.benefit.costing.sharing.equations import TimeEquation, with_thousandths
from goodwill.analytics.benefit.costing.sharing.lines import Reason
from goodwill.analytics.benefit.costing.sharing.settings import Settings
from goodwill.analytics.tables import Frame

CUTS = (
    *("customer_id", "stage", "campaign_id", "channel", "product_id", "region"),
    *("department", "kind", "period"),
)
"""What costs can be cut by."""

FOREVER = 2**31 - 1


def worked(
    activities: Frame,
    equations: Sequence[TimeEquation],
    stages: Frame | None,
    settings: Settings,
) -> Frame:
    """Activities that are alike, added up (step 5).

    Parameters
    ----------
    activities
        ACTIVITIES, with any further numbers that time equations need.
    stages
        `customer_id`, `stage`, `since_day`: the stage that a customer came to that day; None
        if nobody knows.

    Returns
    -------
    Frame
        CUTS; `reason`, null where the activity can be costed, else a `Reason`; `weight`,
        1/1000 minutes (Int64); `activities`, how many; `told`, the minutes told (Float64).
    """
    timed = with_thousandths(activities, equations)
    judged = _with_reason_and_period(timed)
    staged = _with_stage(judged, stages, settings)
    return staged.group_by(*CUTS, "reason").agg(
        weight=nw.col("thousandths").fill_null(0).sum().cast(nw.Int64),
        activities=nw.len().cast(nw.Int64),
        told=nw.col("told").fill_null(0.0).sum().cast(nw.Float64),
    )


def _with_reason_and_period(timed: Frame) -> Frame:
    told = nw.col("told")
    nothing = nw.lit(None).cast(nw.String)
    because = {
        Reason.NO_DATE: nw.col("done_on").is_null(),
        Reason.NO_DEPARTMENT: nw.col("department").is_null(),
        Reason.NO_EQUATION: told.is_null() & nw.col("equated").is_null(),
        Reason.NO_NUMBER: told.is_null(),
        Reason.NEGATIVE: told < 0,
        Reason.TOO_LONG: nw.col("thousandths").is_null(),
    }
    words = [nw.when(holds).then(nw.lit(reason.value)) for reason, holds in because.items()]
    return timed.with_columns(reason=nw.coalesce(*words, nothing), period=month_of_date("done_on"))


def _with_stage(frame: Frame, stages: Frame | None, settings: Settings) -> Frame:
    """Its own; else what its kind says; else the customer's at that time; else unknown."""
    kind = nw.col("kind").str.to_lowercase()
    said = [
        nw.col("stage"),
        nw.when(kind.is_in(sorted(settings.win_back_kinds))).then(nw.lit(Stage.CHURN.value)),
        nw.when(kind.is_in(sorted(settings.more_sales_kinds))).then(nw.lit(Stage.EXPAND.value)),
    ]
    unknown = nw.lit(settings.unknown_stage)
    if stages is None:
        return frame.with_columns(stage=nw.coalesce(*said, unknown))
    since, until = nw.col("_since_day"), nw.col("_until_day")
    day = nw.col("done_day").fill_null(0)
    joined = frame.join(_spells(stages), on="customer_id", how="left")
    at_that_time = joined.filter(since.is_null() | ((since <= day) & (day < until)))
    placed = at_that_time.with_columns(stage=nw.coalesce(*said, nw.col("_stage"), unknown))
    return placed.drop("_stage", "_since_day", "_until_day")


def _spells(stages: Frame) -> Frame:
    """From when to when each customer is in each stage, all time covered once.

    Before the first stage known there is a spell without one. Of two on the same day the one
    that comes later by name holds.
    """
    known = stages.filter(~nw.col("customer_id").is_null(), ~nw.col("since_day").is_null())
    named = known.select(
        "customer_id",
        _stage=nw.col("stage").cast(nw.String),
        _since_day=nw.col("since_day").cast(nw.Int64),
    ).unique()
    before = named.select("customer_id").unique()
    before = before.with_columns(
        _stage=nw.lit(None).cast(nw.String),
        _since_day=nw.lit(-FOREVER, dtype=nw.Int64),
    )
    ordered = nw.concat([named, before.select("customer_id", "_stage", "_since_day")])
    following = nw.col("_since_day").shift(-1)
    until = following.over("customer_id", order_by=["_since_day", "_stage"])
    return ordered.with_columns(_until_day=until).with_columns(
        _until_day=nw.col("_until_day").fill_null(FOREVER)
    )
