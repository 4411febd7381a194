"""The figures of a programme's return: what each means and how it is computed."""

from __future__ import annotations

from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence

REALISATION_RATE = Definition(
    "VA11",
    1,
    Sentence("Benefit realisation rate"),
    Sentence("How much of what was planned until today has been measured to have come."),
    Sentence("realised benefit to date ÷ planned benefit to date"),
    Unit.SHARE,
)
NPV = Definition(
    "VA12",
    1,
    Sentence("Net present value"),
    Sentence("What the programme is worth today beyond the return that the rate asks for."),
    Sentence("Σ (benefits − costs) of year t ÷ (1 + rate)^t, year 0 undiscounted"),
    Unit.MONEY,
)
ROI = Definition(
    "VA13",
    1,
    Sentence("Return on investment (present values)"),
    Sentence("What each unit of money spent brings beyond itself, both in today's value."),
    Sentence("(present value of benefits − present value of costs) ÷ present value of costs"),
    Unit.SHARE,
)
SIMPLE_ROI = Definition(
    "simple_roi",
    1,
    Sentence("Return on investment (simple)"),
    Sentence("The same without discounting: later money counts as much as today's."),
    Sentence("(Σ benefits − Σ costs) ÷ Σ costs"),
    Unit.SHARE,
)
IRR = Definition(
    "VA14",
    1,
    Sentence("Internal rate of return"),
    Sentence("The discount rate at which the net present value is 0; there may be several."),
    Sentence("rate with Σ (benefits − costs) of year t ÷ (1 + rate)^t = 0"),
    Unit.SHARE,
)
MIRR = Definition(
    "mirr",
    1,
    Sentence("Modified internal rate of return"),
    Sentence(
        "The yearly return if what goes out is financed, and what comes in is put out again, at "
        "the discount rate."
    ),
    Sentence("(final value of what comes in ÷ present value of what goes out)^(1 ÷ years) − 1"),
    Unit.SHARE,
)
PAYBACK = Definition(
    "VA15",
    1,
    Sentence("Payback period, in months"),
    Sentence("When what was spent is back for the first time."),
    Sentence("first time at which Σ (benefits − costs) is not below 0, linear within a year"),
    Unit.NUMBER,
)
DISCOUNTED_PAYBACK = Definition(
    "discounted_payback",
    1,
    Sentence("Discounted payback period, in months"),
    Sentence("When what was spent is back with the return that the rate asks for."),
    Sentence("first time at which the sum of present values is not below 0, linear within a year"),
    Unit.NUMBER,
)
LOSS_PROBABILITY = Definition(
    "VA16",
    1,
    Sentence("Probability of loss"),
    Sentence("The chance that the net present value is below 0, by simulation."),
    Sentence("draws with a net present value below 0 ÷ draws"),
    Unit.SHARE,
)
SIMULATED_NPV = Definition(
    "simulated_npv",
    1,
    Sentence("Net present value in the middle of the draws"),
    Sentence("Half of the draws bring more. 90 % of them lie between the two ends."),
    Sentence("5 %, 50 % and 95 % quantiles of the net present values drawn"),
    Unit.MONEY,
)
PV_BENEFITS = Definition(
    "pv_benefits",
    1,
    Sentence("Present value of the benefits"),
    Sentence("What the benefits are worth today."),
    Sentence("Σ benefits of year t ÷ (1 + rate)^t"),
    Unit.MONEY,
)
PV_COSTS = Definition(
    "pv_costs",
    1,
    Sentence("Present value of the costs"),
    Sentence("What the costs are worth today."),
    Sentence("Σ costs of year t ÷ (1 + rate)^t"),
    Unit.MONEY,
)
TOTAL_BENEFITS = Definition(
    "total_benefits",
    1,
    Sentence("Benefits in all years"),
    Sentence("The sum of the benefits, not discounted."),
    Sentence("Σ benefits"),
    Unit.MONEY,
)
TOTAL_COSTS = Definition(
    "total_costs",
    1,
    Sentence("Costs in all years"),
    Sentence("The sum of the costs, not discounted."),
    Sentence("Σ costs"),
    Unit.MONEY,
)
BENEFIT_COST_RATIO = Definition(
    "benefit_cost_ratio",
    1,
    Sentence("Benefit-cost ratio"),
    Sentence("What comes back for each unit of money spent, both in today's value."),
    Sentence("present value of benefits ÷ present value of costs"),
    Unit.RATIO,
)
BREAK_EVEN = Definition(
    "break_even_multiplier",
    1,
    Sentence("Break-even multiplier"),
    Sentence("The part of the benefits that must come for the programme just to pay."),
    Sentence("present value of costs ÷ present value of benefits"),
    Unit.RATIO,
)
EQUIVALENT_ANNUAL = Definition(
    "equivalent_annual_value",
    1,
    Sentence("Equivalent annual value"),
    Sentence("The equal amount of each year that is worth the same: for unequal horizons."),
    Sentence("net present value ÷ Σ (1 + rate)^−t over the years 1 to the horizon"),
    Unit.MONEY,
)
XNPV = Definition(
    "xnpv",
    1,
    Sentence("Net present value of what was paid and received, by day"),
    Sentence("What the payments are worth on the first of their days."),
    Sentence("Σ payment ÷ (1 + rate)^(days since the first ÷ 365)"),
    Unit.MONEY,
)
XIRR = Definition(
    "xirr",
    1,
    Sentence("Internal rate of return of what was paid and received, by day"),
    Sentence("The yearly rate at which the payments are worth 0; there may be several."),
    Sentence("rate with Σ payment ÷ (1 + rate)^(days since the first ÷ 365) = 0"),
    Unit.SHARE,
)
SWING = Definition(
    "swing",
    1,
    Sentence("Swing of the net present value"),
    Sentence("How far one input alone moves it, from its worst to its best, the others as meant."),
    Sentence("greatest − least net present value over the input's range"),
    Unit.MONEY,
)
LINE_VALUE = Definition(
    "programme_line",
    1,
    Sentence("Present value of a benefit or cost of the programme"),
    Sentence("What one entry of the register or of the costs is worth today, risk-adjusted."),
    Sentence("Σ amount of year t ÷ (1 + rate)^t"),
    Unit.MONEY,
)

CHANGE = Definition(
    "benefit_change",
    1,
    Sentence("Change of the driver since its baseline"),
    Sentence("How far what drives the benefit has moved from what was before."),
    Sentence("(measured − baseline) ÷ baseline"),
    Unit.SHARE,
)

DEFINITIONS = (
    *(REALISATION_RATE, NPV, ROI, SIMPLE_ROI, IRR, MIRR, PAYBACK, DISCOUNTED_PAYBACK),
    *(LOSS_PROBABILITY, SIMULATED_NPV, PV_BENEFITS, PV_COSTS, TOTAL_BENEFITS, TOTAL_COSTS),
    *(BENEFIT_COST_RATIO, BREAK_EVEN, EQUIVALENT_ANNUAL, XNPV, XIRR, SWING, LINE_VALUE, CHANGE),
)
