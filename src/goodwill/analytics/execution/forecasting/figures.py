"""The forecast as figures: what each means, how it is made, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goodwill.analytics.execution.forecasting.backtest import BackTest
from goodwill.analytics.execution.forecasting.outlook import LEVEL, Band, Outlook, method
from goodwill.analytics.figure import Definition, Figure, Unit, major, proportion
from goodwill.analytics.figure import money as money_of
from goodwill.language import Sentence

EXPECTED = Definition(
    id="forecast.expected",
    version=1,
    label=Sentence("Expected by the end of the period"),
    meaning=Sentence(
        "What opportunities will have brought when the period ends: those won already, those "
        "open, and those that nobody knows of yet. In 8 of 10 cases it lies in the interval."
    ),
    formula=Sentence("won so far + Σ of open ones won in time + Σ of new ones won in time"),
    unit=Unit.MONEY,
)
WON = Definition(
    id="forecast.won",
    version=1,
    label=Sentence("Won so far"),
    meaning=Sentence("What opportunities won in the period have brought up to today."),
    formula=Sentence("Σ amount of opportunities won in the period"),
    unit=Unit.MONEY,
)
OPEN = Definition(
    id="forecast.open",
    version=1,
    label=Sentence("From open opportunities"),
    meaning=Sentence("What opportunities that are open today will bring by the end of the period."),
    formula=Sentence("Σ chance of being won in time × amount, both as own history tells them"),
    unit=Unit.MONEY,
)
NEW = Definition(
    id="forecast.new",
    version=1,
    label=Sentence("From opportunities still to come"),
    meaning=Sentence(
        "What opportunities that are not known yet will bring by the end of the period: as many "
        "as came lately, won as quickly as others."
    ),
    formula=Sentence("new ones a day × days left × chance of being won in time × amount"),
    unit=Unit.MONEY,
)
COMMITTED = Definition(
    id="forecast.committed",
    version=1,
    label=Sentence("Committed"),
    meaning=Sentence(
        "Won so far, and the open opportunities due in the period that their owners give a "
        "chance of 70 % or more: what people promise, not what history tells."
    ),
    formula=Sentence("won so far + Σ amount of open ones with a chance of at least 70 %"),
    unit=Unit.MONEY,
)
BEST = Definition(
    id="forecast.best",
    version=1,
    label=Sentence("Best case"),
    meaning=Sentence("Won so far, and all open opportunities due in the period: if all is won."),
    formula=Sentence("won so far + Σ amount of open ones due in the period"),
    unit=Unit.MONEY,
)
REACHING = Definition(
    id="forecast.reaching",
    version=1,
    label=Sentence("Chance of reaching the target"),
    meaning=Sentence("In how many of the futures played through the sum reaches the target."),
    formula=Sentence("draws that reach the target ÷ draws"),
    unit=Unit.SHARE,
)
COVERAGE = Definition(
    id="forecast.coverage",
    version=1,
    label=Sentence("Periods inside the interval"),
    meaning=Sentence(
        "Of periods that are over, forecast anew from what was known when they began: the share "
        "in which what came lay inside the interval. About 80 % is right; much less means that "
        "forecasts were too sure, much more that they said too little."
    ),
    formula=Sentence("periods inside the interval ÷ periods"),
    unit=Unit.SHARE,
)
LOSS = Definition(
    id="forecast.loss",
    version=1,
    label=Sentence("How far off, on average"),
    meaning=Sentence(
        "The pinball loss over the lower end, the middle and the upper end: money by which a "
        "forecast misses, the rarer side weighing more. Lower is better; ways that give one "
        "number are taken to give it for all three."
    ),
    formula=Sentence("mean over periods and the three ends of max(q × miss, (q − 1) × miss)"),
    unit=Unit.MONEY,
)
WAYS = {
    "forecast": Sentence("This forecast"),
    "weighted": Sentence("Amount × chance that people gave"),
    "sure": Sentence("What people were sure of"),
}


@dataclass(frozen=True)
class Told:
    """In which currency and as of which day figures are told."""

    currency: str
    as_of: date


def figure_of(definition: Definition, band: Band, n: int, told: Told, draws: int) -> Figure:
    """A forecast sum with its interval."""
    return money_of(
        definition,
        band.expected,
        told.currency,
        as_of=told.as_of,
        n=n,
        low=major(band.low, told.currency),
        high=major(band.high, told.currency),
        level=LEVEL,
        method=method(draws),
    )


def figures(outlook: Outlook, told: Told, groups: Sequence[int] | None = None) -> dict[str, Figure]:
    """`expected`, `won`, `open` and `new` of some groups, or of all."""
    draws = outlook.asked.draws * outlook.asked.fates
    which = list(range(outlook.asked.groups)) if groups is None else list(groups)
    inside = set(which)
    known = outlook.known
    n_open = sum(int(known.group[place]) in inside for place in outlook.places)
    start, end = outlook.asked.start_day, outlook.asked.end_day
    won = known.won & (known.closed >= start) & (known.closed < end)
    n_won = sum(int(group) in inside for group in known.group[won])
    return {
        "expected": figure_of(EXPECTED, outlook.band(which), n_open + n_won, told, draws),
        "won": money_of(
            WON, int(outlook.won[which].sum()), told.currency, as_of=told.as_of, n=n_won
        ),
        "open": figure_of(OPEN, outlook.band_of("open", which), n_open, told, draws),
        "new": figure_of(NEW, outlook.band_of("new", which), outlook.learned["won"], told, draws),
    }


def reaching(outlook: Outlook, target: int, told: Told, groups: Sequence[int] | None) -> Figure:
    """The chance that the sum of some groups reaches the target."""
    draws = outlook.asked.draws * outlook.asked.fates
    return Figure(
        REACHING,
        outlook.chance_of(target, groups),
        as_of=told.as_of,
        n=draws,
        method=method(draws),
    )


def coverage(tested: BackTest, told: Told) -> Figure:
    """The share of periods that are over whose sum lay inside the interval, with its own."""
    return proportion(COVERAGE, tested.inside, len(tested.tried), as_of=told.as_of)


def loss(tested: BackTest, way: str, told: Told) -> Figure:
    """By how much a way of forecasting missed, on average."""
    return money_of(
        LOSS,
        round(tested.loss(way)),
        told.currency,
        as_of=told.as_of,
        n=len(tested.tried),
        part=WAYS[way],
    )
