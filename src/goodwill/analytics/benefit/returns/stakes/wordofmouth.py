"""Word of mouth (MK12): natural income that advocates bring, less what the dissatisfied deter."""

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
    Spread,
    Stated,
    as_share,
    exactly,
    needed,
    not_negative,
    spread,
)
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.value.outlook.multiples import Multiples
from goodwill.language import Sentence

ALL_OF_THEM = exactly(1)
MULTIPLES = Multiples()


@dataclass(frozen=True)
class Talk:
    """What has to be known for natural income.

    Parameters
    ----------
    talkers, dissatisfied
        Satisfied customers who talk about the company, and dissatisfied ones, in a year.
    conversion, deterrence
        Share of those who hear something good who become customers because of it, and of those
        who hear something bad who stay away because of it.
    margin
        What one new customer brings, major unit.
    fresh
        Share of those told who are no customers and have not been told already.
    multiples
        How many people are told; the published ones, to be edited.
    measured
        Margin of the year from new customers who say that a customer sent them.
    """

    talkers: int | None = None
    dissatisfied: int | None = None
    conversion: Stated | None = None
    deterrence: Stated | None = None
    margin: Stated | None = None
    fresh: Stated = ALL_OF_THEM
    multiples: Multiples = MULTIPLES
    measured: Measured | None = None


TALKERS = Sentence("Satisfied customers who talk")
DISSATISFIED = Sentence("Dissatisfied customers")
CONVERSION = Sentence("Share of those told who become customers")
DETERRENCE = Sentence("Share of those told who stay away")
MARGIN = Sentence("Margin of one new customer")
FRESH = Sentence("Share of those told who are new to it")
TELL = Sentence("People whom a satisfied customer tells")
THEY_TELL = Sentence("People whom each of those tells")
TELL_BAD = Sentence("People whom a dissatisfied customer tells")
THOSE_TELL = Sentence("People whom each of those tells of it")
PUBLISHED = Sentence(
    "Published: a well impressed customer tells 5, each of whom tells 1 or 2; a dissatisfied one "
    "tells 10, each of whom tells 5."
)

REACH = Definition(
    "stake_reach",
    1,
    Sentence("People reached by good word of mouth"),
    Sentence("How many people hear of the company from its satisfied customers in a year."),
    Sentence("talkers × 5 × (1 + 1…2)"),
    Unit.NUMBER,
    benchmark=PUBLISHED,
)
REACH_BAD = Definition(
    "stake_reach_bad",
    1,
    Sentence("People reached by bad word of mouth"),
    Sentence("How many people hear of it from dissatisfied customers in a year, at least."),
    Sentence("dissatisfied × 10 × (1 + 5)"),
    Unit.NUMBER,
    benchmark=PUBLISHED,
)
NATURAL = Definition(
    "stake_natural_income",
    1,
    Sentence("Natural income from word of mouth"),
    Sentence("What word of mouth brings in a year, less what it keeps away: a range."),
    Sentence(
        "talkers × 5 × (1 + 1…2) × conversion × margin − dissatisfied × 10 × (1 + 5) × deterrence "
        "× margin"
    ),
    Unit.MONEY,
    benchmark=PUBLISHED,
)
OWN = Definition(
    "stake_natural_income_own",
    1,
    Sentence("Margin from customers whom others sent"),
    Sentence("What new customers brought in a year who say that a customer sent them."),
    Sentence("Σ margin of new customers with a referrer"),
    Unit.MONEY,
)
DEFINITIONS = (REACH, REACH_BAD, NATURAL, OWN)

COUNTED = Sentence(
    "Whoever comes by word of mouth counts as a new customer already: do not add it to "
    "acquisition or customer equity, and not to the loss by the multiple 1.8."
)
NOT_RECORDED = Sentence(
    "Who was sent by whom is not recorded. Ask every new customer, and record the answer."
)


