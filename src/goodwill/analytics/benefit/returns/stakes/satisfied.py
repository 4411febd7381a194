"""Completely satisfied customers: the published multiples 2.6 and 1.8 beside the company's own."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goodwill.analytics.benefit.returns.stakes.stake import (
    Basis,
    Calculator,
    Parameter,
    Stake,
    own,
    planned,
)
from goodwill.analytics.benefit.returns.stakes.stated import (
    Measured,
    Stated,
    as_share,
    exactly,
    needed,
    not_negative,
    spread,
)
from goodwill.analytics.figure import Definition, Figure, Unit, major
from goodwill.analytics.value.outlook import advocacy
from goodwill.analytics.value.outlook.multiples import Assumptions, Feelings
from goodwill.language import Sentence

TIMES_FAIR = exactly(
    "2.6", Sentence("Published: completely satisfied customers bring 2.6 times the revenue.")
)
TIMES_LOST = exactly(
    "1.8",
    Sentence("Published: a dissatisfied customer costs 1.8 times what a satisfied one brings."),
)


@dataclass(frozen=True)
class Satisfied:
    """What has to be known for the value of complete satisfaction.

    Parameters
    ----------
    feelings
        How many are completely, fairly and not at all satisfied, and what they bring a year.
    won, kept
        Share of the fairly satisfied who can be made completely satisfied, and of the
        completely dissatisfied who can be kept from it.
    times_fair, times_lost
        The multiples; published ones are 2.6 and 1.8.
    measured_loss
        Loss from one completely dissatisfied customer ÷ what a completely satisfied one brings.
    """

    feelings: Feelings
    won: Stated | None = None
    kept: Stated | None = None
    times_fair: Stated = TIMES_FAIR
    times_lost: Stated = TIMES_LOST
    measured_loss: Measured | None = None


FAIR = Sentence("Number and yearly value of the fairly satisfied")
HAPPY = Sentence("Number and yearly value of the completely satisfied")
UNHAPPY = Sentence("Number of the completely dissatisfied")
WON = Sentence("Share of the fairly satisfied who can be won over")
KEPT = Sentence("Share of the dissatisfied who can be kept from it")
MULTIPLE = Sentence("Completely to fairly satisfied, revenue")
LOST = Sentence("Loss from a dissatisfied customer to what a satisfied one brings")

GAIN = Definition(
    "stake_satisfied_gain",
    1,
    Sentence("Value at stake in complete satisfaction"),
    Sentence("What the fairly satisfied who can be won over would bring more a year."),
    Sentence("(multiple − 1) × yearly value of the fairly satisfied × share won over"),
    Unit.MONEY,
    benchmark=advocacy.SATISFACTION_RATIO.benchmark,
)
GAIN_OWN = Definition(
    "stake_satisfied_gain_own",
    1,
    Sentence("The same by the company's own ratio"),
    Sentence("What they would bring more if they became like the company's own satisfied ones."),
    Sentence("(own ratio − 1) × yearly value of the fairly satisfied × share won over"),
    Unit.MONEY,
)
LOSS_AVOIDED = Definition(
    "stake_dissatisfied_loss",
    1,
    Sentence("Value at stake in dissatisfaction"),
    Sentence("The loss of a year from the dissatisfied who can be kept from it."),
    Sentence("multiple × mean yearly value of a completely satisfied one × dissatisfied × share"),
    Unit.MONEY,
    benchmark=advocacy.LOSS.benchmark,
)
LOSS_OWN = Definition(
    "stake_dissatisfied_own",
    1,
    Sentence("Loss from a dissatisfied customer, measured"),
    Sentence("What a dissatisfied customer cost, in what a completely satisfied one brings."),
    Sentence("loss from one dissatisfied ÷ mean yearly value of a completely satisfied one"),
    Unit.RATIO,
    benchmark=advocacy.LOSS.benchmark,
)
DEFINITIONS = (GAIN, GAIN_OWN, LOSS_AVOIDED, LOSS_OWN)

COUNTED = Sentence(
    "These multiples hold all that satisfaction does, retention and word of mouth among it: add "
    "neither of those to them."
)
NO_LOSS = Sentence(
    "What dissatisfied customers cost has not been measured. Compare what they brought in the "
    "year after their answer with the year before."
)
GAIN_METHOD = Sentence(
    "A plan, never a fact: from a multiple that others published, on this company's own amounts."
)


def satisfied_stake(asked: Satisfied, basis: Basis) -> Stake:
    """Value at stake by the multiples 2.6 and 1.8, the company's own ratios beside them.

    Raises
    ------
    Undefined
        Counts and values of the satisfied, or the shares, are not stated.
    """
    felt = asked.feelings
    fair = felt.fairly_satisfied_minor if felt.fairly_satisfied else None
    happy = felt.completely_satisfied_minor if felt.completely_satisfied else None
    needed(
        Calculator.SATISFIED.label,
        {
            "fairly_satisfied": (FAIR, fair),
            "completely_satisfied": (HAPPY, happy),
            "completely_dissatisfied": (UNHAPPY, felt.completely_dissatisfied),
            "won": (WON, asked.won),
            "kept": (KEPT, asked.kept),
        },
    )
    assert asked.won is not None
    assert asked.kept is not None
    figures = (_gain(asked, as_share(asked.won, WON), basis), _loss(asked, asked.kept, basis))
    ratio = own_ratio(felt, basis)
    measured = (
        ratio,
        _own_gain(asked, asked.won, ratio, basis),
        own(LOSS_OWN, asked.measured_loss, basis, NO_LOSS),
    )
    parameters = (
        Parameter("won", WON, asked.won),
        Parameter("kept", KEPT, asked.kept),
        Parameter("times_fair", MULTIPLE, asked.times_fair, is_benchmark=True),
        Parameter("times_lost", LOST, asked.times_lost, is_benchmark=True),
    )
    return Stake(Calculator.SATISFIED, figures, measured, (), parameters, COUNTED)


def own_ratio(felt: Feelings, basis: Basis) -> Figure:
    """What a completely satisfied customer brings against a fairly satisfied one, here."""
    word = advocacy.word_of_mouth(felt, Assumptions(conversion=0, deterred=0), newcomer_minor=0)
    found = advocacy.figures(word, currency=basis.currency, as_of=basis.as_of)
    return next(each for each in found if each.definition == advocacy.SATISFACTION_RATIO)


def _gain(asked: Satisfied, won: Stated, basis: Basis) -> Figure:
    value = _yearly(asked.feelings.fairly_satisfied_minor, basis)
    found = spread(lambda times, share: (times - 1) * value * share, asked.times_fair, won)
    n = asked.feelings.fairly_satisfied or 0
    return planned(GAIN, found, basis, n=n, method=GAIN_METHOD)


def _own_gain(asked: Satisfied, won: Stated, ratio: Figure, basis: Basis) -> Figure:
    if ratio.value is None:
        return own(GAIN_OWN, None, basis, ratio.reason or NO_LOSS)
    value, times = _yearly(asked.feelings.fairly_satisfied_minor, basis), Decimal(ratio.value)
    found = spread(lambda share: (times - 1) * value * share, won)
    method = Sentence(
        "By the ratio measured here; it is a difference between customers, and satisfaction need "
        "not be its cause."
    )
    return planned(GAIN_OWN, found, basis, n=ratio.n, method=method)


def _loss(asked: Satisfied, kept: Stated, basis: Basis) -> Figure:
    as_share(kept, KEPT)
    felt = asked.feelings
    mean = _yearly(felt.completely_satisfied_minor, basis) / Decimal(felt.completely_satisfied or 1)
    unhappy = not_negative(exactly(felt.completely_dissatisfied or 0), UNHAPPY)
    found = spread(
        lambda times, share, n: times * mean * n * share, asked.times_lost, kept, unhappy
    )
    n = felt.completely_dissatisfied or 0
    return planned(LOSS_AVOIDED, found, basis, n=n, method=GAIN_METHOD)


def _yearly(minor: int | None, basis: Basis) -> Decimal:
    return major(minor or 0, basis.currency)
