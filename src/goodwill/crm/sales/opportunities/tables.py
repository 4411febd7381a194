"""Opportunities and their steps as analytics get them."""

from __future__ import annotations

from django.db.models import F

from goodwill.crm.exchange.refreshing.star import Column, Drawn, Rows, Sort
from goodwill.crm.sales.opportunities.models import Opportunity, StageChange
from goodwill.language import Sentence

PERCENT_IN_THOUSANDTHS = 10


def opportunities() -> Rows:
    """Those of customers that are there, and those whose customer nobody knows."""
    return Opportunity.objects.present().exclude(customer__deleted_at__isnull=False)


def steps() -> Rows:
    """Each stage entered by an opportunity that is there."""
    return StageChange.objects.filter(opportunity__deleted_at=None).exclude(
        opportunity__customer__deleted_at__isnull=False
    )


OPPORTUNITIES = Drawn(
    "opportunities",
    Sentence("Sales that may come: one row for each opportunity."),
    opportunities,
    (
        Column("opportunity_id", "public_id", Sort.ID),
        Column("name", "name"),
        Column("lead_id", "lead__public_id", Sort.ID),
        Column("customer_id", "customer__public_id", Sort.ID),
        Column("employee_id", "owner__public_id", Sort.ID),
        Column("product_id", "product__public_id", Sort.ID),
        *(Column(name, name) for name in ("department", "region", "source", "territory")),
        Column("pipeline", "pipeline__name"),
        Column("stage", "stage__name"),
        Column("status", "status"),
        Column("lost_reason", "lost_reason"),
        Column("lost_to", "lost_to"),
        Column("amount", "amount_minor", Sort.MONEY),
        Column("currency", "currency"),
        Column("opened_on", "opened_on", Sort.DAY),
        Column("expected_close_on", "expected_close_on", Sort.DAY),
        Column("closed_on", "closed_on", Sort.DAY),
    ),
    kind="opportunities",
    through={"customer": "customers"},
)
STAGE_CHANGES = Drawn(
    "stage_changes",
    Sentence("How opportunities moved: one row for each stage entered."),
    steps,
    (
        Column("opportunity_id", "opportunity__public_id", Sort.ID),
        Column("pipeline", "to_stage__pipeline__name"),
        Column("from_stage", "from_stage__name"),
        Column("to_stage", "to_stage__name"),
        Column("employee_id", "by__public_id", Sort.ID),
        Column("entered_on", "entered_at", Sort.MOMENT),
        Column("left_on", "left_at", Sort.MOMENT),
        Column("amount", "amount_minor", Sort.MONEY),
        Column("chance", F("chance") * PERCENT_IN_THOUSANDTHS, Sort.QUANTITY),
        Column("currency", "currency"),
    ),
    key="opportunity_id",
    then=("entered_at", "pk"),
    is_journal=True,
    kind="opportunities",
)
