"""Leads as analytics read them."""

from __future__ import annotations

from goodwill.crm.exchange.refreshing.star import Column, Drawn, Rows, Sort
from goodwill.crm.sales.leads.models import Lead
from goodwill.language import Sentence

STATUSES = {Lead.Status.WORKING.value: Lead.Status.NEW.value}
"""Analytics ask whether somebody found it worth pursuing, not whether they are at it."""


def leads() -> Rows:
    rows: Rows = Lead.objects.present()
    return rows


LEADS = Drawn(
    "leads",
    Sentence("Who might become a customer: one row for each lead."),
    leads,
    (
        Column("lead_id", "public_id", Sort.ID),
        Column("customer_id", "customer__public_id", Sort.ID),
        Column("employee_id", "owner__public_id", Sort.ID),
        Column("channel", "channel"),
        Column("region", "region"),
        Column("campaign_id", "campaign"),
        Column("created_on", "received_at", Sort.MOMENT),
        Column("source", "source"),
        Column("status", "status", called=STATUSES),
        Column("duplicate_of", "duplicate_of__public_id", Sort.ID),
        Column("qualified_on", "qualified_on", Sort.DAY),
        Column("converted_on", "converted_at", Sort.MOMENT),
    ),
    kind="leads",
    through={"customer": "customers", "duplicate_of": "leads"},
)
