"""Which share of a benefit's amount may be put down to the programme, and why.

Grades A to C compare with what would have happened anyway: all of the effect counts inside
the measured sample, and a stated share of it where it is projected beyond. Grades D and E do
not: the share is stated, or comes from the Shapley value of the competing causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from goodwill.analytics.benefit.returns.checks import ONE, check_number
from goodwill.analytics.benefit.returns.flows import FINE
from goodwill.analytics.benefit.returns.register import Benefit, Competing, Kind
from goodwill.analytics.benefit.returns.shapley import Shares, shapley
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Grade
from goodwill.analytics.figure.amounts import EXACT
from goodwill.language import Sentence

COMPARED = {
    Grade.RANDOM_HOLDOUT,
    Grade.DIFFERENCE_IN_DIFFERENCES,
    Grade.MATCHED_CONTROL,
}
"""Grades that compare with others who went without."""


@dataclass(frozen=True)
class Credit:
    """The share that counts as caused by the programme, and the rule it follows."""

    share: Decimal
    why: Sentence
    causes: Shares | None = None


def credit(benefit: Benefit) -> Credit:
    """The attribution share of a benefit.

    Raises
    ------
    SettingRefused
        A share that the grade needs is missing, or one is stated that it does not take.
    """
    causes = None if benefit.competing is None else shares(benefit.competing, benefit.id)
    if benefit.attribution is not None and causes is not None:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} has both an attribution and competing causes: leave one "
                "of them out.",
                benefit=benefit.id,
            )
        )
    found = _compared(benefit) if benefit.grade in COMPARED else _stated(benefit, causes)
    if causes is None:
        return found
    part = _share(causes, benefit)
    return Credit(EXACT.multiply(found.share, part), BY_CAUSES, causes)


def shares(competing: Competing, entry: str) -> Shares:
    """The Shapley value of every competing cause."""
    everything = frozenset(competing.causes)
    for worth in competing.worths.values():
        check_number(worth, "worths", entry)
    if competing.programme not in everything or competing.worths.get(everything, Decimal(0)) <= 0:
        raise SettingRefused(
            Sentence(
                "The competing causes of {benefit} do not name the programme, or do not say what "
                "all of them bring together: a number above 0 is needed.",
                benefit=entry,
            )
        )

    def worth_of(causes: frozenset[str]) -> Fraction:
        return Fraction(competing.worths.get(causes, Decimal(0)))

    return shapley(competing.causes, worth_of)


def worth(benefit: Benefit, recaptured: Decimal) -> Decimal:
    """What part of a stated amount is money won: margin of revenue, time that is put to use.

    Parameters
    ----------
    recaptured
        The programme's share of released time that is put to use.
    """
    if benefit.kind is Kind.REVENUE_MARGIN:
        return _margin(benefit)
    if benefit.margin_rate is not None:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} has a `margin_rate` but is not revenue: leave it out.",
                benefit=benefit.id,
            )
        )
    if benefit.kind is Kind.TIME_RELEASED:
        return recaptured if benefit.recaptured is None else benefit.recaptured
    return ONE


def _margin(benefit: Benefit) -> Decimal:
    if benefit.margin_rate is None:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} is revenue, and only its margin counts: enter "
                "`margin_rate`, or 1 if the amounts are margin already.",
                benefit=benefit.id,
            )
        )
    return benefit.margin_rate


def _compared(benefit: Benefit) -> Credit:
    if benefit.attribution not in {None, ONE}:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} was measured beside others without it (grade {grade}): "
                "all of the effect counts. Leave `attribution` out; if it is projected beyond "
                "those measured, enter `transfer`.",
                benefit=benefit.id,
                grade=str(benefit.grade.value),
            )
        )
    if not benefit.is_rolled_out:
        _refuse_transfer(benefit)
        return Credit(ONE, IN_SAMPLE)
    if benefit.transfer is None:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} is projected beyond those on whom it was measured: enter "
                "`transfer`, the share of the effect that carries over (at most 1).",
                benefit=benefit.id,
            )
        )
    return Credit(benefit.transfer, ROLLED_OUT)


def _refuse_transfer(benefit: Benefit) -> None:
    if benefit.transfer is not None:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} has a `transfer` but is not projected beyond those on whom "
                "it was measured: leave it out, or say that it is rolled out.",
                benefit=benefit.id,
            )
        )


def _stated(benefit: Benefit, causes: Shares | None) -> Credit:
    _refuse_transfer(benefit)
    if causes is not None:
        return Credit(ONE, BY_CAUSES)
    if benefit.attribution is None:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} is of grade {grade}, which does not tell what would have "
                "happened anyway: enter `attribution`, the share that the programme has caused "
                "(at most 1).",
                benefit=benefit.id,
                grade=str(benefit.grade.value),
            )
        )
    return Credit(benefit.attribution, STATED)


def _share(causes: Shares, benefit: Benefit) -> Decimal:
    assert benefit.competing is not None
    part = causes.values[benefit.competing.programme] / causes.whole
    if not 0 <= part <= 1:
        raise SettingRefused(
            Sentence(
                "By the competing causes of {benefit} the programme has brought a share of "
                "{share} of it: a share from 0 to 1 is meant. Check what the sets of causes bring.",
                benefit=benefit.id,
                share=round(float(part), 4),
            )
        )
    exact = EXACT.divide(Decimal(part.numerator), Decimal(part.denominator))
    return EXACT.quantize(exact, FINE)


IN_SAMPLE = Sentence("Measured beside others without it, on those who count: all of it.")
ROLLED_OUT = Sentence("Measured beside others without it, and projected beyond them.")
STATED = Sentence("A stated share: nobody went without it to compare with.")
BY_CAUSES = Sentence("The programme's share among competing causes, by the Shapley value.")
