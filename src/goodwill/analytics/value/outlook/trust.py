"""How far to trust a forecast: what it missed by, and what its parameters say, as figures."""

from __future__ import annotations

from datetime import date
from math import floor, log10
from typing import Any

import numpy as np

from goodwill.analytics.figure import Definition, Figure, Unit, money, ratio
from goodwill.analytics.value.choosing.candidates import Candidate
from goodwill.analytics.value.choosing.choosing import Choice
from goodwill.analytics.value.choosing.frequencies import Conditional, Frequencies
from goodwill.analytics.value.choosing.tracking import Tracking
from goodwill.analytics.value.family import drawn
from goodwill.analytics.value.gammagamma import Gammagamma
from goodwill.analytics.value.margin import Margin
from goodwill.analytics.value.outlook.lifetime import Outlook
from goodwill.language import Sentence

LEVEL = 0.9
DRAWS = 200
YEAR = 365

MISS = Definition(
    "forecast_miss",
    1,
    Sentence("Miss of the forecast"),
    Sentence(
        "By how much the purchases foretold for the time held out were too many, or too few if "
        "below zero."
    ),
    Sentence("(purchases expected − purchases that came) ÷ purchases that came"),
    Unit.SHARE,
)
INSIDE = Definition(
    "periods_inside",
    1,
    Sentence("Inside the band"),
    Sentence("In how many of the weeks the purchases that came lay inside the 90 % band."),
    Sentence("periods inside ÷ periods"),
    Unit.SHARE,
    benchmark=Sentence("90 %, if nothing but chance moved purchases."),
)
MISPLACED = Definition(
    "misplaced_customers",
    1,
    Sentence("Customers in a wrong bar"),
    Sentence(
        "How many customers bought more or less often than the model says so many would, as a "
        "share of all."
    ),
    Sentence("½ Σ |customers − customers expected| over repeat purchases ÷ customers"),
    Unit.SHARE,
    benchmark=Sentence("Up to 2 % is close, above 5 % the model does not fit."),
)
CAME = Definition(
    "heldout_purchases",
    1,
    Sentence("Purchases that came"),
    Sentence("What customers with so many repeat purchases before bought in the time held out."),
    Sentence("purchases in the time held out ÷ customers"),
    Unit.RATIO,
)
FORETOLD = Definition(
    "heldout_purchases_expected",
    1,
    Sentence("Purchases foretold"),
    Sentence(
        "What customers with so many repeat purchases before were expected to buy in the time "
        "held out."
    ),
    Sentence("Σ purchases expected in the time held out ÷ customers"),
    Unit.RATIO,
)
COMES_BACK = Definition(
    "newcomer_purchases",
    1,
    Sentence("Repeat purchases of a new customer"),
    Sentence("How often a new customer is expected to come back within a year."),
    Sentence("E[X(365 days)] of the purchase model"),
    Unit.RATIO,
)
PARAMETER = Definition(
    "model_parameter",
    1,
    Sentence("Parameter of a model"),
    Sentence("A number that the model learnt from the data; its meaning stands beside it."),
    Sentence("the value that makes the purchases seen most likely"),
    Unit.RATIO,
)
RETURNED = Definition(
    "expected_return_share",
    1,
    Sentence("Comes back"),
    Sentence("The share of what is sold that is expected to be brought back."),
    Sentence("common share returned, so that the company's total comes out"),
    Unit.SHARE,
)
GOODS = Definition(
    "expected_cost_share",
    1,
    Sentence("Cost of goods"),
    Sentence("What goods cost, as a share of what is kept of them."),
    Sentence("common cost of goods ÷ revenue, so that the company's margin comes out"),
    Unit.SHARE,
)
SERVING = Definition(
    "expected_serving_cost",
    1,
    Sentence("Cost to serve a purchase"),
    Sentence("What serving one purchase is expected to cost."),
    Sentence("common cost to serve ÷ purchases, so that the company's total comes out"),
    Unit.MONEY,
)
LEFT = Definition(
    "expected_margin_rate",
    1,
    Sentence("Left of what is spent"),
    Sentence(
        "What is left of what somebody spends of whom nothing else is known, before cost to serve."
    ),
    Sentence("(1 − share that comes back) × (1 − cost of goods)"),
    Unit.SHARE,
)
DEFINITIONS = (
    *(MISS, INSIDE, MISPLACED, CAME, FORETOLD, COMES_BACK, PARAMETER),
    *(RETURNED, GOODS, SERVING, LEFT),
)


