"""Where the cost of the ledger went, what a customer costs to serve, how capacity was used."""

from __future__ import annotations

from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence

TO_CUSTOMERS = Definition(
    "cost_to_customers",
    1,
    Sentence("Cost to serve customers"),
    Sentence("What was spent on customers who are known, by the time and the drivers they took."),
    Sentence("Σ cost of activities (rate × minutes) + Σ direct entries, of customers"),
    Unit.MONEY,
)
TO_OTHERS = Definition(
    "cost_to_others",
    1,
    Sentence("Cost of campaigns and channels without a customer"),
    Sentence("What was caused by a campaign, a channel or work for nobody who is known."),
    Sentence("Σ cost assigned that names no customer"),
    Unit.MONEY,
)
UNUSED = Definition(
    "cost_unused",
    1,
    Sentence("Unused capacity"),
    Sentence("What was paid for time that no recorded activity took. No customer bears it."),
    Sentence("(practical − used minutes) × rate, department by department and month by month"),
    Unit.MONEY,
)
SUSTAINING = Definition(
    "cost_sustaining",
    1,
    Sentence("Kept at company level"),
    Sentence("What keeps the company going and is caused by no customer."),
    Sentence("Σ sustaining entries"),
    Unit.MONEY,
)
UNASSIGNED = Definition(
    "cost_unassigned",
    1,
    Sentence("Not assigned"),
    Sentence("What ought to be assigned and cannot be, each part for a stated reason."),
    Sentence("Σ entries and pools that lack what they would be shared out by − overload"),
    Unit.MONEY,
)
UNASSIGNED_SHARE = Definition(
    "cost_unassigned_share",
    1,
    Sentence("Share not assigned"),
    Sentence("Which part of the cost ought to be assigned and cannot be."),
    Sentence("not assigned ÷ cost of the ledger, as used up"),
    Unit.SHARE,
)
ASSIGNED_SHARE = Definition(
    "cost_assigned_share",
    1,
    Sentence("Share assigned"),
    Sentence("Which part of the cost was assigned to customers, campaigns and channels."),
    Sentence("assigned ÷ cost of the ledger, as used up"),
    Unit.SHARE,
)
SERVE_EACH = Definition(
    "cost_to_serve_each",
    1,
    Sentence("Cost to serve, per customer"),
    Sentence("What a customer who was served at all cost on average."),
    Sentence("cost to serve customers ÷ customers served"),
    Unit.MONEY,
)
SERVE_MEDIAN = Definition(
    "cost_to_serve_median",
    1,
    Sentence("Cost to serve of the customer in the middle"),
    Sentence("Half of the customers served cost less, half cost more."),
    Sentence("median of the cost to serve of customers served"),
    Unit.MONEY,
)
SERVE_TOP = Definition(
    "cost_to_serve_top",
    1,
    Sentence("Share of cost to serve of the dearest 10 %"),
    Sentence("Which part of the cost to serve the tenth of customers that cost most take."),
    Sentence("cost to serve of the dearest ceil(10 %) ÷ cost to serve customers"),
    Unit.SHARE,
)
SERVED = Definition(
    "customers_served",
    1,
    Sentence("Customers served"),
    Sentence("Customers on whom anything was spent."),
    Sentence("distinct customers with a cost"),
    Unit.CUSTOMERS,
)
SERVED_SHARE = Definition(
    "cost_to_serve_share",
    1,
    Sentence("Share of the cost assigned"),
    Sentence("Which part of all that was assigned this part took."),
    Sentence("cost assigned to the part ÷ Σ cost assigned"),
    Unit.SHARE,
)
SERVED_PART = Definition(
    "cost_to_serve_part",
    1,
    Sentence("Cost assigned"),
    Sentence("What was assigned to this part: customers, campaigns and channels together."),
    Sentence("Σ cost assigned to the part"),
    Unit.MONEY,
)
CAPACITY_USE = Definition(
    "capacity_use",
    1,
    Sentence("Use of practical capacity"),
    Sentence("How much of the time that people can practically work went into activities."),
    Sentence("minutes of activities ÷ (people × paid minutes × practical share)"),
    Unit.SHARE,
    benchmark=Sentence(
        "A common working range is 75 % to 90 %: below it time is paid for and not used, above "
        "it nothing is left for peaks."
    ),
)

DEFINITIONS = (
    *(TO_CUSTOMERS, TO_OTHERS, UNUSED, SUSTAINING, UNASSIGNED, UNASSIGNED_SHARE),
    ASSIGNED_SHARE,
    *(SERVE_EACH, SERVE_MEDIAN, SERVE_TOP, SERVED, SERVED_PART, SERVED_SHARE, CAPACITY_USE),
)
