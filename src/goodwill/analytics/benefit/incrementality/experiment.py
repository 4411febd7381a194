"""An experiment as every question about it takes it: members, arms, metrics, covariates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from goodwill.analytics.tables import Frame


class Kind(StrEnum):
    """What one member's value of a metric is."""

    SHARE = "share"
    """0 or 1: whether the member did it."""
    COUNT = "count"
    """How many: orders, visits."""
    AMOUNT = "amount"
    """Money in minor units: revenue, margin."""


@dataclass(frozen=True)
class Metric:
    """What is compared between arms.

    Parameters
    ----------
    name
        The column of `Experiment.members`; no member's value is empty.
    kind
        What the values are.
    primary
        Whether the campaign was planned to move it; the rest is looked at beside it.
    better
        +1 if more is better, −1 if less is (returns, complaints).
    cap
        Values above count as this for significance only, never for money; fixed before
        the campaign, in the unit of the column.
    per
        The column that it is divided by (a ratio of sums), such as revenue per order.
    """

    name: str
    kind: Kind
    primary: bool = False
    better: int = 1
    cap: float | None = None
    per: str | None = None


@dataclass(frozen=True)
class Experiment:
    """Who was put into which arm, and what each of them did.

    Parameters
    ----------
    members
        One row per member: `customer_id`, `arm`, the metrics, the covariates, the slices.
    control
        The arm that was left alone.
    treated
        The other arms, in the order in which they are shown.
    covariates
        Numeric columns known before anybody was drawn; no value is empty.
    slices
        Text columns known before anybody was drawn, to cut by; may be empty (unknown).
    shares
        Arm → share that was planned; equal shares if nothing was.
    cluster
        The column of what was drawn as a whole (household, branch), where not the member.
    """

    members: Frame
    control: str
    treated: tuple[str, ...]
    metrics: tuple[Metric, ...]
    covariates: tuple[str, ...] = ()
    slices: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    cluster: str | None = None

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.control, *self.treated)

    def metric(self, name: str) -> Metric:
        return next(metric for metric in self.metrics if metric.name == name)
