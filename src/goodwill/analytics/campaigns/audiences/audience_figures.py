"""Who is in and who is barred, as figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from goodwill.analytics.campaigns.audiences.audience import Audience, Step
from goodwill.analytics.campaigns.audiences.reasons import label
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.figure import Definition, Figure, Unit, major, minor_digits
from goodwill.language import Sentence

AUDIENCE_SIZE = Definition(
    "campaign_audience",
    1,
    Sentence("Customers in the audience"),
    Sentence(
        "Those who are meant, may be contacted and stand before the limit; hold-out included."
    ),
    Sentence("customers who meet every condition − barred − beyond the limit"),
    Unit.CUSTOMERS,
)
BARRED = Definition(
    "campaign_barred",
    1,
    Sentence("Customers barred"),
    Sentence("Those who are meant and may not be contacted; each counts for the first reason."),
    Sentence("customers who meet every condition and fall under a contact rule"),
    Unit.CUSTOMERS,
)
WASTE_AVOIDED = Definition(
    "campaign_waste_avoided",
    1,
    Sentence("Spend not wasted on barred customers"),
    Sentence("What contacting the barred would have cost: the hard part of wasted spend (MK06)."),
    Sentence("customers barred × cost per contact"),
    Unit.MONEY,
)
DEFINITIONS = (AUDIENCE_SIZE, BARRED, WASTE_AVOIDED)


def figures(found: Audience, plan: Plan, *, as_of: date) -> tuple[Figure, ...]:
    """The audience, the barred in all and by reason, and what they would have cost."""
    n, barred = found.funnel[0].customers, sum(step.customers for step in _barring(found))
    waste = _waste(barred, plan, n, as_of)
    return (
        Figure(AUDIENCE_SIZE, found.size, as_of=as_of, n=n, records="audience.csv: standing = in"),
        Figure(BARRED, barred, as_of=as_of, n=n, records="audience.csv: standing = barred"),
        *(
            Figure(
                BARRED,
                step.customers,
                as_of=as_of,
                n=n,
                cut={"reason": step.step},
                part=label(step.step, found.blocked),
                records=f"audience.csv: barred = {step.step}",
            )
            for step in _barring(found)
        ),
        *waste,
    )


def _barring(found: Audience) -> Iterator[Step]:
    return (step for step in found.funnel if step.step not in {"all", "conditions", "limit"})


def _waste(barred: int, plan: Plan, n: int, as_of: date) -> tuple[Figure, ...]:
    if not plan.currency or not plan.costs.per_contact:
        return ()
    minor = (plan.costs.per_contact * barred).scaleb(minor_digits(plan.currency))
    amount = major(round(minor), plan.currency)
    return (Figure(WASTE_AVOIDED, amount, as_of=as_of, n=n, currency=plan.currency),)
