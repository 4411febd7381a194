"""How many customers stay, leave, come back and buy again (RL01–RL04)."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.customer_states import (
    AllStates,
    CustomerStates,
    customer_states,
)
from goodwill.analytics.benefit.indicators.frames.purchases import PURCHASES
from goodwill.analytics.benefit.indicators.kernel.answers import NOBODY, cells_of, share
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import divided
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING, Sum
from goodwill.analytics.figure import Number
from goodwill.analytics.value.today.repeat import NOBODY_BOUGHT
from goodwill.analytics.value.today.rhythm import NO_RHYTHM
from goodwill.language import Sentence

ORDERS = Sum(PURCHASES, nw.col("orders"), day="day")
NET_SALES = Sum(PURCHASES, nw.col("amount_minor"), day="day", money=True)


def states(asked: Asked) -> AllStates:
    """Where customers stand at the ends of the periods, found once for all that ask."""
    return asked.once("customer states", lambda: customer_states(asked))


def retention(asked: Asked) -> Iterator[Cell]:
    """RL01: (customers at end − new in the period) ÷ customers at start."""
    answers = {key: _retained(state, asked) for key, state in states(asked).items()}
    return cells_of("RL01", asked, answers)


def churn(asked: Asked) -> Iterator[Cell]:
    """RL02: customers of the start who are lost at the end ÷ customers at start."""
    answers = {
        key: share(state.at_start - state.kept, state.at_start, reason=_unknown(state))
        for key, state in states(asked).items()
    }
    return cells_of("RL02", asked, answers)


def repeat_rate(asked: Asked) -> Iterator[Cell]:
    """RL03: customers with two purchase days in the window ÷ customers with one."""
    answers = {key: share(state.twice, state.once) for key, state in states(asked).items()}
    return cells_of("RL03", asked, answers)


def frequency(asked: Asked) -> Iterator[Cell]:
    """RL04: orders of the period ÷ customers active at its end; amount and recency beside."""
    found = counted((ORDERS, NET_SALES), asked)
    answers = {}
    for key, state in states(asked).items():
        orders = found[ORDERS].readings.get(key, NOTHING).value or 0
        amount = found[NET_SALES].readings.get(key, NOTHING).value or 0
        answers[key] = _frequency(state, orders, amount)
    return cells_of("RL04", asked, answers, Answer(None, reason=NOBODY_BOUGHT))


def _retained(state: CustomerStates, asked: Asked) -> Answer:
    beside: dict[str, Number] = {
        "at_end": state.at_end,
        "new": state.won,
        "reactivated": state.back,
    }
    unknown = _unknown(state)
    if asked.settings.reactivated_is_new or unknown or not state.at_start:
        return share(state.kept, state.at_start, reason=unknown, beside=beside)
    there = state.kept + state.back
    value = divided(there, state.at_start)
    return Answer(value, there, state.at_start, state.at_start, beside=beside)


def _unknown(state: CustomerStates) -> Sentence | None:
    return None if state.rhythm_known else NO_RHYTHM


def _frequency(state: CustomerStates, orders: Number, amount: Number) -> Answer:
    if not state.active:
        return NOBODY
    beside: dict[str, Number] = {"amount": divided(amount, state.active)}
    if state.recency is not None:
        beside["recency"] = state.recency
    return Answer(divided(orders, state.active), orders, state.active, state.active, beside=beside)
