"""What care actions are made of, told once."""

from __future__ import annotations

from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.crm.value.worklists.models import CareAction
from goodwill.language import Sentence

LISTS = {
    CareAction.Worklist.KEEP.value: Sentence("To keep"),
    CareAction.Worklist.LOST.value: Sentence("About to be lost"),
    CareAction.Worklist.NEGATIVE.value: Sentence("Cost more than they bring"),
}
ACTIONS = {
    CareAction.Action.CALL.value: Sentence("Call"),
    CareAction.Action.VISIT.value: Sentence("Visit"),
    CareAction.Action.OFFER.value: Sentence("Make an offer"),
    CareAction.Action.SERVICE.value: Sentence("Solve a problem"),
    CareAction.Action.PRICE.value: Sentence("Talk about prices"),
    CareAction.Action.OTHER.value: Sentence("Something else"),
}
OUTCOMES = {
    CareAction.Outcome.OPEN.value: Sentence("To be done"),
    CareAction.Outcome.STAYS.value: Sentence("Stays"),
    CareAction.Outcome.LEAVES.value: Sentence("Leaves"),
    CareAction.Outcome.NOT_REACHED.value: Sentence("Could not be reached"),
    CareAction.Outcome.NOT_NEEDED.value: Sentence("Was not needed"),
}


def words_of(action: CareAction) -> Words:
    """What search knows a care action by."""
    return Words(action.what or action.customer.name, action.customer.name)


CARE_ACTIONS = Kind(
    word="care_actions",
    model=CareAction,
    one=Sentence("Care action"),
    many=Sentence("Care actions"),
    icon="lifebuoy",
    fields=(
        Field("customer", Sentence("Customer"), Sort.LINK, to="customers", is_required=True),
        Field("worklist", Sentence("From the list"), Sort.CHOICE, LISTS, is_required=True),
        Field("action", Sentence("What to do"), Sort.CHOICE, ACTIONS, is_required=True),
        Field("what", Sentence("What exactly")),
        Field("owner", Sentence("Who does it"), Sort.LINK, to="people"),
        Field("due_on", Sentence("Until"), Sort.DAY, is_indexed=True),
        Field("outcome", Sentence("Outcome"), Sort.CHOICE, OUTCOMES),
        Field("learned", Sentence("What was learned"), Sort.LONG),
        Field("begun_on", Sentence("Begun"), Sort.DAY, is_editable=False, is_indexed=True),
        Field("closed_on", Sentence("Closed"), Sort.DAY, is_editable=False),
        Field("at_risk_minor", Sentence("Was at risk"), Sort.MONEY, is_editable=False),
        Field("bought_minor", Sentence("Bought since"), Sort.MONEY, is_editable=False),
        Field("currency", Sentence("Currency"), is_editable=False),
    ),
    columns=("customer", "worklist", "action", "owner", "due_on", "outcome", "bought_minor"),
    order="due_on",
    words=words_of,
    page="care_action",
    teaching=Sentence(
        "Customers somebody has taken on, to keep them or to win them back: who does what until "
        "when, and what came of it. Take the first from a list."
    ),
)
