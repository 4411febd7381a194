"""One experiment from its members to what may be believed of it: checks first, effects then.

The order is that of doubt. Are the arms as large as planned? Were they alike beforehand?
Are there enough buyers for an interval on money? What then stands is compared, and the
p-values of everything asked at once are adjusted for having been asked at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goodwill.analytics.benefit.incrementality.believing.amounts import (
    Parts,
    needs_parts,
    parts_of,
    trusted,
    trusted_p,
)
from goodwill.analytics.benefit.incrementality.believing.counting import counts_by_slice, counts_of
from goodwill.analytics.benefit.incrementality.believing.imbalance import Imbalance, imbalance
from goodwill.analytics.benefit.incrementality.believing.multiplicity import (
    benjamini_hochberg,
    holm,
)
from goodwill.analytics.benefit.incrementality.believing.ratiocheck import (
    RatioCheck,
    SliceRatio,
    ratio_by_slice,
    ratio_check,
)
from goodwill.analytics.benefit.incrementality.believing.slicebalance import (
    SliceBalance,
    slice_balance,
)
from goodwill.analytics.benefit.incrementality.effects.comparing import (
    Comparison,
    Outcome,
    compared,
    moments_of,
    passes,
)
from goodwill.analytics.benefit.incrementality.experiment import Experiment
from goodwill.analytics.errors import AnalyticsError, attempted
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments
from goodwill.language import Sentence

Asked = tuple[str, str]
"""A treated arm and a metric's name."""


@dataclass(frozen=True)
class Judged:
    """All that one experiment says.

    Parameters
    ----------
    cells
        Moments by arm and slices, as `moments_of` gives them.
    ratio
        The gate: whether the arms have the shares planned.
    lost
        Where members went missing, slice by slice, if the ratio is broken.
    balance
        Whether what was known before is alike; None without covariates.
    mixes
        Whether every slice is spread over the arms alike.
    comparisons
        Arm × metric, for all members and then by slice. An amount of money is told only if
        there are buyers enough.
    p
        (arm, metric) → the p-value to be trusted for all members, before adjustment.
    adjusted_p
        The same adjusted: Holm for primary metrics and variants together, each other
        metric on its own.
    slice_p
        Place in `comparisons` → p-value among the slices of one cut, arm and metric
        (Benjamini–Hochberg).
    """

    experiment: Experiment
    cells: tuple[Moments, ...]
    ratio: RatioCheck | AnalyticsError
    lost: tuple[tuple[str, tuple[SliceRatio, ...]], ...]
    balance: Imbalance | AnalyticsError | None
    mixes: tuple[SliceBalance, ...]
    comparisons: tuple[Comparison, ...]
    p: Mapping[Asked, float]
    adjusted_p: Mapping[Asked, float]
    slice_p: Mapping[int, float]

    @property
    def withheld(self) -> Sentence | None:
        """Why no effect may be shown, if a gate failed."""
        if isinstance(self.ratio, RatioCheck) and self.ratio.is_broken:
            return self.ratio.sentence
        return None

    @property
    def doubt(self) -> Sentence | None:
        """Why effects are shown with a warning, and are no longer those of a random draw."""
        if isinstance(self.balance, Imbalance) and self.balance.is_alarm:
            return self.balance.sentence
        return next((mix.sentence for mix in self.mixes if mix.is_alarm), None)

    @property
    def whole(self) -> Moments:
        """One cell per arm."""
        return self.cells[0].merged("arm")

    def overall(self, arm: str, metric: str) -> Comparison:
        return next(
            each
            for each in self.comparisons
            if each.slice_name is None and each.arm == arm and each.metric.name == metric
        )

    def by(self, slice_name: str, arm: str, metric: str) -> list[Comparison]:
        """The comparisons of one cut, in the order of its values."""
        return [
            each
            for each in self.comparisons
            if (each.slice_name, each.arm, each.metric.name) == (slice_name, arm, metric)
        ]

    def best(self, arm: str, metric: str) -> Outcome:
        """The effect that money is counted with; see `best`."""
        return best(self.overall(arm, metric))


def best(comparison: Comparison) -> Outcome:
    """The adjusted effect wherever there is one, else the plain one.

    That is decided by what was known before the campaign, never by which of the two looks
    better.
    """
    adjusted = comparison.adjusted
    return adjusted if isinstance(adjusted, Effect) else comparison.plain


