"""A kind to list: customers with a field of every sort, own fields among them."""

from __future__ import annotations

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.language import Sentence

OWN = (
    Field("custom.floor", Sentence("Floor"), Sort.NUMBER),
    Field("custom.machine", Sentence("Machine"), Sort.TEXT),
    Field("custom.served", Sentence("Served"), Sort.YES),
    Field("custom.serviced_on", Sentence("Serviced on"), Sort.DAY),
)

STAGES = {
    "new": Sentence("New customer"),
    "repeat": Sentence("Repeat buyer"),
    "gone": Sentence("Gone"),
}

CUSTOMERS = Kind(
    word="customers",
    model=Customer,
    one=Sentence("customer"),
    many=Sentence("Customers"),
    icon="building-office",
    fields=(
        Field("name", Sentence("Name"), is_indexed=True, is_required=True),
        Field("number", Sentence("Number"), is_indexed=True),
        Field("city", Sentence("City")),
        Field("stage", Sentence("Stage"), Sort.CHOICE, choices=STAGES),
        Field("country", Sentence("Country"), Sort.COUNTRY),
        Field("owner", Sentence("Owner"), Sort.LINK, to="people"),
        Field("team", Sentence("Team"), Sort.LINK, to="teams"),
        Field("parent", Sentence("Part of"), Sort.LINK, to="customers"),
        Field("tags", Sentence("Tags"), Sort.LINKS),
        Field("born_on", Sentence("Born on"), Sort.DAY),
        Field("do_not_contact", Sentence("Do not contact"), Sort.YES),
        Field("changed_at", Sentence("Last change"), Sort.MOMENT, is_indexed=True),
        Field("credit_rating", Sentence("Credit rating")),
        Field("notes", Sentence("Notes"), Sort.LONG),
    ),
    columns=("name", "city", "stage", "owner"),
    order="name_key",
    teaching=Sentence("Whom the company does business with."),
)


def customer(name: str, **facts: object) -> Customer:
    """A customer without history: lists read, they do not write."""
    return Customer(name=name, name_key=name.casefold(), **facts)


def put(*made: Customer) -> list[Customer]:
    return Customer.objects.bulk_create(made)
