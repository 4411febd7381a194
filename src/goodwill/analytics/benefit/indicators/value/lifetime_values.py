"""What customers are still worth, by the last scores of each period (VA03–VA06, VA09, VA10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from goodwill.analytics.benefit.indicators.frames.acquiring import COST, NEW, acquisition_cost
from goodwill.analytics.benefit.indicators.frames.scored import Scored, scored
from goodwill.analytics.benefit.indicators.frames.scorings import NOT_SCORED
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import divided
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, counted
from goodwill.analytics.benefit.indicators.kernel.measures import NOTHING, Sum
from goodwill.analytics.benefit.indicators.value.recommended import Recommended, recommended
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Number, major
from goodwill.analytics.tables import COST_ENTRIES, ORDER_LINES
from goodwill.analytics.value.outlook.elasticity import BENCHMARKS
from goodwill.analytics.value.outlook.equity import Newcomers
from goodwill.language import Sentence

LEVEL = 0.9
YEAR = 365

NO_VALUE = Sentence("The scores tell no value of customers: neither a lifetime value nor a margin "
                    "and a retention.")  # fmt: skip
NO_POTENTIAL = Sentence("The scores tell no potential.")
NO_PATH = Sentence("The scores tell no margin and retention above zero.")

COST_OF_YEAR = replace(COST, trailing=YEAR)
NEW_OF_YEAR = replace(NEW, trailing=YEAR)

Answered = Callable[[Key, Scored, Asked], Answer]


def of_scores(indicator_id: str, answered: Answered) -> Callable[[Asked], Iterator[Cell]]:
    """The function of a `Custom`: an answer for every period and part with scores."""

    def cells(asked: Asked) -> Iterator[Cell]:
        answers = {key: answered(key, found, asked) for key, found in scored(asked).items()}
        return cells_of(indicator_id, asked, answers, Answer(None, reason=NOT_SCORED))

    return cells


def lifetime_value(key: Key, found: Scored, asked: Asked) -> Answer:
    """VA03: Σ lifetime value ÷ customers, with the 90 % interval of the mean."""
    if not found.valued:
        return Answer(None, n=found.customers, reason=NO_VALUE)
    total = major(found.worth, asked.currency)
    mean = divided(total, found.valued)
    half = major(round(found.margin_of_mean), asked.currency)
    ends = (Decimal(mean) - half, Decimal(mean) + half)
    remark = _remark(found, asked)
    return Answer(mean, total, found.valued, found.valued, *ends, LEVEL, remark=remark)


def potential_value(key: Key, found: Scored, asked: Asked) -> Answer:
    """VA04: Σ of what more customers could be worth, none below 0."""
    if not found.promising:
        return Answer(None, n=found.customers, reason=NO_POTENTIAL)
    value = major(found.potential, asked.currency)
    return Answer(value, n=found.promising, remark=found.run.remark)


def customer_equity(key: Key, found: Scored, asked: Asked) -> Answer:
    """VA05: Σ lifetime value of the customers of today; those still to be won beside it."""
    if not found.valued:
        return Answer(None, n=found.customers, reason=NO_VALUE)
    beside: dict[str, Number] = {}
    newcomers = _newcomers(key, found, asked)
    if newcomers is not None:
        beside["new"] = major(newcomers.present_minor, asked.currency)
    value = major(found.worth, asked.currency)
    return Answer(value, n=found.valued, remark=found.run.remark, beside=beside)


def value_to_cost(asked: Asked) -> Iterator[Cell]:
    """VA06: mean lifetime value ÷ cost of a new customer.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    costs = _acquisition(asked, (COST, NEW))
    found = scored(asked)
    answers = {key: _against_cost(found.get(key), costs[key], asked) for key in costs}
    return cells_of("VA06", asked, answers, Answer(None, reason=NOT_SCORED))


