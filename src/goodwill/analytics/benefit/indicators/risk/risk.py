"""Risk: who may leave, who may not pay, what may go wrong (RI01–RI05)."""

from __future__ import annotations

from goodwill.analytics.benefit.indicators.kernel.calculations import Custom
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Beside,
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.risk.credit import credit_risk
from goodwill.analytics.benefit.indicators.risk.exposure import exposure
from goodwill.analytics.benefit.indicators.risk.market_watch import market_watch
from goodwill.analytics.benefit.indicators.risk.warning_quality import churn_risk, warning_quality
from goodwill.analytics.benefit.indicators.value.lifetime_values import of_scores
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import INVOICES, MARKET, ORDER_LINES, RISKS, SCORES
from goodwill.language import Sentence

PERCENT = Sentence("%")

RI01 = Indicator(
    id="RI01",
    label=Sentence("Churn risk and value at risk"),
    meaning=Sentence("How likely customers are to be lost, and what would be lost with them."),
    formula=Sentence("Σ chance of being lost ÷ customers; Σ chance × remaining lifetime value"),
    group=Group.RISK,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.LOWER,
    timing=Timing.LEADING,
    cuts=("customer_id", "segment", "region"),
    edge=Sentence(
        "By the last run of scores up to the end of the period. How well chances held is told by "
        "the Brier score, once it is known who was lost; 0 is best."
    ),
    calculation=Custom(of_scores("RI01", churn_risk), (SCORES,)),
    beside=(
        Beside("value_at_risk", Sentence("Value at risk"), Unit.MONEY),
        Beside("brier", Sentence("Brier score"), Unit.NUMBER),
    ),
    items=("R084", "R101", "R330"),
)
RI02 = Indicator(
    id="RI02",
    label=Sentence("Early-warning quality"),
    meaning=Sentence("How many of those warned of were really lost."),
    formula=Sentence(
        "lost of the k most at risk ÷ k; recall: ÷ all lost; lift: against everybody; saved: lost "
        "of those held out − lost of those treated"
    ),
    group=Group.RISK,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.HIGHER,
    timing=Timing.LAGGING,
    cuts=("segment",),
    edge=Sentence(
        "Without outcomes it is n/a. Who is level with the last of the k belongs to them. Saved "
        "is told only with somebody held out."
    ),
    calculation=Custom(warning_quality, (SCORES,)),
    beside=(
        Beside("warned", Sentence("Customers warned of"), Unit.CUSTOMERS),
        Beside("recall", Sentence("Of all lost, warned of"), Unit.SHARE),
        Beside("lift", Sentence("Times as often as everybody"), Unit.RATIO),
        Beside("saved", Sentence("Saved by acting"), Unit.POINTS),
    ),
    items=("R102", "R282"),
)
RI03 = Indicator(
    id="RI03",
    label=Sentence("Credit risk"),
    meaning=Sentence("How much of what was sold on credit is given up."),
    formula=Sentence(
        "bad debt ÷ credit sales; expected loss = Σ chance × exposure × share lost; days = open "
        "at the end ÷ credit sales × days of the period"
    ),
    group=Group.RISK,
    unit=Unit.SHARE,
    unit_words=PERCENT,
    direction=Direction.LOWER,
    timing=Timing.LAGGING,
    cuts=("customer_id", "segment", "region"),
    edge=Sentence(
        "What customers object to stands apart. Bad debt counts when it is written off, sales "
        "when invoiced; only what is due later than invoiced is on credit."
    ),
    calculation=Custom(credit_risk, (INVOICES,)),
    beside=(
        Beside("expected_loss", Sentence("Expected loss"), Unit.MONEY),
        Beside("days_outstanding", Sentence("Days sales outstanding"), Unit.DAYS),
        Beside("receivable", Sentence("Open at the end"), Unit.MONEY),
        Beside("disputed", Sentence("Open and disputed"), Unit.MONEY),
    ),
    items=("R332",),
)
RI04 = Indicator(
    id="RI04",
    label=Sentence("Market risk watch"),
    meaning=Sentence("Whether market share and complaints move more than they usually do."),
    formula=Sentence(
        "change since the period before; limits: mean ± 3 standard deviations of the changes before"
    ),
    group=Group.RISK,
    unit=Unit.POINTS,
    unit_words=Sentence("points"),
    direction=Direction.WATCH,
    timing=Timing.LEADING,
    cuts=("region", "category"),
    edge=Sentence("With fewer than 8 periods before it there are no limits."),
    calculation=Custom(market_watch, (MARKET, ORDER_LINES)),
    beside=(
        Beside("complaints", Sentence("Change of the complaint rate"), Unit.POINTS),
        Beside("complaints_low", Sentence("Its lower limit"), Unit.POINTS),
        Beside("complaints_high", Sentence("Its upper limit"), Unit.POINTS),
    ),
    items=("R067", "R331", "R333"),
)
RI05 = Indicator(
    id="RI05",
    label=Sentence("Programme risk exposure"),
    meaning=Sentence("What the open risks of the programme are expected to cost."),
    formula=Sentence("Σ probability × impact of the risks open at the end of the period"),
    group=Group.RISK,
    unit=Unit.MONEY,
    unit_words=Sentence("money"),
    direction=Direction.LOWER,
    timing=Timing.LEADING,
    cuts=("project", "phase", "kind"),
    edge=Sentence("A risk without an owner counts and is flagged."),
    calculation=Custom(exposure, (RISKS,)),
    beside=(
        Beside("open", Sentence("Open risks"), Unit.NUMBER),
        Beside("without_owner", Sentence("Of them without an owner"), Unit.NUMBER),
    ),
    items=("R335", "R338"),
)

INDICATORS = (RI01, RI02, RI03, RI04, RI05)
"""In the order of the catalogue."""
