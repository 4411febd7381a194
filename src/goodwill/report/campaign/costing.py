"""What a campaign cost, and what of it was spent in vain."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import narwhals as nw

from goodwill.analytics.benefit.incrementality.believing.multiplicity import widened
from goodwill.analytics.benefit.incrementality.earning.spending import (
    NO_COST,
    CampaignCost,
    costs_of,
)
from goodwill.analytics.benefit.incrementality.earning.waste import Waste, contacts_made, waste
from goodwill.analytics.benefit.incrementality.effects.comparing import Outcome
from goodwill.analytics.benefit.incrementality.experiment import Experiment
from goodwill.analytics.benefit.incrementality.judging import Judged, best
from goodwill.analytics.benefit.incrementality.members.findings import Finding
from goodwill.analytics.benefit.incrementality.members.summing import (
    MARGIN,
)
from goodwill.analytics.errors import AnalyticsError, Undefined
from goodwill.analytics.figure import NO_CURRENCY
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.campaign.preparing import Ready
from goodwill.report.campaign.results import (
    running,
)
from goodwill.report.campaign.slicing import VALUE_BEFORE
from goodwill.report.campaign.trials import Trial


def cost_of(ready: Ready, trial: Trial, experiment: Experiment) -> CampaignCost:
    """Entries of the costs' file; the price of a contact besides if it was said for this run.

    What a plan or the campaigns' file says of it only stands in for entries: where there are
    any, they are what was really spent, contacts included.
    """
    price = trial.campaign.contact_cost_minor
    told = partial(
        costs_of,
        ready.costs,
        ready.membership.of(trial.identity),
        control=experiment.control,
        treated=experiment.treated,
        campaign_id=trial.campaign.id,
        is_only=len(ready.trials) == 1,
        currency=None if ready.currency == NO_CURRENCY else ready.currency,
    )
    if trial.campaign.is_told or price is None:
        return told(contact_cost=price)
    entered = told(contact_cost=None)
    if not entered.is_known:
        return told(contact_cost=price)
    return replace(entered, findings=(*entered.findings, _entries_win()))


def cost_reason(ready: Ready, cost: CampaignCost | AnalyticsError) -> Sentence:
    """Why the cost is not known, where it is not."""
    if isinstance(cost, AnalyticsError):
        return cost.sentence
    if ready.costs is None:
        return NO_COST
    return Sentence(
        "No entry of the costs' file is of this campaign, so what it returned on its cost cannot "
        "be told. Call the campaign the same in the costs' file and in the members' file."
    )


def _entries_win() -> Finding:
    sentence = Sentence(
        "What the campaign cost is taken from the costs' file alone. The price of a contact is "
        "not added, as the entries should hold the contacts already; if they do not, give it "
        "with --contact-cost."
    )
    return Finding("entries_win", 1, sentence)


def waste_of(
    ready: Ready, trial: Trial, judged: Judged, cost: CampaignCost | AnalyticsError
) -> Waste | None:
    """By what members were worth before, with intervals of effects on margin."""
    if isinstance(cost, AnalyticsError) or judged.withheld is not None or not cost.per_contact:
        return None
    if not any(arm.contacted for arm in ready.membership.arms):
        raise Undefined(
            Sentence(
                "The members' file does not say who was contacted and when: contacts in vain "
                "cannot be counted."
            )
        )
    rows = ready.warehouse.scan(ready.inputs.reads["campaign_members"].table)
    if trial.identity:
        rows = rows.filter(nw.col("campaign_id") == trial.identity)
    control, effects = judged.experiment.control, _by_value(trial, judged)
    if effects is None:
        return waste(contacts_made(rows, control=control), cost.per_contact)
    known = judged.experiment.members.select("customer_id", VALUE_BEFORE)
    rows = rows.join(known, on="customer_id", how="left")
    made = contacts_made(rows, control=control, by=VALUE_BEFORE)
    return waste(made, cost.per_contact, effects)


def _by_value(trial: Trial, judged: Judged) -> dict[str | None, Outcome] | None:
    """Margin by what members were worth before; only of one arm that may be believed."""
    experiment = judged.experiment
    names = {metric.name for metric in experiment.metrics}
    is_cut = VALUE_BEFORE in experiment.slices and MARGIN in names
    if not is_cut or len(experiment.treated) > 1 or judged.doubt or running(trial):
        return None
    found = judged.by(VALUE_BEFORE, experiment.treated[0], MARGIN)
    effects = {each.slice_value: best(each) for each in found}
    told = sum(isinstance(effect, Effect) for effect in effects.values())
    if not told:
        return None
    return {
        value: widened(effect, told) if isinstance(effect, Effect) else effect
        for value, effect in effects.items()
    }
