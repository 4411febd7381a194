"""Makes visits known to the rest when Django starts."""

from __future__ import annotations


def enter() -> None:
    from goodwill.crm.customers.my_day import blocks, carrying
    from goodwill.crm.records import finding, kinds
    from goodwill.crm.records.editing import saving
    from goodwill.crm.sales import cards
    from goodwill.crm.sales.visits import forgetting, planning, today
    from goodwill.crm.sales.visits.kinds import VISITS
    from goodwill.language import Sentence

    kinds.enter(VISITS)
    saving.leave_to("visits", create=planning.create)
    finding.heed(["activities"], planning.follow)
    forgetting.enter()
    carrying.also(today.carried)
    blocks.enter(
        blocks.Block(
            "round",
            Sentence("Today's visits"),
            "map",
            12,
            today.block,
            "sales/visits/_today.html",
            "visits.create",
            roles=("sales_rep", "sales_manager", "administrator"),
        )
    )
    cards.enter(
        cards.Card(
            "visits",
            Sentence("Visits"),
            Sentence("Whom to see today, in which order and why; logged in a tap, offline too."),
            "map-pin",
            "round",
            "visits.view",
            place=40,
        )
    )
