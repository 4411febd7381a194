"""What was tried and what it brought; what was spent, on what, by whom, and what was planned."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.tables.contract import (
    CAMPAIGN,
    CHANNEL,
    CURRENCY,
    CUSTOMER,
    DEPARTMENT,
    EMPLOYEE,
    PRODUCT,
    REGION,
    Column,
    Table,
    amount,
    count,
    dated,
    flag,
    number,
    recorded,
    text,
)
from goodwill.language import Sentence

PANEL = Table(
    "panel",
    Sentence("Units watched over time, such as branches by month: one row per unit and period."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("unit", nw.String, Sentence("The region, branch, team or customer.")),
        Column(
            "period",
            nw.Int64,
            Sentence("Any number that grows with time: a year, 202403, days since 1970-01-01."),
        ),
        Column("outcome", nw.Float64, Sentence("What was measured of the unit in the period.")),
        Column(
            "treated",
            nw.Int64,
            Sentence("1 where the pilot ran in this unit and period, else 0."),
        ),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)

PILOTS = Table(
    "pilots",
    Sentence("Where and when something was tried: one row per pilot and unit."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("pilot_id", nw.String, Sentence("The pilot; empty if the file has one only.")),
        Column("name", nw.String, Sentence("The name to show.")),
        Column(
            "unit_kind",
            nw.String,
            Sentence("What tells units apart: `region`, `department`, `channel`."),
        ),
        Column("unit", nw.String, Sentence("The region, branch or team in which it ran.")),
        Column("starts_on", nw.Date, Sentence("The first day of the pilot in that unit.")),
        Column(
            "starts_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("ends_on", nw.Date, Sentence("The first day after it; empty while it runs.")),
        Column(
            "ends_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)


COST_ENTRIES = recorded(
    "cost_entries",
    Sentence("The cost ledger: one row per entry, never edited; a reversal is an entry too."),
    text("entry_id", Sentence("The entry.")),
    dated("served", Sentence("The day of service, not of payment.")),
    amount("amount_minor", Sentence("The cost; negative only in a reversal.")),
    CURRENCY,
    number("rate", Sentence("What one unit of its currency was worth in the company's, that day.")),
    text("category", Sentence("One of the 11 categories.")),
    text("subcategory", Sentence("One of the 37 sub-categories.")),
    text("stage", Sentence("`acquire`, `retain`, `expand`, `churn` or `shared`.")),
    *(DEPARTMENT, CHANNEL, CAMPAIGN, PRODUCT, REGION),
    text("customer_id", Sentence("The customer who caused it directly.")),
    text("segment", Sentence("The segment that caused it directly.")),
    text("nature", Sentence("`cash`, `depreciation`, `imputed` or `memo`.")),
    text("behaviour", Sentence("`one-off`, `recurring`, `volume-driven` or `capex`.")),
    text("treatment", Sentence("`direct`, `pool`, `platform` or `sustaining`.")),
    text("driver", Sentence("What a direct entry is shared out by: `touches`, `points`, …")),
    text("evidence", Sentence("`invoice`, `payroll`, `time study` or `estimate`.")),
    text("asset_id", Sentence("The asset that was bought.")),
    text("reverses", Sentence("The entry that this one takes back.")),
    text("recurs", Sentence("`monthly`, `quarterly` or `yearly`, where it comes again.")),
    dated("until", Sentence("The first day on which it no longer comes again.")),
    text("vendor", Sentence("To whom it was paid.")),
    text("source_system", Sentence("The system that it came from.")),
    text("author", Sentence("Who entered it.")),
)

EXCHANGE_RATES = recorded(
    "exchange_rates",
    Sentence("What currencies were worth: one row per currency and day."),
    CURRENCY,
    dated("quoted", Sentence("From which day on it holds.")),
    number("rate", Sentence("What one unit of it is worth in the company's currency.")),
)

ASSETS = recorded(
    "assets",
    Sentence("What was bought to be used for years: one row per asset."),
    text("asset_id", Sentence("The asset.")),
    text("name", Sentence("The name to show.")),
    text("category", Sentence("One of the 11 categories.")),
    text("subcategory", Sentence("One of the 37 sub-categories.")),
    text("stage", Sentence("`acquire`, `retain`, `expand`, `churn` or `shared`.")),
    DEPARTMENT,
    text("treatment", Sentence("`pool`, `platform` or `sustaining`.")),
    dated("first_used", Sentence("When it was first used; that month counts in full.")),
    amount("cost_minor", Sentence("What it cost.")),
    amount("salvage_minor", Sentence("What it will still be worth at the end.")),
    count("life_months", Sentence("How long it is used."), "months"),
    text("method", Sentence("`straight line`, `double declining` or `sum of years`.")),
    CURRENCY,
)

ACTIVITIES = recorded(
    "activities",
    Sentence("Work done for customers: one row per visit, order, request, complaint …"),
    text("activity_id", Sentence("The activity.")),
    text("kind", Sentence("Which time equation holds: `visit`, `order`, `request` …")),
    CUSTOMER,
    text(
        "stage", Sentence("`acquire`, `retain`, `expand` or `churn`; empty: the customer's then.")
    ),
    *(DEPARTMENT, EMPLOYEE, CHANNEL, CAMPAIGN, PRODUCT, REGION),
    dated("done", Sentence("When it was done.")),
    number("minutes", Sentence("What it took, where that was measured."), "minutes"),
    number("travel", Sentence("Minutes on the way to a visit."), "minutes"),
    number("lines", Sentence("How many lines an order has.")),
    number("special", Sentence("How many lines of an order need special care, or 1 if it does.")),
    number("escalated", Sentence("1 if a request had to be passed on, else 0.")),
    number("field_visit", Sentence("1 if a complaint took a visit on the spot, else 0.")),
)

CAPACITY = recorded(
    "capacity",
    Sentence("What a department can do: one row per department and month."),
    DEPARTMENT,
    dated("period", Sentence("The first day of the month.")),
    number("people", Sentence("How many work there, part-time as parts.")),
    count("paid_minutes", Sentence("Minutes paid for each of them in the month."), "minutes"),
    count("users", Sentence("How many use the platform.")),
)

DRIVERS = recorded(
    "drivers",
    Sentence("What direct entries are shared out by: one row per driver, month and target."),
    text("driver", Sentence("`touches`, `points`, `gifts`, `partner revenue` …")),
    *(CUSTOMER, CAMPAIGN, CHANNEL),
    dated("period", Sentence("The first day of the month.")),
    number("quantity", Sentence("How much of it.")),
)

BUDGETS = recorded(
    "budgets",
    Sentence("What was planned: one row per month and cost."),
    dated("period", Sentence("The first day of the month.")),
    text("category", Sentence("One of the 11 categories.")),
    text("subcategory", Sentence("One of the 37 sub-categories.")),
    text("stage", Sentence("`acquire`, `retain`, `expand`, `churn` or `shared`.")),
    *(DEPARTMENT, CHANNEL, CAMPAIGN),
    amount("amount_minor", Sentence("What was planned to be spent.")),
    number("quantity", Sentence("How many activities were planned.")),
    number("unit_minutes", Sentence("What each was planned to take."), "minutes"),
    CURRENCY,
)

BENEFIT_RESULTS = recorded(
    "benefit_results",
    Sentence("What benefits brought: one row per benefit and month."),
    text("programme", Sentence("The CRM programme.")),
    text("benefit_id", Sentence("The benefit.")),
    DEPARTMENT,
    text("owner", Sentence("Who answers for it.")),
    text("status", Sentence("`planned`, `measured`, `confirmed` or `closed`.")),
    text("grade", Sentence("How it was established, A to E.")),
    dated("period", Sentence("The first day of the month.")),
    amount("planned_minor", Sentence("What was planned.")),
    amount("realised_minor", Sentence("Measured × attribution × (1 − overlap).")),
    CURRENCY,
)

PROGRAMME_FLOWS = recorded(
    "programme_flows",
    Sentence("What the programme costs and brings by year, alternatives beside it."),
    text("programme", Sentence("The CRM programme.")),
    text("alternative", Sentence("The alternative that was not chosen; empty for the programme.")),
    count("year", Sentence("0 for today, then 1, 2, 3 …")),
    amount("benefit_minor", Sentence("What it brings, unadjusted.")),
    amount("cost_minor", Sentence("What it costs, cash view.")),
    number("benefit_risk", Sentence("By how much benefits may fall short, on average.")),
    number("cost_risk", Sentence("By how much costs may run over, on average.")),
    CURRENCY,
)

RISKS = recorded(
    "risks",
    Sentence("What may go wrong with the programme: one row per risk."),
    text("risk_id", Sentence("The risk.")),
    text("kind", Sentence("`vendor`, `company`, `partner` or `customer`.")),
    text("phase", Sentence("The phase of the programme.")),
    text("project", Sentence("What it was for.")),
    text("owner", Sentence("Who answers for it.")),
    number("probability", Sentence("The chance that it happens.")),
    amount("impact_minor", Sentence("What it would cost then.")),
    dated("opened", Sentence("When it was found.")),
    dated("closed", Sentence("When it was over; empty while it is open.")),
    CURRENCY,
)

DELAYS = recorded(
    "delays",
    Sentence("Decisions and projects that came late: one row each."),
    text("project", Sentence("What it was for.")),
    DEPARTMENT,
    dated("planned", Sentence("When it was to be done.")),
    dated("done", Sentence("When it was done; empty while it is not.")),
    amount("monthly_minor", Sentence("The net benefit of a month with it.")),
    CURRENCY,
)

GOALS = recorded(
    "goals",
    Sentence("What the programme is to reach: one row per goal."),
    text("goal", Sentence("The goal.")),
    text("phase", Sentence("The phase of the programme.")),
    DEPARTMENT,
    dated("due", Sentence("By when.")),
    flag("reached", Sentence("1 if it was basically reached, 0 if not; empty while open.")),
)
