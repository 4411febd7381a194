"""What members are cut by: attributes that tell them apart, and what they were worth before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.incrementality.experiment import Experiment
from goodwill.analytics.information.pairing import Settle
from goodwill.analytics.tables import Frame

VALUE_BEFORE = "value_before"
BEFORE = "before_revenue_minor"
BEST, GOOD, LESS, NOTHING = "A", "B", "C", "N"
"""The best 20 % of those who bought before the draw, the next 30 %, the rest; who did not."""

MOST_VALUES = 12
"""A column with more values cuts a campaign into slices that nobody can tell apart."""


def telling(members: Frame, names: Iterable[str]) -> tuple[str, ...]:
    """The text columns that have neither one value only nor too many."""
    schema = members.collect_schema()
    texts = [name for name in names if schema.get(name) == nw.String]
    if not texts:
        return ()
    counts = members.select(*(nw.col(name).n_unique().alias(name) for name in texts)).collect()
    return tuple(name for name in texts if 2 <= int(counts[name][0]) <= MOST_VALUES)


def with_value_before(experiment: Experiment, settle: Settle) -> Experiment:
    """The experiment with a slice more: what members bought for before they were drawn.

    Classes are cut at the 80th and 50th percentile of those who had bought at all. What
    customers are worth today would not do: the campaign had its part in that.
    """
    if BEFORE not in experiment.covariates:
        return experiment
    bought = experiment.members.filter(nw.col(BEFORE) > 0)
    ends = bought.select(
        best=nw.col(BEFORE).quantile(0.8, "linear"), good=nw.col(BEFORE).quantile(0.5, "linear")
    ).collect("pyarrow")
    best, good = ends.rows()[0]
    if best is None:
        return experiment
    value = nw.col(BEFORE)
    which = (
        nw.when(value <= 0)
        .then(nw.lit(NOTHING))
        .otherwise(
            nw.when(value > best)
            .then(nw.lit(BEST))
            .otherwise(nw.when(value > good).then(nw.lit(GOOD)).otherwise(nw.lit(LESS)))
        )
    )
    members = settle(experiment.members.with_columns(which.alias(VALUE_BEFORE)))
    return replace(experiment, members=members, slices=(VALUE_BEFORE, *experiment.slices))