def judge(experiment: Experiment, *, level: float = LEVEL, days: int | None = None) -> Judged:
    """Check an experiment, compare its arms, and adjust for all that is asked at once.

    Parameters
    ----------
    level
        Of the intervals.
    days
        How long members have been watched: refusals then say how much longer it takes.

    Raises
    ------
    Undefined
        There are no members, or a metric or covariate is empty for one.
    """
    cells = moments_of(experiment)
    ratio = attempted(lambda: ratio_check(_counts(experiment, cells), experiment.shares))
    parts = _parts(experiment, cells[0].merged())
    comparisons = tuple(
        trusted(each, parts[each.metric.name], control=experiment.control, days=days)
        if each.metric.name in parts
        else each
        for each in compared(cells, experiment, level)
    )
    p = _trusted(comparisons, experiment, cells[0].merged("arm"), parts)
    return Judged(
        experiment=experiment,
        cells=cells,
        ratio=ratio,
        lost=_lost(experiment, cells, ratio),
        balance=_balance(experiment, cells),
        mixes=_mixes(experiment, cells),
        comparisons=comparisons,
        p=p,
        adjusted_p=_adjusted(experiment, p),
        slice_p=_slice_p(comparisons),
    )


def _counts(experiment: Experiment, cells: Sequence[Moments]) -> dict[str, int]:
    """What was drawn, by arm: members, or clusters; an arm that nobody is in counts as 0."""
    found = counts_of(cells[0])
    return {arm: found.get(arm, 0) for arm in experiment.arms}


def _parts(experiment: Experiment, everybody: Moments) -> dict[str, Parts]:
    """Metric → what is known of its amounts; of clusters, sums are even enough by themselves."""
    if experiment.cluster:
        return {}
    crossed = passes(experiment)
    return {
        metric.name: parts_of(
            experiment, metric, crossed, float(everybody.mean[0, everybody.at(metric.name)[0]])
        )
        for metric in experiment.metrics
        if needs_parts(metric)
    }


def _trusted(
    comparisons: Sequence[Comparison],
    experiment: Experiment,
    whole: Moments,
    parts: Mapping[str, Parts],
) -> dict[Asked, float]:
    """The p-value of every arm and metric for all members."""
    found: dict[Asked, float] = {}
    for each in comparisons:
        if each.slice_name is not None:
            continue
        p: float | None = None
        if each.metric.name in parts:
            arms = whole.where(arm=each.arm), whole.where(arm=experiment.control)
            p = trusted_p(
                each,
                parts[each.metric.name],
                arms,
                control=experiment.control,
                covariates=experiment.covariates,
            )
        elif isinstance(effect := best(each), Effect):
            p = effect.p
        if p is not None:
            found[each.arm, each.metric.name] = p
    return found


def _lost(
    experiment: Experiment, cells: Sequence[Moments], ratio: RatioCheck | AnalyticsError
) -> tuple[tuple[str, tuple[SliceRatio, ...]], ...]:
    if not isinstance(ratio, RatioCheck) or not ratio.is_broken:
        return ()
    return tuple(
        (name, ratio_by_slice(counts_by_slice(part, name), experiment.shares))
        for part in cells
        for name in part.by[1:]
    )


def _balance(experiment: Experiment, cells: Sequence[Moments]) -> Imbalance | AnalyticsError | None:
    if not experiment.covariates:
        return None
    whole = cells[0].merged("arm")
    return attempted(lambda: imbalance(whole, experiment.control, experiment.covariates))


def _mixes(experiment: Experiment, cells: Sequence[Moments]) -> tuple[SliceBalance, ...]:
    """Only where members were drawn one by one: whole households may differ by chance alone."""
    if experiment.cluster:
        return ()
    tried = (
        attempted(lambda name=name, part=part: slice_balance(name, counts_by_slice(part, name)))  # type: ignore[misc]
        for part in cells
        for name in part.by[1:]
    )
    return tuple(found for found in tried if isinstance(found, SliceBalance))


def _adjusted(experiment: Experiment, p: Mapping[Asked, float]) -> dict[Asked, float]:
    primary = {metric.name for metric in experiment.metrics if metric.primary}
    families = [[key for key in p if key[1] in primary]]
    families += [
        [key for key in p if key[1] == metric.name]
        for metric in experiment.metrics
        if not metric.primary
    ]
    return {
        key: float(value)
        for family in families
        for key, value in zip(family, holm([p[key] for key in family]), strict=True)
    }


def _slice_p(comparisons: Sequence[Comparison]) -> dict[int, float]:
    families: dict[tuple[str, str, str], list[int]] = {}
    for place, each in enumerate(comparisons):
        if each.slice_name is not None and isinstance(best(each), Effect):
            key = (each.slice_name, each.arm, each.metric.name)
            families.setdefault(key, []).append(place)
    adjusted: dict[int, float] = {}
    for places in families.values():
        p = [_p_of(comparisons[place]) for place in places]
        adjusted |= dict(zip(places, map(float, benjamini_hochberg(p)), strict=True))
    return adjusted


def _p_of(comparison: Comparison) -> float:
    effect = best(comparison)
    assert isinstance(effect, Effect)
    return effect.p
