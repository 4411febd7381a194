"""Credit by rules of thumb: last touch, first touch, linear, time decay."""

from __future__ import annotations

from goodwill.analytics.benefit.incrementality.attribution.credit import Credit
from goodwill.analytics.benefit.incrementality.attribution.journeys import Journeys, Rule
from goodwill.language import Sentence


def by_rule(journeys: Journeys, rule: Rule = Rule.LAST) -> Credit:
    """The credit of each channel by a rule; touches of one day share alike."""
    title, method = _SAID[rule]
    conversions, amount = journeys.ruled[rule]
    return Credit(rule.value, title, method, journeys.channels, conversions, amount)


_SAID = {
    Rule.LAST: (
        Sentence("Last touch"),
        Sentence("All credit goes to the touches of the last day before each conversion."),
    ),
    Rule.FIRST: (
        Sentence("First touch"),
        Sentence("All credit goes to the touches of the first day of each journey."),
    ),
    Rule.LINEAR: (
        Sentence("Linear"),
        Sentence("Every touch of a journey gets the same credit."),
    ),
    Rule.DECAY: (
        Sentence("Time decay"),
        Sentence("A touch gets half the credit for every half-life that it lies back."),
    ),
}
