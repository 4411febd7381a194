"""What a lead is made of, told once."""

from __future__ import annotations

from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.tongues import TONGUES
from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.crm.sales.leads.models import Lead
from goodwill.language import Sentence

STATES = {
    Lead.Status.NEW.value: Sentence("New lead"),
    Lead.Status.WORKING.value: Sentence("Being worked on"),
    Lead.Status.QUALIFIED.value: Sentence("Qualified"),
    Lead.Status.CONVERTED.value: Sentence("Converted"),
    Lead.Status.DISQUALIFIED.value: Sentence("Disqualified"),
}

SOURCES = {
    "web form": Sentence("Web form"),
    "trade fair": Sentence("Trade fair"),
    "recommendation": Sentence("Recommendation"),
    "cold call": Sentence("Cold call"),
    "advertisement": Sentence("Advertisement"),
    "business card": Sentence("Business card"),
    "import": Sentence("Bought or imported list"),
    "other": Sentence("Other source"),
}

REASONS = {
    "not reachable": Sentence("Cannot be reached"),
    "no need": Sentence("Has no need"),
    "no budget": Sentence("Has no budget"),
    "competitor": Sentence("Bought from a competitor"),
    "price": Sentence("Finds it too dear"),
    "wrong fit": Sentence("Does not fit what we sell"),
    "duplicate": Sentence("Is there already"),
    "spam": Sentence("Is not meant seriously"),
    "other": Sentence("For another reason"),
}


def words_of(lead: Lead) -> Words:
    """What search knows a lead by."""
    subtitle = " · ".join(filter(None, (lead.person_name, lead.city)))
    others = (lead.company, lead.person_name, lead.email, lead.phone)
    return Words(lead.name, subtitle, others)


LEADS = Kind(
    word="leads",
    model=Lead,
    one=Sentence("Lead"),
    many=Sentence("Leads"),
    icon="inbox-arrow-down",
    fields=(
        Field("name", Sentence("Name"), is_required=True, is_indexed=True),
        Field("company", Sentence("Company")),
        Field("person_name", Sentence("Contact person")),
        Field("title", Sentence("Title")),
        Field("email", Sentence("E-mail"), Sort.EMAIL),
        Field("phone", Sentence("Phone"), Sort.PHONE),
        Field("web", Sentence("Web site"), Sort.WEB),
        Field("country", Sentence("Country"), Sort.COUNTRY),
        Field("region", Sentence("Region")),
        Field("city", Sentence("City")),
        Field("language", Sentence("Language"), Sort.CHOICE, TONGUES),
        Field("category", Sentence("Customer category")),
        Field("employees", Sentence("Employees"), Sort.NUMBER),
        Field("source", Sentence("Source"), Sort.CHOICE, SOURCES),
        Field("campaign", Sentence("Campaign")),
        Field("channel", Sentence("Channel"), Sort.CHOICE, CHANNELS),
        Field("interest", Sentence("Interested in")),
        Field("message", Sentence("Message"), Sort.LONG),
        Field("received_at", Sentence("Received"), Sort.MOMENT, is_indexed=True),
        Field("status", Sentence("Status"), Sort.CHOICE, STATES),
        Field(
            "disqualified_because",
            Sentence("Given up because"),
            Sort.CHOICE,
            REASONS,
            only_if=("status", (Lead.Status.DISQUALIFIED.value,)),
        ),
        Field("score", Sentence("Points"), Sort.NUMBER, is_editable=False, is_indexed=True),
        Field("percent", Sentence("Chance (%)"), Sort.NUMBER, is_editable=False, is_indexed=True),
        Field("may_contact", Sentence("Agreed to be contacted"), Sort.YES),
        Field("accept_by", Sentence("To be accepted by"), Sort.MOMENT, is_editable=False),
        Field("accepted_at", Sentence("Accepted"), Sort.MOMENT, is_editable=False),
        Field("touched_at", Sentence("Last worked on"), Sort.MOMENT, is_editable=False),
        Field("qualified_on", Sentence("Qualified on"), Sort.DAY, is_editable=False),
        Field("converted_at", Sentence("Converted at"), Sort.MOMENT, is_editable=False),
        Field("customer", Sentence("Customer"), Sort.LINK, to="customers", is_editable=False),
        Field("duplicate_of", Sentence("Repeats"), Sort.LINK, to="leads"),
        Field("owner", Sentence("Owner"), Sort.LINK, to="people"),
        Field("team", Sentence("Team"), Sort.LINK, to="teams"),
        Field("created_at", Sentence("Created"), Sort.MOMENT, is_editable=False),
        Field("changed_at", Sentence("Last changed"), Sort.MOMENT, is_editable=False),
    ),
    columns=("name", "status", "percent", "score", "source", "city", "owner", "received_at"),
    order="-received_at",
    words=words_of,
    words_from=("name", "person_name", "city", "company", "email", "phone"),
    page="lead",
    teaching=Sentence(
        "Whoever might buy and is not a customer yet: from a form on your web site, a business "
        "card, a fair, a list."
    ),
)
