"""What customers, their contact points and their relations are made of, told once."""

from __future__ import annotations

from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.models import ContactPoint, Customer, Relation
from goodwill.crm.customers.tongues import TONGUES
from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.language import Sentence

SORTS = {
    Customer.Sort.ORGANISATION.value: Sentence("Organisation"),
    Customer.Sort.PERSON.value: Sentence("Person"),
    Customer.Sort.HOUSEHOLD.value: Sentence("Household"),
    Customer.Sort.GROUP.value: Sentence("Group of companies"),
}

WAYS = {
    ContactPoint.Sort.PHONE.value: Sentence("Phone"),
    ContactPoint.Sort.EMAIL.value: Sentence("E-mail"),
    ContactPoint.Sort.ADDRESS.value: Sentence("Address"),
    ContactPoint.Sort.WECHAT.value: Sentence("WeChat"),
    ContactPoint.Sort.WHATSAPP.value: Sentence("WhatsApp"),
    ContactPoint.Sort.FAX.value: Sentence("Fax"),
    ContactPoint.Sort.WEB.value: Sentence("Web site"),
}

STAGES = {
    "suspect": Sentence("Suspect"),
    "prospect": Sentence("Prospect"),
    "first_time": Sentence("First-time customer"),
    "repeat": Sentence("Repeat customer"),
    "advocate": Sentence("Brand advocate"),
    "lost": Sentence("Lost customer"),
}

PERSON = ("sort", (Customer.Sort.PERSON.value,))
COMPANY = ("sort", (Customer.Sort.ORGANISATION.value, Customer.Sort.GROUP.value))


def words_of(customer: Customer) -> Words:
    """What search knows a customer by."""
    subtitle = " · ".join(filter(None, (customer.number, customer.city)))
    return Words(customer.name, subtitle, (customer.legal_name, customer.number))


CUSTOMERS = Kind(
    word="customers",
    model=Customer,
    one=Sentence("Customer"),
    many=Sentence("Customers"),
    icon="building-office",
    fields=(
        Field("sort", Sentence("Sort"), Sort.CHOICE, SORTS, is_required=True),
        Field("name", Sentence("Name"), is_required=True, is_indexed=True),
        Field("family_name", Sentence("Family name"), only_if=PERSON),
        Field("given_name", Sentence("Given name"), only_if=PERSON),
        Field("legal_name", Sentence("Legal name"), only_if=COMPANY),
        Field("title", Sentence("Title"), only_if=PERSON),
        Field("number", Sentence("Customer number"), is_indexed=True),
        Field(
            "is_customer",
            Sentence("Is a customer"),
            Sort.YES,
            help=Sentence("No for people who only work for a customer."),
        ),
        Field("parent", Sentence("Belongs to"), Sort.LINK, to="customers"),
        Field("category", Sentence("Customer category")),
        Field("segment", Sentence("Segment")),
        Field("stage", Sentence("Loyalty stage"), Sort.CHOICE, STAGES),
        Field("origin", Sentence("Where they came from")),
        Field("country", Sentence("Country"), Sort.COUNTRY),
        Field("region", Sentence("Region")),
        Field("city", Sentence("City")),
        Field("language", Sentence("Language"), Sort.CHOICE, TONGUES),
        Field("credit_rating", Sentence("Credit rating"), is_sensitive=True),
        Field("preferred_channel", Sentence("Preferred channel"), Sort.CHOICE, CHANNELS),
        Field("do_not_contact", Sentence("Do not contact"), Sort.YES),
        Field("born_on", Sentence("Date of birth"), Sort.DAY, is_sensitive=True, only_if=PERSON),
        Field("anniversary_on", Sentence("Anniversary"), Sort.DAY),
        Field("known_on", Sentence("Known since"), Sort.DAY),
        Field("notes", Sentence("Notes"), Sort.LONG),
        Field("tags", Sentence("Tags"), Sort.LINKS, to="tags"),
        Field("owner", Sentence("Owner"), Sort.LINK, to="people"),
        Field("team", Sentence("Team"), Sort.LINK, to="teams"),
        Field("created_at", Sentence("Created"), Sort.MOMENT, is_editable=False),
        Field(
            "changed_at", Sentence("Last changed"), Sort.MOMENT, is_editable=False, is_indexed=True
        ),
    ),
    columns=("name", "stage", "city", "segment", "owner", "changed_at"),
    order="name",
    words=words_of,
    words_from=("name", "number", "city", "legal_name"),
    page="customer",
    teaching=Sentence(
        "Everyone you do business with, or would like to: organisations, people, households. "
        "Add the first, or bring in a table."
    ),
)

CONTACT_POINTS = Kind(
    word="contact_points",
    model=ContactPoint,
    one=Sentence("Contact point"),
    many=Sentence("Contact points"),
    icon="phone",
    fields=(
        Field("customer", Sentence("Customer"), Sort.LINK, to="customers", is_required=True),
        Field("sort", Sentence("Sort"), Sort.CHOICE, WAYS, is_required=True),
        Field("given", Sentence("As given"), is_required=True),
        Field("value", Sentence("Checked form"), is_editable=False, is_indexed=True),
        Field("label", Sentence("Label")),
        Field("country", Sentence("Country"), Sort.COUNTRY),
        Field("region", Sentence("Region")),
        Field("is_primary", Sentence("First choice"), Sort.YES),
        Field("verified_at", Sentence("Verified"), Sort.MOMENT, is_editable=False),
        Field("invalid_since", Sentence("Invalid since"), Sort.MOMENT, is_editable=False),
        Field("invalid_because", Sentence("Why it is invalid"), is_editable=False),
    ),
    columns=("customer", "sort", "given", "label", "is_primary", "verified_at"),
    order="value",
    teaching=Sentence("Phone numbers, addresses and accounts by which customers are reached."),
)

RELATIONS = Kind(
    word="relations",
    model=Relation,
    one=Sentence("Relation"),
    many=Sentence("Relations"),
    icon="link",
    fields=(
        Field("customer", Sentence("Customer"), Sort.LINK, to="customers", is_required=True),
        Field("person", Sentence("Person"), Sort.LINK, to="customers", is_required=True),
        Field("role", Sentence("Role"), is_required=True),
        Field("since", Sentence("Since"), Sort.DAY),
        Field("until", Sentence("Until"), Sort.DAY),
        Field("is_main", Sentence("Main contact"), Sort.YES),
    ),
    columns=("customer", "person", "role", "since", "until", "is_main"),
    order="-since",
    teaching=Sentence("Who works where, belongs to which household, decides or advises."),
)
