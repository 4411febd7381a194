"""What the first page of Sales shows of leads."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.sales.cards import Card
from goodwill.crm.sales.leads.handing import claiming
from goodwill.crm.sales.leads.models import Lead, LeadForm
from goodwill.language import Sentence


def _leads(me: User) -> Sentence:
    n = Lead.objects.present().within(me.reach).open().count()
    return Sentence("{n} open lead.", "{n} open leads.", n=n)


def _pools(me: User) -> Sentence | None:
    pools = claiming.pools_of(me).values("pk")
    n = Lead.objects.present().open().filter(pool__in=pools, owner=None).count()
    return Sentence("{n} lead to take.", "{n} leads to take.", n=n) if n else None


def _forms(me: User) -> Sentence | None:
    n = LeadForm.objects.filter(is_open=True).count()
    return Sentence("{n} form takes leads in.", "{n} forms take leads in.", n=n) if n else None


CARDS = (
    Card(
        "leads",
        Sentence("Leads"),
        Sentence("Whoever might buy and is not a customer yet."),
        "inbox-arrow-down",
        "leads",
        "leads.view",
        _leads,
        place=10,
    ),
    Card(
        "lead_card",
        Sentence("Business card"),
        Sentence("A picture of it becomes a lead."),
        "camera",
        "lead_card",
        "leads.create",
        place=12,
    ),
    Card(
        "lead_pools",
        Sentence("Shared pools"),
        Sentence("Leads that nobody owns: whoever takes one looks after it."),
        "hand-raised",
        "lead_pools",
        "leads.view",
        _pools,
        place=14,
    ),
    Card(
        "lead_figures",
        Sentence("How leads do"),
        Sentence("How many become customers, from where, and how soon they are accepted."),
        "presentation-chart-line",
        "lead_figures",
        "leads.view",
        place=16,
    ),
    Card(
        "lead_rules",
        Sentence("Distribution of leads"),
        Sentence("Who gets which leads, and how soon they are to be accepted."),
        "arrows-right-left",
        "lead_rules",
        "sales.manage",
        place=80,
    ),
    Card(
        "lead_scoring",
        Sentence("Points and chances"),
        Sentence("How likely leads are: by your rules, and by what became of earlier ones."),
        "scale",
        "lead_scoring",
        "sales.manage",
        place=82,
    ),
    Card(
        "lead_forms",
        Sentence("Forms for web sites"),
        Sentence("What visitors of your site send becomes a lead."),
        "globe-alt",
        "lead_forms",
        "sales.manage",
        _forms,
        place=84,
    ),
)
