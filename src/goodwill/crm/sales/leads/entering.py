"""Makes leads known to the rest when Django starts."""

from __future__ import annotations


def enter() -> None:
    from goodwill.crm.customers.disclosing import rooms as disclosing
    from goodwill.crm.customers.erasing import rooms as erasing
    from goodwill.crm.customers.my_day import blocks
    from goodwill.crm.exchange.refreshing import star
    from goodwill.crm.records import kinds
    from goodwill.crm.records.editing import saving
    from goodwill.crm.sales import cards
    from goodwill.crm.sales.leads import forgetting, my_day, room, tables, taking_in
    from goodwill.crm.sales.leads.kinds import LEADS

    kinds.enter(LEADS)
    saving.leave_to("leads", create=taking_in.create, change=taking_in.change)
    star.enter(tables.LEADS)
    blocks.enter(my_day.BLOCK)
    cards.enter(*room.CARDS)
    erasing.also(forgetting.forget)
    disclosing.also("leads", LEADS.many, forgetting.known)
