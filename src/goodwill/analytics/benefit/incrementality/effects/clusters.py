"""Where whole households or branches were drawn, they are what is counted, not members.

Members of a household buy alike; counted one by one they would seem to be more evidence
than they are. So each cluster is summed first, the effect is the difference of two ratios
of sums (per member), and its standard error comes from the spread between clusters.

References
----------
Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research,
Arnold; Deng, Knoblich & Lu (2018), doi:10.1145/3219819.3219919: the delta method for means
of members where clusters are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from goodwill.analytics.benefit.incrementality.effects.adjusting import adjusted as cuped
from goodwill.analytics.benefit.incrementality.effects.means import contrast, size
from goodwill.analytics.benefit.incrementality.effects.ratios import ratio
from goodwill.analytics.benefit.incrementality.effects.relative import quotient
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MEMBERS = "members"
"""The column of how many members a cluster has."""

FEWEST_CLUSTERS = 10
"""Of an arm; with fewer, the spread between clusters is too rough to build on."""


def cluster_totals(
    members: Frame, columns: Sequence[str], cluster: str, by: Sequence[str] = ("arm",)
) -> Frame:
    """One row per cluster (and `by`): `members` and the sums of `columns`.

    A member without a cluster is one alone, by `customer_id`.
    """
    own = nw.coalesce(cluster, "customer_id").alias("cluster")
    sums = [nw.col(name).sum() for name in dict.fromkeys(columns)]
    return (
        members.with_columns(own)
        .group_by(*by, "cluster")
        .agg(nw.len().cast(nw.Int64).alias(MEMBERS), *sums)
    )


def split_clusters(members: Frame, cluster: str) -> int:
    """How many clusters have members in more than one arm: they were not drawn as a whole."""
    arms = (
        members.filter(~nw.col(cluster).is_null())
        .group_by(cluster)
        .agg(first=nw.col("arm").min(), last=nw.col("arm").max())
        .filter(nw.col("first") != nw.col("last"))
    )
    return int(arms.select(n=nw.len().cast(nw.Int64)).collect("pyarrow").item())


def refuse_split(members: Frame, cluster: str) -> None:
    """Raise `Undefined` if a cluster has members in more than one arm."""
    split = split_clusters(members, cluster)
    if split:
        raise Undefined(
            Sentence(
                "{n} {cluster} has members in more than one arm: it was not drawn as a whole.",
                "{n} {cluster} have members in more than one arm: they were not drawn as a whole.",
                n=split,
                cluster=cluster,
            )
        )


def difference(
    treated: Moments, control: Moments, column: str, per: str = MEMBERS, level: float = LEVEL
) -> Effect:
    """Mean per member (Σ column ÷ Σ per) of the treated less the control, by clusters.

    `n_treated` and `n_control` of the effect count clusters; t has clusters − 2 degrees of
    freedom.

    Parameters
    ----------
    treated, control
        One cell each of the moments of `cluster_totals`.

    Raises
    ------
    TooFew
        An arm has fewer than ten clusters.
    Undefined
        All clusters of an arm have the same mean.
    """
    refuse_few_clusters(treated, control)
    method = Sentence(
        "Difference of the means per member, with a t interval from the spread between "
        "clusters: {n} cluster drawn, two degrees of freedom less.",
        "Difference of the means per member, with a t interval from the spread between "
        "clusters: {n} clusters drawn, two degrees of freedom less.",
        n=size(treated) + size(control),
    )
    arms = ratio(treated, column, per), ratio(control, column, per)
    return contrast(*arms, method, df=_df(treated, control), level=level)


def adjusted(
    treated: Moments,
    control: Moments,
    column: str,
    covariates: Sequence[str],
    *,
    per: str = MEMBERS,
    level: float = LEVEL,
) -> Effect:
    """As `difference`, adjusted (CUPED) for the clusters' sums of covariates and their size.

    Raises
    ------
    TooFew, Undefined
        As `difference` and `adjusting.adjusted`.
    """
    refuse_few_clusters(treated, control)
    by = [*covariates, MEMBERS]
    return cuped(treated, control, column, by, per=per, df=_df(treated, control), level=level)


def lift(
    treated: Moments, control: Moments, column: str, per: str = MEMBERS, level: float = LEVEL
) -> Effect:
    """By which part of the control's mean per member the treated arm's is above it.

    Raises
    ------
    TooFew, Undefined
        As `difference`; and if the control's mean is not clearly above nought.
    """
    refuse_few_clusters(treated, control)
    method = Sentence(
        "Difference of the means per member ÷ that of the control, with a t interval from "
        "the spread between clusters."
    )
    arms = ratio(treated, column, per), ratio(control, column, per)
    return quotient(*arms, method, df=_df(treated, control), level=level)


def refuse_few_clusters(treated: Moments, control: Moments) -> None:
    """Raise `TooFew` if an arm has fewer than ten clusters."""
    if size(treated) < FEWEST_CLUSTERS:
        raise TooFew(Sentence("clusters of the treated arm"), size(treated), FEWEST_CLUSTERS)
    if size(control) < FEWEST_CLUSTERS:
        raise TooFew(Sentence("clusters of the control arm"), size(control), FEWEST_CLUSTERS)


def _df(treated: Moments, control: Moments) -> float:
    return float(size(treated) + size(control) - 2)
