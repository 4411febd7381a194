"""How well a return is founded: what rests on measurement, what on estimates alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.metrics import present_value
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Grade, Unit
from goodwill.language import Sentence

BY_GRADE = Definition(
    "benefits_by_grade",
    1,
    Sentence("Present value of the benefits of one grade"),
    Sentence("What the benefits are worth today whose evidence is of this grade, risk-adjusted."),
    Sentence("Σ amount of year t ÷ (1 + rate)^t over the benefits of the grade"),
    Unit.MONEY,
)
ESTIMATED_SHARE = Definition(
    "estimated_share",
    1,
    Sentence("Benefits that rest on estimates alone"),
    Sentence(
        "Which part of the benefits, in today's value, somebody estimated and nobody measured."
    ),
    Sentence("present value of the benefits of grade E ÷ present value of all benefits"),
    Unit.SHARE,
)
WITHOUT_ESTIMATES = Definition(
    "npv_without_estimates",
    1,
    Sentence("Net present value without estimates"),
    Sentence("What the programme is worth if no benefit of grade E comes."),
    Sentence("NPV − present value of the benefits of grade E"),
    Unit.MONEY,
)
DEFINITIONS = (BY_GRADE, ESTIMATED_SHARE, WITHOUT_ESTIMATES)


@dataclass(frozen=True)
class Evidence:
    """Present values of the benefits by grade, best first; grades without a benefit are left out.

    `estimated` is the share of grade E, `without` the NPV if nothing of it comes.
    """

    by_grade: Mapping[Grade, Figure]
    estimated: Figure
    without: Figure


def evidence(appraisal: Appraisal) -> Evidence:
    """On what the risk-adjusted benefits rest."""
    terms, rate = appraisal.terms, appraisal.terms.rate
    worths: dict[Grade, list[float]] = {}
    for line in appraisal.lines.benefits:
        worths.setdefault(line.benefit.grade, []).append(present_value(line.adjusted, rate))
    every = fsum(worth for found in worths.values() for worth in found)
    guessed = fsum(worths.get(Grade.EXPERT_ESTIMATE, []))
    net = appraisal.returns.npv.value
    assert net is not None
    return Evidence(
        {
            grade: terms.money(
                BY_GRADE,
                fsum(worths[grade]),
                n=len(worths[grade]),
                grade=grade,
                cut={"grade": grade.value},
                part=Sentence("Grade {grade}", grade=grade.value),
            )
            for grade in sorted(worths)
        },
        terms.figure(ESTIMATED_SHARE, guessed / every if every else Undefined(NO_BENEFIT)),
        terms.money(WITHOUT_ESTIMATES, float(net) - guessed),
    )


NO_BENEFIT = Sentence("No benefit is worth anything today: there is nothing to be a share of.")
