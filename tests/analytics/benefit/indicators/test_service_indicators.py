"""SV01–SV08 by hand, each with its edge cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.questions import AFTER, BEFORE, FIRST, LAST, Case, holds

from goodwill.analytics.benefit.indicators.frames.allocated import ALLOCATED
from goodwill.analytics.benefit.indicators.service.service import INDICATORS
from goodwill.analytics.tables import CASES, INTERACTIONS, ORDER_LINES, PORTAL_SESSIONS
from goodwill.warehouse.duck import DuckWarehouse

Row = dict[str, Any]


def march(day: int) -> date:
    return date(2026, 3, day)


def case(contacts: int | None, closed: date | None = FIRST, **more: Any) -> Row:
    return {"opened_on": FIRST, "closed_on": closed, "contacts": contacts} | more


def promised(reply: int | None, solve: int | None, *, within: tuple[int | None, int | None]) -> Row:
    return {
        "closed_on": FIRST,
        "promised_reply_minutes": within[0],
        "promised_solve_minutes": within[1],
        "reply_minutes": reply,
        "solve_minutes": solve,
    }


def visit(customer: str | None, day: int, solved: int | None = 1, **more: Any) -> Row:
    return {"customer_id": customer, "started_on": march(day), "solved": solved} | more


def contact(customer: str, day: int, **more: Any) -> Row:
    plain = {"customer_id": customer, "started_on": march(day), "direction": "inbound"}
    return plain | {"purpose": "service", "source_row": day} | more


def offer(customer: str, day: int, accepted: int | None = 0, **more: Any) -> Row:
    return contact(customer, day, offered=1, accepted=accepted, **more)


def order(customer: str, on: date) -> Row:
    return {"customer_id": customer, "ordered_on": on, "amount_minor": 100, "order_id": customer}


FIRST_CONTACTS = [
    case(1),
    case(1, reopened_on=march(20)),  # after more than 7 days
    case(1, reopened_on=march(8)),  # on the 7th day
    case(2),
    case(1, None, reopened_on=march(3)),  # open again
    case(1, None),  # open: not decided
    case(1, march(25)),  # of 31 March, it can still come back
    case(1, march(24)),
    case(None),
]
TIMES = [
    {"opened_on": FIRST, "closed_on": LAST, "reply_minutes": 30, "solve_minutes": 60},
    {"opened_on": FIRST, "closed_on": LAST, "reply_minutes": 90, "solve_minutes": 180},
    {"opened_on": FIRST, "closed_on": AFTER, "reply_minutes": 60, "solve_minutes": 999},
    {"opened_on": BEFORE, "closed_on": LAST, "reply_minutes": 999, "solve_minutes": 120},
]
PROMISES = [
    promised(10, 100, within=(10, 100)),
    promised(10, 101, within=(10, 100)),  # one clock is enough
    promised(11, 100, within=(10, 100)),
    promised(999, 100, within=(None, 100)),
    promised(10, None, within=(10, 100)),  # not told
    promised(10, 100, within=(None, None)),  # nothing promised
]
VISITS = [
    visit("a", 1, out_of_hours=1),
    visit("b", 1),  # called on the third day
    visit("c", 1, out_of_hours=0),  # called on the fourth day
    visit("d", 1, 0),
    visit(None, 1),  # nobody known
    visit("a", 29),  # of 31 March, a call can still come
]
CALLS = [
    contact("b", 4),
    contact("c", 5),
    contact("a", 1, purpose="sales"),
    contact("a", 2, direction="outbound"),
]
OFFERS = [
    offer("a", 1, 1),
    offer("b", 2, 0),
    offer("c", 3, 1),  # with an open complaint
    offer("d", 4, 1),  # its complaint was closed before
    offer("a", 18, 1),  # of 31 March, not decided
    contact("a", 5, offered=0),
    contact("a", 6, offered=1, accepted=1, purpose="sales"),
]
COMPLAINTS = [
    {"customer_id": "c", "kind": "complaint", "opened_on": FIRST, "closed_on": None},
    {"customer_id": "d", "kind": "complaint", "opened_on": FIRST, "closed_on": march(3)},
    {"customer_id": "a", "kind": "question", "opened_on": FIRST, "closed_on": None},
]
COSTS = [
    {"kind": "request", "period": 202603, "amount_minor": 1000, "channel": "phone"},
    {"kind": "complaint", "period": 202603, "amount_minor": 500, "channel": "web"},
    {"kind": "visit", "period": 202603, "amount_minor": 99999, "channel": "phone"},
    {"kind": "request", "period": 202604, "amount_minor": 99999, "channel": "phone"},
    {"kind": "request", "period": 202602, "amount_minor": 99999, "channel": "phone"},
]
HELPED = [contact("a", 1, channel="phone"), contact("b", 1, channel="web"), contact("c", 31)]

BY_HAND = [
    # solved at once: the 1st, 2nd and 8th of the 1st to 5th and the 8th
    Case("SV01", {CASES: FIRST_CONTACTS}, 0.5, as_of=LAST),
    Case("SV01", {CASES: [case(1, march(30))]}, None, as_of=LAST, reason="zero"),
    # closed in March: 1, 3 and 2 hours; replied of those opened then: 30, 90 and 60 minutes
    Case("SV02", {CASES: TIMES}, 2.0,
         {"p90": 2.8, "reply": 1.0, "reply_p90": 1.4}),
    Case("SV03", {CASES: PROMISES}, 0.5),
    Case("SV03", {CASES: PROMISES[-1:]}, None, reason="zero"),
    # a and c helped themselves, of a, b, c and d
    Case("SV04", {PORTAL_SESSIONS: VISITS, INTERACTIONS: CALLS}, 0.5,
         {"deflected": 2, "out_of_hours": 0.5}, as_of=LAST),
    Case("SV04", {PORTAL_SESSIONS: VISITS[4:5], INTERACTIONS: CALLS}, None,
         reason="No row of portal_sessions tells customer_id"),
    # 3 contacts ÷ a and b, who bought within a year
    Case("SV05", {INTERACTIONS: [contact("a", 1), contact("a", 1, outage=1),
                                 contact("b", 31, purpose=None), *CALLS[2:]],
                  ORDER_LINES: [order("a", FIRST), order("b", date(2025, 4, 1)),
                                order("c", date(2025, 3, 31))]}, 150.0, {"outage": 1}),
    Case("SV06", {INTERACTIONS: [contact("a", 1, answered=0), contact("a", 1, answered=1),
                                 contact("a", 1, answered=1), contact("a", 1, answered=1),
                                 contact("a", 1, answered=None)]}, 0.25),
    # a and d accepted, b did not
    Case("SV07", {INTERACTIONS: OFFERS, CASES: COMPLAINTS}, round(2 / 3, 9), as_of=LAST),
    Case("SV07", {INTERACTIONS: OFFERS[2:3], CASES: COMPLAINTS}, None, reason="zero"),
    Case("SV08", {ALLOCATED: COSTS, INTERACTIONS: HELPED}, Decimal(5)),
    Case("SV08", {ALLOCATED: COSTS, INTERACTIONS: HELPED},
         {"": Decimal(0), "phone": Decimal(10), "web": Decimal(5)}, by="channel"),
    Case("SV08", {ALLOCATED: COSTS, INTERACTIONS: CALLS[2:3]}, None, reason="zero"),
    Case("SV08", {INTERACTIONS: HELPED}, None, reason="allocated_costs"),
]  # fmt: skip


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: f"{case.id} {case.value}")
def test_it_is_as_computed_by_hand(duck_warehouse: DuckWarehouse, case: Case) -> None:
    holds(duck_warehouse, INDICATORS, case)
