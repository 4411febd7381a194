"""What a target is made of, told once."""

from __future__ import annotations

from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.sales.targets.models import Target
from goodwill.language import Sentence

LEVELS = {
    Target.Level.PERSON.value: Sentence("One person"),
    Target.Level.TEAM.value: Sentence("A team"),
    Target.Level.COMPANY.value: Sentence("The whole company"),
}
MEASURES = {
    Target.Measure.ORDERS.value: Sentence("Orders, returns taken off"),
    Target.Measure.WON.value: Sentence("Opportunities won"),
}

TARGETS = Kind(
    word="targets",
    model=Target,
    one=Sentence("Target"),
    many=Sentence("Targets"),
    icon="flag",
    fields=(
        Field("level", Sentence("Whose"), Sort.CHOICE, LEVELS, is_required=True),
        Field("owner", Sentence("Person"), Sort.LINK, to="people"),
        Field("team", Sentence("Team"), Sort.LINK, to="teams"),
        Field("measure", Sentence("What counts"), Sort.CHOICE, MEASURES, is_required=True),
        Field("product", Sentence("Product"), Sort.LINK, to="products"),
        Field(
            "period_on",
            Sentence("Month"),
            Sort.DAY,
            is_required=True,
            is_indexed=True,
            help=Sentence("Any day of the month."),
        ),
        Field("amount_minor", Sentence("To be sold"), Sort.MONEY, is_required=True),
        Field("currency", Sentence("Currency"), is_required=True),
    ),
    columns=("level", "owner", "team", "measure", "product", "period_on", "amount_minor"),
    order="-period_on",
    teaching=Sentence(
        "What each person, each team and the company is to sell, month by month. The grid is the "
        "quickest way to enter them; a table can be imported, too."
    ),
)
