"""What may be sold to organisations, every step it made, and how it ended."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from goodwill.crm.sales.opportunities.models import (
    Opportunity,
    OpportunityLine,
    Pipeline,
    Stage,
    StageChange,
    Stakeholder,
)
from goodwill.crm.site.filling.blocks import NOBODY, Block, Ints, codes, minor, texts
from goodwill.crm.site.filling.customers import Customers
from goodwill.crm.site.filling.goods import Goods
from goodwill.crm.site.filling.run import Filling, kept, nullable
from goodwill.demo.selling import CHANCES, STAGES
from goodwill.language import Sentence

PIPELINE = Sentence("Direct sales")
NAMES = {
    "enquiry": Sentence("Enquiry"),
    "qualified": Sentence("Qualified enquiry"),
    "proposal": Sentence("Proposal"),
    "negotiation": Sentence("Negotiation"),
    "won": Sentence("Won"),
    "lost": Sentence("Lost"),
}
EXPECTED_DAYS = {"enquiry": 14, "qualified": 21, "proposal": 21, "negotiation": 14}
NEEDS = {"proposal": ["amount_minor"], "negotiation": ["expected_close_on"]}
STEPS = (
    Sentence("Send the proposal"),
    Sentence("Call back"),
    Sentence("Show the product"),
    Sentence("Ask who decides"),
    Sentence("Agree the delivery date"),
)
SOURCES = {
    "trade fair": Sentence("Trade fair"),
    "web form": Sentence("Web form"),
    "recommendation": Sentence("Recommendation"),
    "cold call": Sentence("Cold call"),
    "advertisement": Sentence("Advertisement"),
}
RIVALS = ("华北设备", "Norden Supply", "深蓝科技")
OPENS = 9 * 3600
PLANNED, SLIPPED, LOST_TO = 0.7, 0.3, "competitor"


def enter(
    filling: Filling, block: Block, goods: Goods, who: Customers, came_as: dict[str, int]
) -> None:
    """Write the block's opportunities with all that belongs to them.

    `came_as` holds the ids of the leads that they came from, by number.
    """
    stages = _stages(filling)
    table, moves = block["opportunities"], block["stage_changes"]
    if not len(table):
        return
    places = {number: place for place, number in enumerate(texts(table["opportunity_id"]))}
    customer = block.customers_of(table)
    rows = filling.rows(Opportunity)
    ids = np.arange(rows.next_id, rows.next_id + len(table))
    moved = (moves, codes(moves["opportunity_id"], places))
    owners = who.owners[customer]
    since = _steps(filling, block, moved, ids=ids, stages=stages, owners=owners)
    facts = _facts(filling, block, goods, who, customer)
    rows.write(
        len(table),
        **facts,
        pipeline_id=stages["won"].pipeline_id,
        stage_id=_stage_ids(stages, table["stage"]),
        lead_id=[came_as.get(one) for one in texts(table["lead_id"])],
        stage_since=since,
        **kept(filling.at(facts["opened_on"], OPENS), owners),
    )
    _belongings(filling, ids, facts, who.contacts[customer])


def _stages(filling: Filling) -> dict[str, Stage]:
    pipeline, is_new = Pipeline.objects.get_or_create(
        word="direct", defaults={"name": filling.say(PIPELINE), "is_usual": True}
    )
    if is_new:
        for place, word in enumerate(STAGES):
            Stage.objects.create(
                pipeline=pipeline,
                name=filling.say(NAMES[word]),
                place=place,
                sort=word if word in ("won", "lost") else "open",
                chance=round(100 * CHANCES[place]),
                expected_days=EXPECTED_DAYS.get(word),
                needs=NEEDS.get(word, []),
            )
    return dict(zip(STAGES, pipeline.stages.order_by("place"), strict=True))


def _stage_ids(stages: dict[str, Stage], column: Any) -> Ints:
    places = {word: place for place, word in enumerate(STAGES)}
    ids = np.array([stages[word].pk for word in STAGES])
    return np.asarray(ids[codes(column, places)])


def _steps(
    filling: Filling,
    block: Block,
    moved: tuple[Any, Ints],
    *,
    ids: Ints,
    stages: dict[str, Stage],
    owners: Ints,
) -> NDArray[Any]:
    """Write every stage entered; since when each opportunity is where it is."""
    table, row = moved
    place = {word: place for place, word in enumerate(STAGES)}
    to, day = codes(table["to_stage"], place), block.days(table["entered_on"])
    order = np.lexsort((to, day, row))
    row, to, day = row[order], to[order], day[order]
    first = np.diff(row, prepend=NOBODY) != 0
    turn = np.arange(len(row)) - np.maximum.accumulate(np.where(first, np.arange(len(row)), 0))
    entered = filling.at(day, OPENS + 3600 * turn).astype("M8[ms]")
    is_last = np.append(first[1:], True)
    left = np.where(is_last, np.datetime64("NaT"), np.roll(entered, -1)).astype("M8[ms]")
    stage_ids = np.array([stages[word].pk for word in STAGES])
    before = np.where(first, NOBODY, stage_ids[np.roll(to, 1)])
    chance = np.rint(100 * np.asarray(table["chance"].combine_chunks(), dtype=float))[order]
    filling.rows(StageChange).write(
        len(row),
        opportunity_id=ids[row],
        from_stage_id=nullable(before),
        to_stage_id=stage_ids[to],
        entered_at=entered,
        left_at=left,
        by_id=nullable(owners[row]),
        amount_minor=minor(table["amount"])[order],
        currency=filling.currency,
        chance=chance.astype(np.int64),
    )
    since = np.full(len(ids), np.datetime64("NaT"), dtype="M8[ms]")
    since[row[is_last]] = entered[is_last]
    return since


def _facts(
    filling: Filling, block: Block, goods: Goods, who: Customers, customer: Ints
) -> dict[str, Any]:
    table, chance = block["opportunities"], filling.randomness
    n, product = len(table), codes(table["product_id"], goods.places)
    opened, closed = block.days(table["opened_on"]), block.days(table["closed_on"])
    is_open = np.isnat(closed)
    ahead = np.maximum(opened, filling.day) + chance.integers(-12, 90, n).astype("m8[D]")
    expected = np.where(is_open, ahead, closed)
    moved = np.where(filling.chosen(n, SLIPPED), chance.integers(7, 60, n), 0).astype("m8[D]")
    promised = np.maximum(expected - moved, opened)
    says = [filling.say(one) for one in STEPS]
    planned = is_open & filling.chosen(n, PLANNED)
    reason = texts(table["lost_reason"])
    rivals = np.where(reason == LOST_TO, chance.choice(RIVALS, n), "")
    names = [goods.names[at][:200] for at in product]
    sources = filling.said(SOURCES)
    return {
        "name": names,
        "customer_id": who.ids[customer],
        "person_id": nullable(who.contacts[customer]),
        "product_id": goods.ids[product],
        "status": texts(table["status"]),
        "amount_minor": minor(table["amount"]),
        "currency": filling.currency,
        "opened_on": opened,
        "expected_close_on": expected,
        "promised_close_on": promised,
        "slipped_days": (expected - promised).astype(np.int64),
        "closed_on": closed,
        "lost_reason": reason,
        "lost_to": rivals.astype(object),
        "source": [sources.get(one, one) for one in texts(table["source"])],
        "region": texts(table["region"]),
        "department": texts(table["department"]),
        "next_step": np.where(planned, chance.choice(says, n), "").astype(object),
        "next_step_on": np.where(planned, filling.day + chance.integers(-3, 20, n)
                                 .astype("m8[D]"), np.datetime64("NaT")).astype("M8[D]"),
        "owner_id": nullable(who.owners[customer]),
        "team_id": nullable(who.teams[customer]),
    }  # fmt: skip


def _belongings(filling: Filling, ids: Ints, facts: dict[str, Any], contacts: Ints) -> None:
    """One line for each, and the person to speak to as who decides."""
    amounts = facts["amount_minor"]
    filling.rows(OpportunityLine).write(
        len(ids),
        opportunity_id=ids,
        position=1,
        product_id=facts["product_id"],
        description=facts["name"],
        quantity_thousandths=1000,
        unit_price_minor=amounts,
        amount_minor=amounts,
    )
    known = np.flatnonzero(contacts != NOBODY)
    stances = filling.randomness.choice(["for", "neutral", "unknown"], len(known))
    filling.rows(Stakeholder).write(
        len(known),
        opportunity_id=ids[known],
        person_id=contacts[known],
        role="decider",
        stance=stances.astype(object),
    )
