"""What segments are made of, told once."""

from __future__ import annotations

from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.crm.value.segmenting.models import Segment
from goodwill.language import Sentence

AUDIENCES = {
    Segment.Audience.ME.value: Sentence("Only me"),
    Segment.Audience.TEAM.value: Sentence("My team"),
    Segment.Audience.ALL.value: Sentence("Everybody"),
}


def words_of(segment: Segment) -> Words:
    """What search knows a segment by."""
    return Words(segment.name, segment.purpose)


SEGMENTS = Kind(
    word="segments",
    model=Segment,
    one=Sentence("Customer segment"),
    many=Sentence("Customer segments"),
    icon="user-group",
    fields=(
        Field("name", Sentence("Name"), is_required=True, is_indexed=True),
        Field("purpose", Sentence("What it is for")),
        Field("audience", Sentence("Who sees it"), Sort.CHOICE, AUDIENCES),
        Field("is_static", Sentence("Stays as it is"), Sort.YES, is_editable=False),
        Field("size", Sentence("Members"), Sort.NUMBER, is_editable=False),
        Field("counted_at", Sentence("Counted"), Sort.MOMENT, is_editable=False),
        Field("owner", Sentence("Owner"), Sort.LINK, to="people"),
        Field("team", Sentence("Team"), Sort.LINK, to="teams"),
        Field("changed_at", Sentence("Last changed"), Sort.MOMENT, is_editable=False),
    ),
    columns=("name", "purpose", "size", "audience", "owner", "changed_at"),
    order="name",
    words=words_of,
    page="segment",
    teaching=Sentence(
        "Customers who have something in common: who they are, what they buy, what they are "
        "worth. Say what they have in common, and see at once how many there are."
    ),
)
