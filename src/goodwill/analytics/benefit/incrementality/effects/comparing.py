"""Every comparison that an experiment asks for: arm by arm, metric by metric, slice by slice.

The members are read once (see `moments_of`); all else happens on a few hundred numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.incrementality.effects import (
    adjusting,
    clusters,
    means,
    proportions,
    ratios,
    relative,
)
from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.errors import AnalyticsError, attempted
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments, moments

MOST_CELLS = 4096
"""Of a pass over the members: arms × values of slices. A cell keeps a few hundred bytes."""

Outcome = Effect | AnalyticsError
"""An effect, or why there is none."""


@dataclass(frozen=True)
class Comparison:
    """One treated arm against the control in one metric, for all members or a slice.

    Parameters
    ----------
    slice_name, slice_value
        Which members; both empty for all. A slice with a name and no value is of those
        of whom it is not known.
    plain
        As randomised: difference in means, in shares, or in ratios of sums.
    adjusted
        The same less what the covariates explain; nothing where there are none.
    relative
        The plain difference as part of the control's mean, share or ratio.
    """

    metric: Metric
    arm: str
    slice_name: str | None
    slice_value: str | None
    plain: Outcome
    adjusted: Outcome | None
    relative: Outcome


def moments_of(experiment: Experiment) -> tuple[Moments, ...]:
    """Moments of all metrics and covariates by arm and slices, in as few passes as can be.

    Slices are crossed, and `by` is the arm and all of them, while there are no more than
    `MOST_CELLS` cells; that takes one pass, and one more to count the slices' values where
    there are several. What does not fit goes into passes of its own. The first always merges
    to the whole. Where clusters were drawn each slice needs its own pass, because a
    household may stand in several.

    Raises
    ------
    Undefined
        A metric or covariate is empty for a member, there are no members, or a cluster has
        members in two arms.
    """
    columns = columns_of(experiment)
    if experiment.cluster:
        return _by_cluster(experiment, columns)
    return tuple(
        moments(experiment.members, columns, ("arm", *slices)) for slices in passes(experiment)
    )


def compared(
    found: Moments | Sequence[Moments], experiment: Experiment, level: float = LEVEL
) -> tuple[Comparison, ...]:
    """Each treated arm × metric, for all members and then for each value of each slice.

    Parameters
    ----------
    found
        What `moments_of` gives, or moments `by` arm and some of the slices; slices that are
        not in them are left out.
    """
    parts = (found,) if isinstance(found, Moments) else tuple(found)
    cuts = list(_cuts(parts, experiment.slices))
    return tuple(
        _comparison(experiment, metric, arm, cut, level)
        for arm in experiment.treated
        for metric in experiment.metrics
        for cut in cuts
    )


def columns_of(experiment: Experiment) -> tuple[str, ...]:
    """Metrics, what they are divided by, and covariates; each once."""
    metrics = (name for m in experiment.metrics for name in (m.name, m.per) if name)
    return tuple(dict.fromkeys([*metrics, *experiment.covariates]))


def passes(experiment: Experiment) -> list[tuple[str, ...]]:
    """Which slices are crossed in which pass; one pass without slices if there are none."""
    slices = experiment.slices
    if len(slices) < 2:
        return [slices]
    values = _values(experiment)
    found: list[tuple[str, ...]] = [()]
    cells = len(experiment.arms)
    for name in sorted(slices, key=values.__getitem__):
        cells *= values[name]
        if found[-1] and cells > MOST_CELLS:
            found.append(())
            cells = len(experiment.arms) * values[name]
        found[-1] += (name,)
    return found


def _values(experiment: Experiment) -> dict[str, int]:
    """How many values each slice has, unknown among them."""
    counts = [nw.col(name).n_unique() for name in experiment.slices]
    row = next(iter(experiment.members.select(*counts).collect("pyarrow").rows(named=True)))
    return {name: max(int(row[name]), 1) for name in experiment.slices}


def _by_cluster(experiment: Experiment, columns: Sequence[str]) -> tuple[Moments, ...]:
    assert experiment.cluster
    clusters.refuse_split(experiment.members, experiment.cluster)
    found = []
    for slices in ((), *((name,) for name in experiment.slices)):
        by = ("arm", *slices)
        totals = clusters.cluster_totals(experiment.members, columns, experiment.cluster, by)
        found.append(moments(totals, [clusters.MEMBERS, *columns], by))
    return tuple(found)


@dataclass(frozen=True)
class _Cut:
    cells: Moments
    name: str | None = None
    value: str | None = None

    def arm(self, name: str) -> Moments:
        return self.cells.where(arm=name)


def _cuts(parts: Sequence[Moments], slices: Sequence[str]) -> Iterator[_Cut]:
    yield _Cut(parts[0].merged("arm"))
    for name in slices:
        part = next((part for part in parts if name in part.by), None)
        if part:
            cells = part.merged("arm", name)
            for value in sorted({key[1] for key in cells.keys}, key=lambda x: (x is None, x or "")):
                yield _Cut(cells.where(**{name: value}).merged("arm"), name, value)


def _comparison(
    experiment: Experiment, metric: Metric, arm: str, cut: _Cut, level: float
) -> Comparison:
    treated, control = cut.arm(arm), cut.arm(experiment.control)
    by_cluster = experiment.cluster is not None
    plain, relative_to = _estimators(metric, by_cluster)
    return Comparison(
        metric,
        arm,
        cut.name,
        cut.value,
        plain=attempted(lambda: plain(treated, control, level)),
        adjusted=_adjusted(experiment, metric, treated, control, level),
        relative=attempted(lambda: relative_to(treated, control, level)),
    )


Estimator = Callable[[Moments, Moments, float], Effect]


def _estimators(metric: Metric, by_cluster: bool) -> tuple[Estimator, Estimator]:
    """The plain and the relative comparison that suit a metric."""
    name, per = metric.name, metric.per
    if by_cluster:
        below = per or clusters.MEMBERS
        return (
            lambda t, c, level: clusters.difference(t, c, name, below, level),
            lambda t, c, level: clusters.lift(t, c, name, below, level),
        )
    if per:
        return (
            lambda t, c, level: ratios.difference(t, c, name, per, level),
            lambda t, c, level: ratios.lift(t, c, name, per, level),
        )
    if metric.kind is Kind.SHARE:
        return (
            lambda t, c, level: proportions.difference(t, c, name, level),
            lambda t, c, level: proportions.lift(t, c, name, level),
        )
    return (
        lambda t, c, level: means.difference(t, c, name, level),
        lambda t, c, level: relative.lift(t, c, name, level),
    )


def _adjusted(
    experiment: Experiment, metric: Metric, treated: Moments, control: Moments, level: float
) -> Outcome | None:
    name, per, by = metric.name, metric.per, experiment.covariates
    if not by:
        return None
    if experiment.cluster:
        below = per or clusters.MEMBERS
        return attempted(
            lambda: clusters.adjusted(treated, control, name, by, per=below, level=level)
        )
    return attempted(lambda: adjusting.adjusted(treated, control, name, by, per=per, level=level))
