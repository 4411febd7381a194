"""Value and return of a programme: VA11 to VA16."""

from __future__ import annotations

from goodwill.analytics.benefit.indicators.kernel.calculations import Custom
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.value.programme_chances import loss_probability
from goodwill.analytics.benefit.indicators.value.programme_returns import (
    internal_rate,
    net_present_value,
    of_programmes,
    payback_months,
    return_on_investment,
)
from goodwill.analytics.benefit.indicators.value.realised import realisation
from goodwill.analytics.benefit.returns import returnfigures
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import BENEFIT_RESULTS, PROGRAMME_FLOWS
from goodwill.language import Sentence

MONEY = Sentence("money")
PERCENT = Sentence("%")

VA11 = Indicator(
    id="VA11",
    label=returnfigures.REALISATION_RATE.label,
    meaning=returnfigures.REALISATION_RATE.meaning,
    formula=returnfigures.REALISATION_RATE.formula,
    group=Group.VALUE,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("programme", "benefit_id", "owner", "department", "grade"),
    edge=Sentence(
        "Realised is measured × attribution × (1 − overlap). Estimates of experts (E) are planned "
        "and never realised: what they claim stands beside."
    ),
    calculation=Custom(realisation, (BENEFIT_RESULTS,)),
    beside=(
        Beside("grade_a", Sentence("Of it against a random hold-out (A)"), Unit.MONEY),
        Beside("grade_b", Sentence("Of it by difference in differences (B)"), Unit.MONEY),
        Beside("grade_c", Sentence("Of it against matched customers (C)"), Unit.MONEY),
        Beside("grade_d", Sentence("Of it before and after (D)"), Unit.MONEY),
        Beside("claimed", Sentence("Claimed by experts (E), not in it"), Unit.MONEY),
    ),
    items=("R003", "R311", "R312"),
)
VA12 = Indicator(
    id="VA12",
    label=returnfigures.NPV.label,
    meaning=returnfigures.NPV.meaning,
    formula=returnfigures.NPV.formula,
    group=Group.VALUE,
    unit=Unit.MONEY,
    unit_words=MONEY,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("programme",),
    edge=Sentence("As paid only, risk-adjusted; year 0 is not discounted."),
    calculation=Custom(of_programmes("VA12", net_present_value), (PROGRAMME_FLOWS,)),
    beside=(Beside("planned", Sentence("Without risks"), Unit.MONEY),),
    items=("R315",),
)
VA13 = Indicator(
    id="VA13",
    label=Sentence("Return on investment"),
    meaning=returnfigures.ROI.meaning,
    formula=returnfigures.ROI.formula,
    group=Group.VALUE,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("programme",),
    edge=Sentence("In present values; the simple form stands beside it. Without cost it is n/a."),
    calculation=Custom(of_programmes("VA13", return_on_investment), (PROGRAMME_FLOWS,)),
    beside=(Beside("simple", returnfigures.SIMPLE_ROI.label, Unit.SHARE),),
    items=("R310", "R316", "R329"),
)
VA14 = Indicator(
    id="VA14",
    label=returnfigures.IRR.label,
    meaning=returnfigures.IRR.meaning,
    formula=returnfigures.IRR.formula,
    group=Group.VALUE,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LEADING,
    cuts=("programme",),
    edge=Sentence("Where there are several rates all are listed and none is chosen."),
    calculation=Custom(of_programmes("VA14", internal_rate), (PROGRAMME_FLOWS,)),
    beside=(
        Beside("mirr", returnfigures.MIRR.label, Unit.SHARE),
        Beside("rate_1", Sentence("First of several rates"), Unit.SHARE),
        Beside("rate_2", Sentence("Second of several rates"), Unit.SHARE),
        Beside("rate_3", Sentence("Third of several rates"), Unit.SHARE),
    ),
    items=("R022",),
)
VA15 = Indicator(
    id="VA15",
    label=Sentence("Payback period"),
    meaning=returnfigures.PAYBACK.meaning,
    formula=returnfigures.PAYBACK.formula,
    group=Group.VALUE,
    unit=Unit.MONTHS,
    unit_words=Sentence("months"),
    direction=Direction.LOWER,
    timing=Timing.LEADING,
    cuts=("programme",),
    edge=Sentence("Never is told as not in the horizon. A later fall below 0 is warned of."),
    calculation=Custom(of_programmes("VA15", payback_months), (PROGRAMME_FLOWS,)),
    beside=(Beside("discounted", Sentence("Discounted"), Unit.MONTHS),),
    items=("R022",),
)
VA16 = Indicator(
    id="VA16",
    label=returnfigures.LOSS_PROBABILITY.label,
    meaning=returnfigures.LOSS_PROBABILITY.meaning,
    formula=returnfigures.LOSS_PROBABILITY.formula,
    group=Group.VALUE,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.LOWER,
    timing=Timing.LEADING,
    cuts=("programme",),
    edge=Sentence(
        "The truth lies between every flow drawn by itself and one adoption for all, which stands "
        "beside. Seed and number of draws are told."
    ),
    calculation=Custom(of_programmes("VA16", loss_probability), (PROGRAMME_FLOWS,)),
    beside=(
        Beside("common", Sentence("With one adoption for all"), Unit.SHARE),
        Beside("draws", Sentence("Draws"), Unit.NUMBER),
    ),
    items=("R067",),
)