def natural_income(asked: Talk, basis: Basis) -> Stake:
    """Reach and natural income, always as a range, beside what referred customers brought.

    Raises
    ------
    Undefined
        A number that only the company knows is missing, a share is none, or what was stated
        would make a point of it.
    """
    needed(
        Calculator.WORD_OF_MOUTH.label,
        {
            "talkers": (TALKERS, asked.talkers),
            "dissatisfied": (DISSATISFIED, asked.dissatisfied),
            "conversion": (CONVERSION, asked.conversion),
            "deterrence": (DETERRENCE, asked.deterrence),
            "margin": (MARGIN, asked.margin),
        },
    )
    found = _spread(asked)
    if found.low == found.high:
        raise Undefined(
            Sentence(
                "Natural income is a range, never a point: state from how many to how many people "
                "those who are told tell, or conversion from low to high."
            )
        )
    figures = (_reach(asked, basis), _reach_bad(asked, basis), _natural(asked, found, basis))
    return Stake(
        Calculator.WORD_OF_MOUTH,
        figures,
        (own(OWN, asked.measured, basis, NOT_RECORDED),),
        (),
        _parameters(asked),
        COUNTED,
    )


def _spread(asked: Talk) -> Spread:
    """Worst: few are told and come, many stay away; best: the reverse."""
    good, bad = asked.conversion, asked.deterrence
    assert good is not None
    assert bad is not None
    assert asked.margin is not None
    for stated, label in ((good, CONVERSION), (bad, DETERRENCE), (asked.fresh, FRESH)):
        as_share(stated, label)
    talkers, people = Decimal(asked.talkers or 0), Decimal(asked.dissatisfied or 0)
    hear_bad = Decimal(str(asked.multiples.hear_bad))

    def net(
        told: Decimal, come: Decimal, stay_away: Decimal, fresh: Decimal, each: Decimal
    ) -> Decimal:
        return (talkers * told * come - people * hear_bad * stay_away) * fresh * each

    return spread(net, _told(asked), good, bad, asked.fresh, not_negative(asked.margin, MARGIN))


def _told(asked: Talk) -> Stated:
    low, high = (Decimal(str(each)) for each in asked.multiples.hear_good)
    return Stated(low, high, PUBLISHED)


def _reach(asked: Talk, basis: Basis) -> Figure:
    talkers = asked.talkers or 0
    found = spread(lambda told: told * talkers, _told(asked))
    return planned(REACH, found, basis, n=talkers, method=PLAN)


def _reach_bad(asked: Talk, basis: Basis) -> Figure:
    people = asked.dissatisfied or 0
    told = Decimal(str(asked.multiples.hear_bad)) * people
    return planned(REACH_BAD, Spread(told, told, told), basis, n=people, method=PLAN)


PLAN = Sentence("A plan, never a fact: from multiples that others published.")


def _natural(asked: Talk, found: Spread, basis: Basis) -> Figure:
    method = Sentence(
        "A range, never a point, and a plan, never a fact: {talkers} talk and {dissatisfied} are "
        "dissatisfied; how many people hear of it was published, the shares are this company's "
        "assumptions. The number in the middle is only the middle.",
        talkers=asked.talkers,
        dissatisfied=asked.dissatisfied,
    )
    n = (asked.talkers or 0) + (asked.dissatisfied or 0)
    return planned(NATURAL, found, basis, n=n, method=method)


def _parameters(asked: Talk) -> tuple[Parameter, ...]:
    by = asked.multiples
    low, high = (Decimal(str(each)) for each in by.they_tell)
    published = (
        ("satisfied_tell", TELL, exactly(str(by.satisfied_tell), PUBLISHED)),
        ("they_tell", THEY_TELL, Stated(low, high, PUBLISHED)),
        ("dissatisfied_tell", TELL_BAD, exactly(str(by.dissatisfied_tell), PUBLISHED)),
        ("those_tell", THOSE_TELL, exactly(str(by.those_tell), PUBLISHED)),
    )
    stated = (
        ("talkers", TALKERS, exactly(asked.talkers or 0)),
        ("dissatisfied", DISSATISFIED, exactly(asked.dissatisfied or 0)),
        ("conversion", CONVERSION, asked.conversion),
        ("deterrence", DETERRENCE, asked.deterrence),
        ("margin", MARGIN, asked.margin),
        ("fresh", FRESH, asked.fresh),
    )
    return (
        *(Parameter(key, label, each) for key, label, each in stated if each is not None),
        *(Parameter(*each, is_benchmark=True) for each in published),
    )
