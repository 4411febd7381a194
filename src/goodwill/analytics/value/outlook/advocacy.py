"""Word of mouth: what advocates bring and what the dissatisfied keep away, as a plan.

Everything here but the satisfaction ratio is made of multiples that others have published and
of rates that somebody assumed. It is evidence of grade E: it may plan, and it never confirms.

Nothing may be counted twice. Whoever comes because an advocate spoke is a new customer, and
counts in acquisition, in customer equity and later in their own lifetime value: natural
income says through whom they came, it is not added to those. The loss by the multiple 1.8
and the loss by what the dissatisfied tell are two views of one loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from goodwill.analytics.figure import Definition, Figure, Grade, Unit, major, money, ratio
from goodwill.analytics.value.outlook.multiples import Assumptions, Feelings, Multiples
from goodwill.language import Sentence


@dataclass(frozen=True)
class WordOfMouth:
    """What follows from feelings, multiples and assumptions; minor units, None where unknown.

    Parameters
    ----------
    reached
        People who hear of it from all advocates together, fewest and most.
    natural_minor, natural_low_minor, natural_high_minor
        Value of the customers who come because of them; the ends are those of `they_tell`.
    deterred_minor
        Value of the customers who do not come because of the dissatisfied, negative.
    lift_minor
        What fairly satisfied customers would bring more a year if completely satisfied.
    loss_minor
        Loss from the completely dissatisfied by the multiple, negative.
    """

    feelings: Feelings
    multiples: Multiples
    assumptions: Assumptions
    reached: tuple[float, float] | None
    natural_minor: int | None
    natural_low_minor: int | None
    natural_high_minor: int | None
    deterred_minor: int | None
    lift_minor: int | None
    loss_minor: int | None


def word_of_mouth(
    feelings: Feelings,
    assumptions: Assumptions,
    *,
    newcomer_minor: int,
    multiples: Multiples | None = None,
) -> WordOfMouth:
    """What advocates and the dissatisfied are worth, if multiples and assumptions hold.

    Parameters
    ----------
    newcomer_minor
        Lifetime value of a new customer, the first purchase included, minor units.
    """
    by = multiples or Multiples()
    listener = assumptions.fresh * newcomer_minor
    reached = natural = low = high = deterred = None
    if feelings.advocates is not None:
        reached = (feelings.advocates * by.hear_good[0], feelings.advocates * by.hear_good[1])
        low, high = (round(each * listener * assumptions.conversion) for each in reached)
        natural = round(sum(reached) / 2 * listener * assumptions.conversion)
    if feelings.completely_dissatisfied is not None:
        hear = feelings.completely_dissatisfied * by.hear_bad
        deterred = -round(hear * listener * assumptions.deterred)
    return WordOfMouth(
        feelings=feelings,
        multiples=by,
        assumptions=assumptions,
        reached=reached,
        natural_minor=natural,
        natural_low_minor=low,
        natural_high_minor=high,
        deterred_minor=deterred,
        lift_minor=_lift(feelings, by),
        loss_minor=_loss(feelings, by),
    )


NATURAL_INCOME = Definition(
    "natural_income",
    1,
    Sentence("Natural income"),
    Sentence("What customers would bring who come only because advocates spoke to them."),
    Sentence("advocates × people who hear of it × share who become customers × value of one"),
    Unit.MONEY,
    benchmark=Sentence(
        "From elsewhere: a well impressed customer tells 5 people, each of whom tells 1 or 2."
    ),
)
DETERRED = Definition(
    "word_of_mouth_loss",
    1,
    Sentence("Loss by word of mouth"),
    Sentence("What customers would have brought who stay away because of the dissatisfied."),
    Sentence("−dissatisfied × people who hear of it × share who stay away × value of one"),
    Unit.MONEY,
    benchmark=Sentence(
        "From elsewhere: a dissatisfied customer tells at least 10 people, each of whom tells 5 "
        "or more."
    ),
)
SATISFACTION_RATIO = Definition(
    "satisfaction_ratio",
    1,
    Sentence("Completely to fairly satisfied"),
    Sentence("What a completely satisfied customer brings, against a fairly satisfied one."),
    Sentence("mean yearly value of the completely satisfied ÷ that of the fairly satisfied"),
    Unit.RATIO,
    benchmark=Sentence("From elsewhere: 2.6 times the revenue."),
)
LIFT = Definition(
    "satisfaction_lift",
    1,
    Sentence("Value of complete satisfaction"),
    Sentence("What the fairly satisfied would bring more a year if completely satisfied."),
    Sentence("(multiple − 1) × yearly value of the fairly satisfied"),
    Unit.MONEY,
    benchmark=SATISFACTION_RATIO.benchmark,
)
LOSS = Definition(
    "dissatisfaction_loss",
    1,
    Sentence("Loss from the completely dissatisfied"),
    Sentence("What completely dissatisfied customers cost a year."),
    Sentence("−multiple × mean yearly value of a completely satisfied customer × dissatisfied"),
    Unit.MONEY,
    benchmark=Sentence("From elsewhere: 1.8 times what a completely satisfied one contributes."),
)
DEFINITIONS = (NATURAL_INCOME, DETERRED, SATISFACTION_RATIO, LIFT, LOSS)

NO_ADVOCATES = Sentence(
    "Who recommends is not recorded. Ask customers how likely they are to recommend you, from 0 "
    "to 10, or record for every new customer who sent them."
)
NO_SATISFACTION = Sentence(
    "Satisfaction is not recorded. Record for every customer asked whether they are completely, "
    "fairly or not at all satisfied."
)


def figures(word: WordOfMouth, *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """Natural income, the loss by word of mouth, and what satisfaction is worth.

    All of grade E, but for the measured ratio; where nothing is recorded, what to record.
    """
    said: dict[str, Any] = {"currency": currency, "as_of": as_of}
    feelings = word.feelings
    unhappy, fair = feelings.completely_dissatisfied, feelings.fairly_satisfied
    by_multiple: dict[str, Any] = said | {"method": PLAN, "reason": NO_SATISFACTION}
    return (
        _natural(word, currency, as_of),
        _plan(
            DETERRED,
            word.deterred_minor,
            unhappy,
            method=_bad_method(word),
            reason=NO_SATISFACTION,
            **said,
        ),
        _measured_ratio(feelings, currency, as_of),
        _plan(LIFT, word.lift_minor, fair, **by_multiple),
        _plan(LOSS, word.loss_minor, unhappy, **by_multiple),
    )


PLAN = Sentence(
    "A plan, never a fact: from a multiple that others published, on this company's own amounts. "
    "Not to be added to the loss by word of mouth."
)


def _lift(feelings: Feelings, by: Multiples) -> int | None:
    if feelings.fairly_satisfied_minor is None:
        return None
    return round((by.satisfied_to_fair - 1) * feelings.fairly_satisfied_minor)


def _loss(feelings: Feelings, by: Multiples) -> int | None:
    unhappy, happy = feelings.completely_dissatisfied, feelings.completely_satisfied
    if unhappy is None or not happy or feelings.completely_satisfied_minor is None:
        return None
    mean = feelings.completely_satisfied_minor / happy
    return -round(by.lost_to_contribution * mean * unhappy)


def _plan(
    definition: Definition,
    minor: int | None,
    n: int | None,
    *,
    method: Sentence,
    reason: Sentence,
    currency: str,
    as_of: date,
    **ends: Any,
) -> Figure:
    told: dict[str, Any] = {"as_of": as_of, "n": n or 0, "grade": Grade.EXPERT_ESTIMATE}
    if minor is None:
        return money(definition, None, currency, reason=reason, **told)
    return money(definition, minor, currency, method=method, **ends, **told)


def _natural(word: WordOfMouth, currency: str, as_of: date) -> Figure:
    ends: dict[str, Any] = {}
    if word.natural_low_minor is not None and word.natural_high_minor is not None:
        low, high = sorted((word.natural_low_minor, word.natural_high_minor))
        ends = {"low": major(low, currency), "high": major(high, currency)}
    fewest, most = word.multiples.hear_good
    method = Sentence(
        "A plan, never a fact: of one advocate {fewest} to {most} people hear; {fresh} % of them "
        "are new to it and {conversion} % of those become customers, by assumption. Not to be "
        "added to the value of new customers: it is part of it.",
        fewest=fewest,
        most=most,
        fresh=_percent(word.assumptions.fresh),
        conversion=_percent(word.assumptions.conversion),
    )
    return _plan(
        NATURAL_INCOME,
        word.natural_minor,
        word.feelings.advocates,
        method=method,
        reason=NO_ADVOCATES,
        currency=currency,
        as_of=as_of,
        **ends,
    )


def _bad_method(word: WordOfMouth) -> Sentence:
    return Sentence(
        "A plan, never a fact: of one dissatisfied customer at least {people} people hear; "
        "{fresh} % of them are new to it and {deterred} % of those stay away, by assumption. Not "
        "to be added to the loss by the multiple.",
        people=word.multiples.hear_bad,
        fresh=_percent(word.assumptions.fresh),
        deterred=_percent(word.assumptions.deterred),
    )


def _measured_ratio(feelings: Feelings, currency: str, as_of: date) -> Figure:
    """The company's own ratio, to stand beside the multiple."""
    happy, fair = feelings.completely_satisfied, feelings.fairly_satisfied
    amounts = (feelings.completely_satisfied_minor, feelings.fairly_satisfied_minor)
    told: dict[str, Any] = {"as_of": as_of, "n": (happy or 0) + (fair or 0)}
    if not happy or not fair or amounts[0] is None or amounts[1] is None:
        return Figure(SATISFACTION_RATIO, None, reason=NO_SATISFACTION, **told)
    above, below = major(amounts[0], currency) / happy, major(amounts[1], currency) / fair
    method = Sentence(
        "Measured, and no more than a difference: satisfaction need not be its cause."
    )
    return ratio(SATISFACTION_RATIO, above, below, method=method, **told)


def _percent(share: float) -> float:
    return round(share * 100, 2)
