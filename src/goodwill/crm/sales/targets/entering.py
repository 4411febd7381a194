"""Makes targets, forecast, performance and territories known to the rest when Django starts."""

from __future__ import annotations

from goodwill.crm.sales.cards import Card
from goodwill.language import Sentence

CARDS = (
    Card(
        "forecast",
        Sentence("Forecast"),
        Sentence("What will be sold by the end of the period, with an interval."),
        "presentation-chart-line",
        "forecast",
        "opportunities.view",
        place=40,
    ),
    Card(
        "target_grid",
        Sentence("Targets"),
        Sentence("What each person, team and the company is to sell."),
        "flag",
        "target_grid",
        "targets.view",
        place=50,
    ),
    Card(
        "performance",
        Sentence("Performance"),
        Sentence("Win rate, cycle, targets and where the time goes, person by person."),
        "chart-bar",
        "performance",
        "opportunities.view",
        place=60,
    ),
    Card(
        "territories",
        Sentence("Territories"),
        Sentence("Who looks after whom, by rule."),
        "map",
        "territories",
        "territories.view",
        place=70,
    ),
)


def enter() -> None:
    from goodwill.crm.customers.my_day import blocks
    from goodwill.crm.exchange.refreshing import star
    from goodwill.crm.records import kinds
    from goodwill.crm.sales import cards
    from goodwill.crm.sales.my_day_of_targets import BLOCKS
    from goodwill.crm.sales.targets import tables
    from goodwill.crm.sales.targets.kinds import TARGETS
    from goodwill.crm.sales.territories.kinds import TERRITORIES

    kinds.enter(TARGETS, TERRITORIES)
    star.enter(tables.TARGETS)
    blocks.enter(*BLOCKS)
    cards.enter(*CARDS)
