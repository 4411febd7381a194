"""What a territory is made of, told once."""

from __future__ import annotations

from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.crm.sales.territories.models import Territory
from goodwill.language import Sentence


def words_of(territory: Territory) -> Words:
    """What search knows a territory by."""
    return Words(territory.name)


TERRITORIES = Kind(
    word="territories",
    model=Territory,
    one=Sentence("Territory"),
    many=Sentence("Territories"),
    icon="map",
    fields=(
        Field("name", Sentence("Name"), is_required=True, is_editable=False),
        Field("place", Sentence("Order of asking"), Sort.NUMBER, is_editable=False),
        Field("is_active", Sentence("Decides"), Sort.YES, is_editable=False),
        Field("owner", Sentence("Person"), Sort.LINK, to="people", is_editable=False),
        Field("team", Sentence("Team"), Sort.LINK, to="teams", is_editable=False),
    ),
    columns=("name", "place", "owner", "team", "is_active"),
    order="place",
    words=words_of,
    page="territory",
    teaching=Sentence(
        "Rules that say who looks after whom: by country, region, city, category … New leads go "
        "to the person or team that the first fitting rule names."
    ),
)
