"""How deals ended: how many are won, for how much, how long it takes, how long they stay where."""

from goodwill.analytics.execution.winning.deals import (
    Deals,
    average_won,
    cycle,
    velocity,
    win_rate,
    won_value,
)
from goodwill.analytics.execution.winning.stays import (
    FEWEST_CLOSED,
    FEWEST_WON,
    chance_from_here,
    stay,
    usual_days,
)

__all__ = [
    "FEWEST_CLOSED",
    "FEWEST_WON",
    "Deals",
    "average_won",
    "chance_from_here",
    "cycle",
    "stay",
    "usual_days",
    "velocity",
    "win_rate",
    "won_value",
]
