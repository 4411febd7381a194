"""What an entry of the timeline is made of, told once."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.models import Activity
from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.language import Sentence

SORTS: Mapping[str, Sentence] = {
    "note": Sentence("Note"),
    "call": Sentence("Call"),
    "meeting": Sentence("Meeting"),
    "visit": Sentence("Visit"),
    "email": Sentence("E-mail"),
    "message": Sentence("Message"),
    "task": Sentence("Task"),
    "order": Sentence("Order"),
    "return": Sentence("Goods return"),
    "contract": Sentence("Contract"),
    "case": Sentence("Case"),
    "campaign": Sentence("Campaign"),
    "system": Sentence("System"),
}

ICONS: Mapping[str, str] = {
    "note": "pencil-square",
    "call": "phone",
    "meeting": "users",
    "visit": "map-pin",
    "email": "envelope",
    "message": "chat-bubble-left-right",
    "task": "check-circle",
    "order": "shopping-bag",
    "return": "arrow-uturn-left",
    "contract": "document-check",
    "case": "lifebuoy",
    "campaign": "megaphone",
    "system": "cog-6-tooth",
}

LOGGED = ("note", "call", "visit", "meeting", "message", "email", "task")
"""What people log by hand, the most frequent first."""

REACTIONS: Mapping[str, Sentence] = {
    "good": Sentence("Pleased"),
    "neutral": Sentence("Neutral"),
    "bad": Sentence("Displeased"),
}

REACTION_ICONS: Mapping[str, str] = {
    "good": "face-smile",
    "neutral": "minus-circle",
    "bad": "face-frown",
}


def words_of(activity: Activity) -> Words:
    """What search knows an entry by; who may not see it does not find it either."""
    return Words(activity.subject, others=(activity.body,))


ACTIVITIES = Kind(
    word="activities",
    model=Activity,
    one=Sentence("Timeline entry"),
    many=Sentence("Timeline entries"),
    icon="clock",
    fields=(
        Field("sort", Sentence("Sort"), Sort.CHOICE, SORTS, is_required=True),
        Field("subject", Sentence("Subject"), is_required=True),
        Field("body", Sentence("Text"), Sort.LONG),
        Field("customer", Sentence("Customer"), Sort.LINK, to="customers", is_required=True),
        Field("person", Sentence("With"), Sort.LINK, to="customers"),
        Field("happened_at", Sentence("When"), Sort.MOMENT, is_indexed=True),
        Field("minutes", Sentence("Time spent"), Sort.MINUTES),
        Field("channel", Sentence("Channel"), Sort.CHOICE, CHANNELS),
        Field("is_inbound", Sentence("From the customer"), Sort.YES),
        Field("department", Sentence("Department")),
        Field("reaction", Sentence("Reaction of the customer"), Sort.CHOICE, REACTIONS),
        Field("owner", Sentence("Who"), Sort.LINK, to="people"),
        Field("is_private", Sentence("Private"), Sort.YES),
        Field("due_at", Sentence("Due"), Sort.MOMENT),
        Field("remind_at", Sentence("Reminder"), Sort.MOMENT),
        Field("done_at", Sentence("Done"), Sort.MOMENT),
    ),
    columns=("subject", "sort", "happened_at", "customer", "owner", "reaction", "minutes"),
    order="-happened_at",
    words=words_of,
    words_from=("subject", "body"),
    page="activity",
    new="log",
    teaching=Sentence(
        "Every call, visit and message with a customer stands here, whoever it was. "
        "Log the first one with the + button."
    ),
)