def miss(choice: Choice, candidate: Candidate, *, as_of: date) -> Figure:
    """Of a candidate that was judged; n/a where nothing came."""
    metrics = candidate.metrics
    assert metrics is not None
    actual = choice.actual
    ends: dict[str, Any] = {}
    if actual:
        low, high = (end / actual - 1 for end in (metrics.low, metrics.high))
        ends = {"low": low, "high": high, "level": LEVEL}
    return ratio(
        MISS,
        metrics.expected - actual,
        actual,
        as_of=as_of,
        n=round(choice.customers),
        method=Sentence("The interval is where purchases would lie if the model were right."),
        cut={"model": str(candidate.name)},
        part=Sentence("{model}", model=candidate.name),
        **ends,
    )


def inside(followed: Tracking, *, as_of: date) -> Figure:
    """How many periods the band held; no interval, because weeks are not independent."""
    periods = followed.periods
    count = round(followed.share_inside * len(periods))
    return ratio(INSIDE, count, len(periods), as_of=as_of, n=len(periods))


def misplaced(found: Frequencies, *, as_of: date) -> Figure:
    customers = round(sum(each.actual for each in found.bins))
    return Figure(MISPLACED, found.misplaced, as_of=as_of, n=customers, method=found.verdict)


def conditional(row: Conditional, *, as_of: date) -> tuple[Figure, Figure]:
    """What came, and what was foretold with its interval."""
    told: dict[str, Any] = {
        "as_of": as_of,
        "n": round(row.customers),
        "cut": {"repeats": f"{row.repeats}{'+' * row.is_last}"},
    }
    ends: dict[str, Any] = {"low": row.low, "high": row.high, "level": LEVEL}
    return Figure(CAME, row.actual, **told), Figure(FORETOLD, row.expected, **told, **ends)


def comes_back(outlook: Outlook, *, as_of: date) -> Figure:
    """Within a year; the interval is of the parameters."""
    value, low, high = _of_new(outlook, np.array([float(YEAR)]))[:, 0]
    return Figure(
        COMES_BACK,
        float(value),
        low=float(low),
        high=float(high),
        level=LEVEL,
        as_of=as_of,
        n=round(outlook.histories.customers),
        method=Sentence("{model}", model=outlook.family.NAME),
    )


def by_age(outlook: Outlook, days: list[int]) -> list[tuple[int, float, float, float]]:
    """Repeat purchases expected of a new customer within so many days, with 90 % intervals."""
    rows = _of_new(outlook, np.array(days, dtype=np.float64))
    columns = zip(days, *(row.tolist() for row in rows), strict=True)
    return list(columns)


def _of_new(outlook: Outlook, days: Any) -> Any:
    """Value, low and high, shape (3, days)."""
    family, model = outlook.family, outlook.model
    value = family.expected_purchases_of_new(model, days)
    draws = [family.expected_purchases_of_new(each, days) for each in drawn(model, DRAWS)]
    low, high = np.quantile(draws, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
    return np.stack([value, np.minimum(low, value), np.maximum(high, value)])


def parameters(model: Any, name: str, *, as_of: date) -> tuple[Figure, ...]:
    """Of a fitted model, with 90 % intervals, to four digits."""
    estimate = model.estimate
    if estimate is None:
        return ()
    return tuple(
        Figure(
            PARAMETER,
            _four_digits(value),
            low=_four_digits(estimate.interval(parameter, LEVEL)[0]),
            high=_four_digits(estimate.interval(parameter, LEVEL)[1]),
            level=LEVEL,
            as_of=as_of,
            n=round(estimate.customers),
            cut={"model": name, "parameter": parameter},
            part=Sentence("{parameter} of {model}", parameter=parameter, model=name),
        )
        for parameter, value in estimate.natural.items()
    )


def spend_parameters(spend: Gammagamma, *, as_of: date) -> tuple[Figure, ...]:
    return parameters(spend, "Gamma-Gamma", as_of=as_of)


def margins(left: Margin, *, customers: int, currency: str, as_of: date) -> tuple[Figure, ...]:
    """Share returned, cost share, cost to serve and what is left; only what is known."""
    told: dict[str, Any] = {"as_of": as_of, "n": customers}
    found = [Figure(RETURNED, left.returned.common, **told)]
    if left.cost is not None:
        found.append(Figure(GOODS, left.cost.common, **told))
    if left.serving is not None:
        found.append(money(SERVING, round(left.serving.common), currency, **told))
    return (*found, Figure(LEFT, left.of_new, **told))


def _four_digits(value: float) -> float:
    return round(value, 3 - floor(log10(abs(value)))) if value else 0.0
