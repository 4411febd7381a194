"""Members of an experiment that was not drawn by lot, as matching takes them."""

from __future__ import annotations

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.incrementality.experiment import Experiment
from goodwill.analytics.benefit.pilots.matching import Members
from goodwill.analytics.errors import AnalyticsError, Undefined
from goodwill.language import Sentence

MOST_MEMBERS = 1_000_000
"""Matching needs everybody at once, in memory: 1 million members with 12 covariates are
about 200 MB. More are refused, not sampled."""


def members_of(
    experiment: Experiment, metric: str, before: str, arm: str, *, earlier: str | None = None
) -> Members:
    """The members of the control and of one arm, sorted by customer.

    Parameters
    ----------
    metric, before, earlier
        Columns of the outcome since, in an equally long time before, and in that before it.
    arm
        The arm that was chosen.

    Raises
    ------
    AnalyticsError
        More than a million members.
    Undefined
        A value is empty.
    """
    names = [name for name in experiment.covariates if name not in (before, earlier)]
    numbers = dict.fromkeys([metric, before, *names, *([earlier] if earlier else [])])
    kept = experiment.members.filter(nw.col("arm").is_in([experiment.control, arm]))
    count = int(kept.select(n=nw.len().cast(nw.Int64)).collect().item())
    if count > MOST_MEMBERS:
        raise AnalyticsError(
            Sentence(
                "Members are matched in memory, up to {most}; there are {n}. "
                "Choose a part of them, such as one region.",
                most=MOST_MEMBERS,
                n=count,
            )
        )
    columns = (nw.col(name).cast(nw.Float64) for name in numbers)
    table = kept.select("customer_id", "arm", *columns).sort("customer_id").collect("pyarrow")
    for name in numbers:
        if table[name].is_null().any():
            raise Undefined(
                Sentence("{column} is empty for some members: they cannot be matched.", column=name)
            )
    values = {name: np.array(table[name].to_numpy(), dtype=np.float64) for name in numbers}
    return Members(
        np.array(table["arm"].to_list(), dtype=object) == arm,
        values[before],
        values[metric],
        np.column_stack([values[name] for name in names]) if names else np.empty((len(table), 0)),
        tuple(names),
        values[earlier] if earlier else None,
    )