def engagement_value(asked: Asked) -> Iterator[Cell]:
    """VA09: lifetime values; for each customer with those whom they sent, else once only.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    sent = recommended(asked)
    costs = _acquisition(asked, (COST, NEW)) if _costed(asked) else {}
    nobody = Recommended(0, 0, 0)
    answers = {
        key: _engaged(found, sent.get(key, nobody), costs.get(key), asked)
        for key, found in scored(asked).items()
    }
    return cells_of("VA09", asked, answers, Answer(None, reason=NOT_SCORED))


def retention_sensitivity(key: Key, found: Scored, asked: Asked) -> Answer:
    """VA10: Σ m·r′ ÷ (1 + i − r′) against Σ m·r ÷ (1 + i − r), r′ = min(r + 5 points, 1)."""
    if not found.paths or found.now <= 0:
        return Answer(None, n=found.paths, reason=NO_PATH)
    interest = 1 + asked.settings.discount_rate
    change = found.raised / found.now - 1
    beside: dict[str, Number] = {
        "elasticity": interest / (interest - found.retention / found.paths)
    }
    above, below = (major(round(x), asked.currency) for x in (found.raised - found.now, found.now))
    remark = COMPARED[BENCHMARKS[0].place(change)]
    return Answer(change, above, below, found.paths, remark=remark, beside=beside)


COMPARED = {
    "below": Sentence("Below the 25 % to 95 % and 25 % to 85 % that are often quoted."),
    "within": Sentence("Within the 25 % to 95 % that is often quoted; elsewhere 25 % to 85 %."),
    "above": Sentence("Above the 25 % to 95 % and 25 % to 85 % that are often quoted."),
}


def _remark(found: Scored, asked: Asked) -> Sentence:
    return Sentence(
        "{run} First margin after one period; discount rate {rate} % a period; no end.",
        run=found.run.remark,
        rate=round(100 * asked.settings.discount_rate, 2),
    )


def _costed(asked: Asked) -> bool:
    return asked.has(COST_ENTRIES) and asked.has(ORDER_LINES)


def _acquisition(asked: Asked, measures: tuple[Sum, Sum]) -> Mapping[Key, Answer]:
    """What a new customer cost, of every period and part that tells cost or newcomers."""
    found = counted(measures, asked)
    for each in found.values():
        if each.refusal is not None:
            raise Undefined(each.refusal)
    keys = {key for each in found.values() for key in each.readings}
    cost, new = (found[measure].readings for measure in measures)
    return {
        key: acquisition_cost({"cost": cost.get(key, NOTHING), "new": new.get(key, NOTHING)}, asked)
        for key in keys
    }


def _newcomers(key: Key, found: Scored, asked: Asked) -> Newcomers | None:
    """As many a year as in the last one, each worth the mean of today and won at its cost."""
    if not _costed(asked):
        return None
    try:
        costs = asked.once(
            "acquisition of a year", lambda: _acquisition(asked, (COST_OF_YEAR, NEW_OF_YEAR))
        )
    except Undefined:
        return None
    cost = costs.get(key)
    if cost is None or cost.value is None:
        return None
    each = Decimal(cost.value) / major(1, asked.currency)
    return Newcomers(
        a_year=cost.n,
        years=asked.settings.newcomer_years,
        value_minor=round(found.worth / found.valued),
        acquisition_cost_minor=round(each),
        annual=asked.settings.discount_rate,
    )


def _against_cost(found: Scored | None, cost: Answer, asked: Asked) -> Answer:
    if found is None or not found.valued:
        reason = NOT_SCORED if found is None else NO_VALUE
        return Answer(None, n=cost.n, reason=reason)
    worth = Decimal(found.worth) / found.valued * major(1, asked.currency)
    beside: dict[str, Number] = {"lifetime": worth}
    if cost.value is None or not cost.value:
        reason = cost.reason or NO_COST
        return Answer(None, worth, cost.value, found.valued, reason=reason, beside=beside)
    beside["acquisition"] = cost.value
    value = float(worth / Decimal(cost.value))
    return Answer(value, worth, cost.value, found.valued, remark=found.run.remark, beside=beside)


NO_COST = Sentence("Winning customers cost nothing in this period.")


def _engaged(found: Scored, sent: Recommended, cost: Answer | None, asked: Asked) -> Answer:
    if not found.valued:
        return Answer(None, n=found.customers, reason=NO_VALUE)
    own, referred = (major(x, asked.currency) for x in (found.worth, sent.worth))
    beside: dict[str, Number] = {"lifetime": own, "referral": referred, "referred": sent.customers}
    if cost is not None and cost.value is not None:
        saved = Decimal(cost.value) * sent.won
        beside["saved"] = saved
    each_alone = "customer_id" in asked.by
    value = own + referred if each_alone else own
    remark = None if each_alone else ONCE
    return Answer(value, n=found.valued, remark=remark, beside=beside)


ONCE = Sentence(
    "Lifetime values alone: who was referred is in it once. Influence and knowledge of customers "
    "are not measured."
)
