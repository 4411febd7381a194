"""Targets as analytics get them."""

from __future__ import annotations

from goodwill.crm.exchange.refreshing.star import Column, Drawn, Rows, Sort
from goodwill.crm.sales.targets.models import Target
from goodwill.language import Sentence


def targets() -> Rows:
    """Those measured by orders: what is sold is counted by orders there."""
    return Target.objects.present().filter(measure=Target.Measure.ORDERS)


TARGETS = Drawn(
    "targets",
    Sentence("What is to be sold: one row for each person, team or the company, and month."),
    targets,
    (
        Column("level", "level"),
        Column("employee_id", "owner__public_id", Sort.ID),
        Column("department", "team__name"),
        Column("product_id", "product__public_id", Sort.ID),
        Column("period_on", "period_on", Sort.DAY),
        Column("target", "amount_minor", Sort.MONEY),
        Column("currency", "currency"),
    ),
    kind="targets",
)
