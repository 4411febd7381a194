"""What models say of each customer, and what came of it."""

from __future__ import annotations

from goodwill.analytics.tables.contract import (
    CURRENCY,
    CUSTOMER,
    amount,
    dated,
    flag,
    number,
    recorded,
    text,
)
from goodwill.language import Sentence

SCORES = recorded(
    "scores",
    Sentence("What a model said of customers: one row per customer and run."),
    CUSTOMER,
    text("model", Sentence("The model and its version.")),
    dated("scored", Sentence("The day on which it was said.")),
    number("churn_chance", Sentence("The chance of being lost within the horizon.")),
    number("retention", Sentence("The chance of staying from one period to the next.")),
    amount("margin_minor", Sentence("The margin of a period.")),
    amount("lifetime_minor", Sentence("What the customer is still worth.")),
    amount("potential_minor", Sentence("What more the customer could be worth.")),
    flag("treated", Sentence("1 if something was done about it, 0 if held out, else empty.")),
    flag("lost", Sentence("1 if the customer was lost since, 0 if not; empty while unknown.")),
    CURRENCY,
)
