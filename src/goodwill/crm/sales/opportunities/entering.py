"""Makes opportunities known to the rest when Django starts."""

from __future__ import annotations


def enter() -> None:
    from goodwill.crm.exchange.refreshing import star
    from goodwill.crm.records import finding, kinds
    from goodwill.crm.records.editing import saving
    from goodwill.crm.sales.opportunities import amending, opening, steps, tables
    from goodwill.crm.sales.opportunities.kinds import KINDS

    kinds.enter(*KINDS)
    saving.leave_to("opportunities", create=opening.open_, change=amending.change)
    star.enter(tables.OPPORTUNITIES, tables.STAGE_CHANGES)
    finding.heed(["opportunities"], steps.follow, many=steps.follow_many)
