"""What the stages of the customer's life cost, as definitions of figures."""

from __future__ import annotations

from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence

STAGE_COST = Definition(
    "stage_cost",
    1,
    Sentence("Cost of a stage"),
    Sentence("What winning, keeping, growing or losing customers cost in the period."),
    Sentence("Σ cost of the stage, consumption view"),
    Unit.MONEY,
)
STAGE_COST_EACH = Definition(
    "CO02",
    1,
    Sentence("Stage cost per customer"),
    Sentence("What a stage cost for each customer who was in it during the period."),
    Sentence("stage cost ÷ customers in the stage during the period"),
    Unit.MONEY,
)
ACQUISITION_COST = Definition(
    "MK04",
    1,
    Sentence("Customer acquisition cost"),
    Sentence("What it cost to win one new customer, time of people and research included."),
    Sentence("acquire-stage cost of the period ÷ new customers; the cost may lie months earlier"),
    Unit.MONEY,
)
RETENTION_COST = Definition(
    "retention_cost",
    1,
    Sentence("Retention cost per customer kept"),
    Sentence("What it cost to keep one customer who stayed."),
    Sentence("retain-stage cost of the period ÷ customers retained"),
    Unit.MONEY,
)
REACQUISITION_COST = Definition(
    "reacquisition_cost",
    1,
    Sentence("Cost per customer won back"),
    Sentence("What it cost to win back one customer who had left."),
    Sentence("reacquisition cost of the period ÷ customers reacquired"),
    Unit.MONEY,
)
REACQUISITION_RATIO = Definition(
    "CO06",
    1,
    Sentence("Reacquisition ratio"),
    Sentence("How many times the cost of a new customer it takes to win one back."),
    Sentence("cost per reacquired customer ÷ customer acquisition cost"),
    Unit.RATIO,
    benchmark=Sentence("Usually above 1: winning back is dearer than winning anew."),
)
CHURN_COST = Definition(
    "CO05",
    1,
    Sentence("Churn cost"),
    Sentence(
        "What losing customers cost: the value they would have brought, what they tell others, "
        "and what was spent on winning them back. Only the last is in the ledger."
    ),
    Sentence("lost customers × remaining lifetime value + word of mouth + reacquisition spend"),
    Unit.MONEY,
)
LOST_VALUE = Definition(
    "churn_lost_value",
    1,
    Sentence("Of churn cost: value lost (not in the ledger)"),
    Sentence("What the lost customers would still have brought."),
    Sentence("lost customers × remaining lifetime value of one"),
    Unit.MONEY,
)
WORD_OF_MOUTH = Definition(
    "churn_word_of_mouth",
    1,
    Sentence("Of churn cost: word of mouth (not in the ledger)"),
    Sentence("What is lost because those who left talk others out of buying."),
    Sentence("as given, in the period"),
    Unit.MONEY,
)
REACQUISITION_SPEND = Definition(
    "reacquisition_spend",
    1,
    Sentence("Of churn cost: winning back (in the ledger)"),
    Sentence("What was spent on winning back customers who had left."),
    Sentence("Σ cost of the churn stage, consumption view"),
    Unit.MONEY,
)
MONTHS_TO_PAY_BACK = Definition(
    "cac_payback",
    1,
    Sentence("Months until a new customer has paid back what winning cost"),
    Sentence("At the margin that the customers won leave each month, after serving them."),
    Sentence("customer acquisition cost ÷ monthly margin of one after cost to serve"),
    Unit.NUMBER,
)

DEFINITIONS = (
    *(STAGE_COST, STAGE_COST_EACH, ACQUISITION_COST, RETENTION_COST),
    *(REACQUISITION_COST, REACQUISITION_RATIO),
    *(CHURN_COST, LOST_VALUE, WORD_OF_MOUTH, REACQUISITION_SPEND, MONTHS_TO_PAY_BACK),
)
