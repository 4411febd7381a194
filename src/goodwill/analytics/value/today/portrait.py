"""All measures of a customer side by side: what `customers.parquet` holds.

The steps depend on one another, so each dear one is settled once by the caller's engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import classes, rfm, rhythm, stages, whale

RANKS = ("rank", "cumulative_minor", "customer_share", "contribution_share", "value_class")


@dataclass(frozen=True)
class Portrait:
    """The customers with every measure, and what was needed to measure them.

    `customers` has a row for everybody; never-buyers have nulls where only a purchase says
    anything. `ranked` has the customers on the whale curve, with their `value_class`.
    """

    customers: Frame
    ranked: Frame
    basis: Basis
    k: float
    enquiries_known: bool
    quintiles: rfm.Quintiles
    cutoffs: classes.Cutoffs


def portrait(
    summaries: Frame,
    settle: Callable[[Frame], Frame],
    *,
    basis: Basis = Basis.PROFIT,
    k: float = rhythm.K,
) -> Portrait:
    """Rank, class, rhythm, stage and RFM scores of every customer.

    Parameters
    ----------
    summaries
        The customer frame, settled.
    settle
        Computes a frame once, such as `warehouse.settle`; called twice.
    """
    known = stages.knows_enquiries(summaries)
    quintiles = rfm.quintiles(summaries)
    ranked = settle(whale.ranked(summaries, basis))
    cutoffs = classes.cutoffs(ranked)
    classed = classes.classified(ranked, cutoffs)
    everybody = rfm.scored(
        stages.staged(rhythm.lapse(summaries, k, basis=basis), enquiries_known=known), quintiles
    )
    customers = settle(
        everybody.join(classed.select("customer_id", *RANKS), on="customer_id", how="left")
    )
    return Portrait(customers, classed, basis, k, known, quintiles, cutoffs)
