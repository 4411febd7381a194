"""Makes opportunities known to the rest when Django starts."""

from __future__ import annotations


def enter() -> None:
    """Kinds, verbs, tables, boards, cards: all by which others find opportunities."""
    from goodwill.crm.exchange.importing import rooms
    from goodwill.crm.exchange.refreshing import star
    from goodwill.crm.records import finding, kinds
    from goodwill.crm.records.editing import building, saving
    from goodwill.crm.records.lists import stacking
    from goodwill.crm.sales.opportunities import (
        amending,
        board,
        bringing_in,
        choosing,
        in_segments,
        opening,
        setting_up,
        steps,
        tables,
    )
    from goodwill.crm.sales.opportunities.kinds import KINDS

    kinds.enter(*KINDS)
    saving.leave_to(
        "opportunities",
        create=opening.open_,
        change=amending.change,
        one_by_one=("stage", "amount_minor", "currency"),
    )
    building.choose_from_few("stages", choosing.stages)
    building.choose_from_few("pipelines", choosing.pipelines)
    stacking.enter("opportunities", "stage", board.STACKING)
    rooms.enter(bringing_in.BRINGING)
    in_segments.enter()
    star.enter(tables.OPPORTUNITIES, tables.STAGE_CHANGES)
    finding.heed(["opportunities"], steps.follow, many=steps.follow_many)
    finding.heed(["pipelines", "stages"], setting_up.guard)
    _enter_cards()
    _enter_people()


def _enter_people() -> None:
    from goodwill.crm.customers.disclosing import rooms as telling
    from goodwill.crm.customers.erasing import rooms as erasing
    from goodwill.crm.sales.opportunities import forgetting
    from goodwill.language import Sentence

    erasing.also(forgetting.forget)
    telling.also("opportunities", Sentence("Opportunities"), forgetting.known)


def _enter_cards() -> None:
    from goodwill.crm.customers import cards as on_a_customer
    from goodwill.crm.customers.my_day import blocks
    from goodwill.crm.sales import cards
    from goodwill.crm.sales.opportunities import my_day, summing_up
    from goodwill.language import Sentence

    on_a_customer.enter(
        on_a_customer.Card(
            "opportunities_of", Sentence("Opportunities"), "opportunities.view", place=4
        )
    )
    blocks.enter(my_day.BLOCK)
    cards.enter(*summing_up.CARDS)
