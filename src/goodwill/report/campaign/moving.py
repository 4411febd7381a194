"""Whom a campaign moved, as far as it is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from threadpoolctl import threadpool_limits

from goodwill.analytics.benefit.incrementality.earning.spending import (
    CampaignCost,
)
from goodwill.analytics.benefit.incrementality.experiment import Experiment
from goodwill.analytics.benefit.incrementality.judging import Judged
from goodwill.analytics.benefit.incrementality.members.summing import (
    BUYERS,
    MARGIN,
)
from goodwill.analytics.campaigns.uplift.choosing import UpliftChoice, choose_for
from goodwill.analytics.campaigns.uplift.learners import Learner
from goodwill.analytics.errors import AnalyticsError
from goodwill.report.campaign.arms import decisive_metric
from goodwill.report.campaign.trials import Trial

QUICK = (Learner.T_LINEAR, Learner.X_LINEAR)
"""Where many campaigns are measured at once: linear models alone."""


def uplift_of(
    trial: Trial,
    experiment: Experiment,
    judged: Judged,
    cost: CampaignCost | AnalyticsError,
    learners: Sequence[Learner],
) -> UpliftChoice | None:
    """Whom the campaign moves, where something is known of members beforehand."""
    known = (*experiment.covariates, *experiment.slices)
    if judged.withheld is not None or not known:
        return None
    per_contact = None if isinstance(cost, AnalyticsError) else cost.per_contact
    metric, worth = moved_by(experiment, judged)
    with threadpool_limits(1):  # many small sums: threads would only wait for each other
        return choose_for(
            experiment.members,
            metric=metric,
            treated=experiment.treated,
            control=experiment.control,
            covariates=known,
            categories=experiment.slices,
            contact_cost=(per_contact or 0.0) if worth else 0.0,
            margin=worth or 1.0,
            learners=learners,
        )


def moved_by(experiment: Experiment, judged: Judged) -> tuple[str, float | None]:
    """What uplift is learnt of, and what one of it is worth in minor units (None: not known).

    Whether members bought, which varies less than their money, and what a buyer brings.
    """
    names = [metric.name for metric in experiment.metrics]
    if BUYERS not in names:
        return decisive_metric(experiment).name, None
    if MARGIN not in names:
        return BUYERS, None
    buyers, margin = (
        float(judged.whole.mean[:, at] @ judged.whole.n) for at in judged.whole.at(BUYERS, MARGIN)
    )
    return BUYERS, margin / buyers if buyers and margin > 0 else None
