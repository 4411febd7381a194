"""What account plans are made of, told once."""

from __future__ import annotations

from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.crm.value.key_customers.models import AccountPlan, Stakeholder
from goodwill.language import Sentence

STATES = {
    AccountPlan.Status.ACTIVE.value: Sentence("Followed"),
    AccountPlan.Status.PAUSED.value: Sentence("Paused"),
    AccountPlan.Status.ENDED.value: Sentence("Ended"),
}
ROLES = {
    Stakeholder.Role.DECIDES.value: Sentence("Decides"),
    Stakeholder.Role.BUYS.value: Sentence("Buys"),
    Stakeholder.Role.USES.value: Sentence("Uses it"),
    Stakeholder.Role.ADVISES.value: Sentence("Advises"),
    Stakeholder.Role.BLOCKS.value: Sentence("Can prevent it"),
}
STANCES = {
    Stakeholder.Stance.FOR_US.value: Sentence("For us"),
    Stakeholder.Stance.NEUTRAL.value: Sentence("Neutral"),
    Stakeholder.Stance.AGAINST.value: Sentence("Against us"),
}


def words_of(plan: AccountPlan) -> Words:
    """What search knows a plan by."""
    return Words(plan.name, plan.customer.name)


ACCOUNT_PLANS = Kind(
    word="account_plans",
    model=AccountPlan,
    one=Sentence("Account plan"),
    many=Sentence("Account plans"),
    icon="map",
    fields=(
        Field("name", Sentence("Name"), is_required=True),
        Field("customer", Sentence("Customer"), Sort.LINK, to="customers", is_required=True),
        Field("status", Sentence("State"), Sort.CHOICE, STATES),
        Field("ambition", Sentence("What we want to reach together"), Sort.LONG),
        Field("offer", Sentence("What they get that others do not"), Sort.LONG),
        Field("risks", Sentence("What could go wrong"), Sort.LONG),
        Field("review_on", Sentence("Next review"), Sort.DAY, is_indexed=True),
        Field("reviewed_on", Sentence("Last review"), Sort.DAY, is_editable=False),
        Field("owner", Sentence("Key account manager"), Sort.LINK, to="people"),
        Field("team", Sentence("Team"), Sort.LINK, to="teams"),
        Field("created_at", Sentence("Created"), Sort.MOMENT, is_editable=False),
    ),
    columns=("name", "customer", "status", "owner", "review_on", "reviewed_on"),
    order="review_on",
    words=words_of,
    page="account_plan",
    teaching=Sentence(
        "For the customers the company depends on: what is wanted, who decides there, the steps, "
        "and when it is looked at again."
    ),
)
