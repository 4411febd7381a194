"""What opportunities, pipelines and stages are made of, told once."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage, Stakeholder
from goodwill.language import Sentence

STATUSES: Mapping[str, Sentence] = {
    Opportunity.Status.OPEN.value: Sentence("Open"),
    Opportunity.Status.WON.value: Sentence("Won"),
    Opportunity.Status.LOST.value: Sentence("Lost"),
}

LOST_REASONS: Mapping[str, Sentence] = {
    "price": Sentence("Price"),
    "competitor": Sentence("Competitor"),
    "no budget": Sentence("No budget"),
    "no decision": Sentence("No decision"),
    "missing product": Sentence("Missing product"),
    "no need": Sentence("No need any more"),
    "no answer": Sentence("No answer any more"),
    "other": Sentence("Something else"),
}

STANCES: Mapping[str, Sentence] = {
    Stakeholder.Stance.FOR.value: Sentence("For it"),
    Stakeholder.Stance.NEUTRAL.value: Sentence("Undecided"),
    Stakeholder.Stance.AGAINST.value: Sentence("Against it"),
    Stakeholder.Stance.UNKNOWN.value: Sentence("Not known"),
}

STAKES: Mapping[str, Sentence] = {
    "decider": Sentence("Decides"),
    "buyer": Sentence("Buys"),
    "user": Sentence("Uses it"),
    "adviser": Sentence("Advises"),
    "sponsor": Sentence("Sponsor"),
    "gatekeeper": Sentence("Lets people in"),
}


def _opportunity(one: Opportunity) -> Words:
    whose = one.customer.name if one.customer else ""
    return Words(one.name, whose, (one.lost_to,) if one.lost_to else ())


OPPORTUNITIES = Kind(
    word="opportunities",
    model=Opportunity,
    one=Sentence("Opportunity"),
    many=Sentence("Opportunities"),
    icon="funnel",
    fields=(
        Field("name", Sentence("Name"), is_required=True, is_indexed=True),
        Field("customer", Sentence("Customer"), Sort.LINK, to="customers", is_indexed=True),
        Field("person", Sentence("Person"), Sort.LINK, to="customers"),
        Field("stage", Sentence("Sales stage"), Sort.LINK, to="stages"),
        Field("pipeline", Sentence("Pipeline"), Sort.LINK, to="pipelines", is_editable=False),
        Field("status", Sentence("Status"), Sort.CHOICE, STATUSES, is_editable=False),
        Field("amount_minor", Sentence("Amount"), Sort.MONEY),
        Field("currency", Sentence("Currency")),
        Field(
            "chance",
            Sentence("Chance in percent"),
            Sort.NUMBER,
            help=Sentence("What you think. Empty: what the stage says."),
        ),
        Field("expected_close_on", Sentence("Expected close"), Sort.DAY, is_indexed=True),
        Field(
            "promised_close_on",
            Sentence("Close as first expected"),
            Sort.DAY,
            is_editable=False,
        ),
        Field("slipped_days", Sentence("Close moved by days"), Sort.NUMBER, is_editable=False),
        Field("next_step", Sentence("Next step")),
        Field("next_step_on", Sentence("Next step on"), Sort.DAY),
        Field("product", Sentence("Product"), Sort.LINK, to="products"),
        Field("competitors", Sentence("Competitors"), Sort.LINKS, to="competitors"),
        Field("source", Sentence("Source")),
        Field("lead", Sentence("Lead"), Sort.LINK, to="leads", is_editable=False),
        Field("region", Sentence("Region")),
        Field("department", Sentence("Department")),
        Field("territory", Sentence("Sales territory")),
        Field("opened_on", Sentence("Opened on"), Sort.DAY),
        Field("closed_on", Sentence("Closed on"), Sort.DAY, is_editable=False),
        Field("stage_since", Sentence("In this stage since"), Sort.MOMENT, is_editable=False),
        Field(
            "lost_reason",
            Sentence("Why lost"),
            Sort.CHOICE,
            LOST_REASONS,
            only_if=("status", (Opportunity.Status.LOST.value,)),
            is_editable=False,
        ),
        Field("lost_to", Sentence("Lost to"), is_editable=False),
        Field("lost_note", Sentence("What happened"), Sort.LONG, is_editable=False),
        Field("notes", Sentence("Notes"), Sort.LONG),
        Field("owner", Sentence("Owner"), Sort.LINK, to="people"),
        Field("team", Sentence("Team"), Sort.LINK, to="teams"),
        Field("created_at", Sentence("Created"), Sort.MOMENT, is_editable=False),
        Field("changed_at", Sentence("Last changed"), Sort.MOMENT, is_editable=False),
    ),
    columns=("name", "customer", "stage", "amount_minor", "expected_close_on", "owner"),
    order="expected_close_on",
    words=_opportunity,
    words_from=("name", "customer__name", "lost_to"),
    page="opportunity",
    teaching=Sentence(
        "What you may sell: to whom, for how much, how far it has come, what comes next."
    ),
    shape="board",
)

PIPELINES = Kind(
    word="pipelines",
    model=Pipeline,
    one=Sentence("Pipeline"),
    many=Sentence("Pipelines"),
    icon="queue-list",
    fields=(
        Field("name", Sentence("Name"), is_required=True, is_editable=False),
        Field("word", Sentence("Short name"), is_editable=False),
        Field("place", Sentence("Place"), Sort.NUMBER, is_editable=False),
        Field("is_usual", Sentence("Comes first"), Sort.YES, is_editable=False),
    ),
    columns=("name",),
    order="place",
)

SORTS: Mapping[str, Sentence] = {
    Stage.Sort.OPEN.value: STATUSES["open"],
    Stage.Sort.WON.value: STATUSES["won"],
    Stage.Sort.LOST.value: STATUSES["lost"],
}

STAGES = Kind(
    word="stages",
    model=Stage,
    one=Sentence("Sales stage"),
    many=Sentence("Sales stages"),
    icon="queue-list",
    fields=(
        Field("name", Sentence("Name"), is_required=True, is_editable=False),
        Field("pipeline", Sentence("Pipeline"), Sort.LINK, to="pipelines", is_editable=False),
        Field("place", Sentence("Place"), Sort.NUMBER, is_editable=False),
        Field("sort", Sentence("Open, won or lost"), Sort.CHOICE, SORTS, is_editable=False),
        Field("chance", Sentence("Usual chance in percent"), Sort.NUMBER, is_editable=False),
        Field("expected_days", Sentence("Expected days"), Sort.NUMBER, is_editable=False),
        Field("criteria", Sentence("What must be true"), is_editable=False),
    ),
    columns=("name", "pipeline", "sort"),
    order="place",
)

KINDS = (OPPORTUNITIES, PIPELINES, STAGES)
