"""What a planned visit is made of, told once."""

from __future__ import annotations

from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.sales.visits.models import Visit
from goodwill.language import Sentence

STATES = {
    Visit.Status.PLANNED.value: Sentence("Planned"),
    Visit.Status.MADE.value: Sentence("Made"),
    Visit.Status.DROPPED.value: Sentence("Dropped"),
}

VISITS = Kind(
    word="visits",
    model=Visit,
    one=Sentence("Planned visit"),
    many=Sentence("Visits"),
    icon="map-pin",
    fields=(
        Field(
            "customer",
            Sentence("Customer"),
            Sort.LINK,
            to="customers",
            is_required=True,
            is_indexed=True,
        ),
        Field("planned_on", Sentence("Day"), Sort.DAY, is_required=True, is_indexed=True),
        Field("purpose", Sentence("What for")),
        Field("person", Sentence("With"), Sort.LINK, to="customers"),
        Field("owner", Sentence("Who"), Sort.LINK, to="people"),
        Field("status", Sentence("Status"), Sort.CHOICE, STATES, is_editable=False),
        Field("dropped_because", Sentence("Dropped because"), is_editable=False),
    ),
    columns=("planned_on", "customer", "purpose", "owner", "status"),
    order="-planned_on",
    page="visit",
    teaching=Sentence(
        "Whom you see on which day. Put together a round on the page of your visits."
    ),
)
