"""How well next steps were told at a later time, as figures: who buys, and what to offer."""

from __future__ import annotations

from datetime import date
from typing import Any

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.value.advising.judging import Comparison
from goodwill.analytics.value.advising.offers_checks import HoldOut
from goodwill.language import Sentence

LEVEL = 0.95

IN_ORDER = Definition(
    "propensity_order",
    1,
    Sentence("Buyers put first"),
    Sentence(
        "Of all pairs of a customer who then bought and one who did not, how many had the buyer "
        "first."
    ),
    Sentence("area under the ROC curve, on a later time"),
    Unit.SHARE,
    benchmark=Sentence("50 % is chance."),
)
GAIN = Definition(
    "propensity_gain",
    1,
    Sentence("Better than the best simple rule"),
    Sentence("How much less the model was surprised by what came than the best simple rule."),
    Sentence("(log loss of the rule − log loss of the model) ÷ log loss of the rule"),
    Unit.SHARE,
)
HITS = Definition(
    "offer_hits",
    1,
    Sentence("Hits of offers by association"),
    Sentence("In how many lists was something that the customer then bought, without any offer."),
    Sentence("customers who bought something on their list ÷ customers who bought anything new"),
    Unit.SHARE,
)
BEST_SELLER_HITS = Definition(
    "best_seller_hits",
    1,
    Sentence("Hits of plain best-sellers"),
    Sentence("The same of lists of what sells best and the customer has not had."),
    Sentence("customers who bought something on their list ÷ customers who bought anything new"),
    Unit.SHARE,
)
DEFINITIONS = (IN_ORDER, GAIN, HITS, BEST_SELLER_HITS)


def propensity_figures(found: Comparison, *, as_of: date) -> tuple[Figure, Figure]:
    """Pairs in order, and the gain over the best rule; the rule's own loss is taken as known."""
    told: dict[str, Any] = {
        "as_of": as_of,
        "n": found.customers,
        "level": LEVEL,
        "method": found.verdict,
    }
    order, rule = found.model.auc, found.best.log_loss.value
    gain = (each / rule for each in (found.gain.value, found.gain.low, found.gain.high))
    value, low, high = gain
    return (
        Figure(IN_ORDER, order.value, low=order.low, high=order.high, **told),
        Figure(GAIN, value, low=low, high=high, **told),
    )


def offer_figures(found: HoldOut, *, as_of: date) -> tuple[Figure, Figure]:
    """Hit rates of both kinds of list, on the same customers."""
    told: dict[str, Any] = {
        "as_of": as_of,
        "n": found.customers,
        "level": LEVEL,
        "method": found.verdict,
    }
    mine, theirs = found.association, found.best_sellers
    return (
        Figure(HITS, mine.value, low=mine.low, high=mine.high, **told),
        Figure(BEST_SELLER_HITS, theirs.value, low=theirs.low, high=theirs.high, **told),
    )
