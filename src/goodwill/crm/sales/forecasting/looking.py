"""The forecast as the page shows it: sums with intervals, targets, and who brings what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from goodwill.analytics.errors import AnalyticsError, attempted
from goodwill.analytics.execution.forecasting import figures as told_as
from goodwill.analytics.execution.forecasting import running
from goodwill.analytics.execution.forecasting.backtest import BackTest, backtest
from goodwill.analytics.execution.forecasting.figures import Told
from goodwill.analytics.execution.forecasting.outlook import Asked, Outlook, band, foretell
from goodwill.analytics.figure import Definition, Figure, Unit, major, minor, money
from goodwill.analytics.numerics.arrays import Floats
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.sales.forecasting import gathering
from goodwill.crm.sales.forecasting.gathering import Gathered, Group
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline
from goodwill.crm.sales.periods import Period
from goodwill.crm.sales.targets import attaining
from goodwill.crm.sales.targets.models import Target
from goodwill.crm.sales.teamwork import sellers
from goodwill.language import Sayable, Sentence

SURE_PERCENT = 70
DEALS_SHOWN = 25
PERIODS_TRIED = 12

SOLD = Definition(
    id="forecast.sold",
    version=1,
    label=Sentence("Sold so far"),
    meaning=Sentence("Orders of the period up to today, returns taken off."),
    formula=Sentence("Σ amount of orders − Σ amount of returns"),
    unit=Unit.MONEY,
)
SALES = Definition(
    id="forecast.sales",
    version=1,
    label=Sentence("Expected by the end of the period"),
    meaning=Sentence(
        "What orders will have brought when the period ends, returns taken off, if sales run on "
        "as in the last half-year. In 8 of 10 cases it lies in the interval."
    ),
    formula=Sentence("sold so far + what the days left bring"),
    unit=Unit.MONEY,
)
TARGET = Definition(
    id="forecast.target",
    version=1,
    label=Sentence("Target"),
    meaning=Sentence("What is to be sold in the period."),
    formula=Sentence("Σ targets of the months of the period"),
    unit=Unit.MONEY,
)
GAP = Definition(
    id="forecast.gap",
    version=1,
    label=Sentence("Must still come"),
    meaning=Sentence("What is missing to the target if all goes as expected; nothing if negative."),
    formula=Sentence("target − expected"),
    unit=Unit.MONEY,
)


@dataclass(frozen=True)
class Part:
    """The forecast of the whole, a team, a person or a pipeline."""

    word: str
    name: Sayable | str
    expected: Figure
    so_far: Figure
    target: int | None
    reaching: Figure | None
    depth: int = 0

    @property
    def target_share(self) -> float | None:
        """What is expected, as a share of the target."""
        value, currency = self.expected.value, self.expected.currency
        if not self.target or value is None or currency is None:
            return None
        return float(value) / float(major(self.target, currency))


@dataclass(frozen=True)
class Deal:
    """An open opportunity, and its chance of being won in the period by own history."""

    opportunity: Opportunity
    chance: float
    low: float
    high: float
    brings_minor: int


@dataclass(frozen=True)
class Forecast:
    """What the page shows of one period and measure."""

    over: Period
    measure: str
    as_of: date
    currency: str
    figures: dict[str, Figure]
    parts: dict[str, tuple[Part, ...]]
    deals: tuple[Deal, ...] = ()
    target: int | None = None
    foreign: int = 0


def asked_for(over: Period, groups: int, **more: int) -> Asked:
    """The question for a period, as of today or, where it is over, of its last day."""
    as_of = min(gathering.today(), over.last)
    day = Period(as_of, as_of).start_day
    return Asked(over.start_day, over.end_day, day, groups, **more)


def outlook_of(reach: Reach, over: Period) -> tuple[Gathered, Outlook]:
    """The outlook of opportunities for a period.

    Raises
    ------
    AnalyticsError
        If the history is too short to tell.
    """
    found = gathering.gathered(reach)
    key = (gathering.stamp(), "outlook", over, len(found.groups), reach.user_id, reach.scope)
    asked = asked_for(over, len(found.groups))
    return found, gathering.kept(key, lambda: foretell(found.them, asked))


def forecast(reach: Reach, over: Period, measure: str) -> Forecast | AnalyticsError:
    """The forecast of a period, or why there is none."""
    make = _of_orders if measure == Target.Measure.ORDERS else _of_opportunities
    return attempted(lambda: make(reach, over))


def _of_opportunities(reach: Reach, over: Period) -> Forecast:
    found, outlook = outlook_of(reach, over)
    told = Told(company().currency, min(gathering.today(), over.last))
    wanted = attaining.wanted(reach, Target.Measure.WON, over)
    target = attaining.whole_target(reach, wanted)

    def part(
        word: str, name: Sayable | str, groups: list[int], aim: int | None, depth: int
    ) -> Part:
        made = told_as.figures(outlook, told, groups)
        reaching = told_as.reaching(outlook, aim, told, groups) if aim is not None else None
        return Part(word, name, made["expected"], made["won"], aim, reaching, depth)

    figures = told_as.figures(outlook, told, found.seen)
    figures |= _promised(reach, over, outlook, found, told)
    if target is not None:
        figures |= _against(target, figures["expected"], told)
        figures["reaching"] = told_as.reaching(outlook, target, told, found.seen)
    parts = _parts(reach, found.where, part, wanted)
    parts["pipeline"] = tuple(
        part(str(one.public_id), one.name, groups, None, 0)
        for one in Pipeline.objects.present().order_by("place", "pk")
        if (groups := found.where(lambda group, pk=one.pk: group.pipeline == pk))  # type: ignore[misc]
    )
    return Forecast(
        over, Target.Measure.WON, told.as_of, told.currency, figures, parts,
        _deals(found, outlook), target, found.foreign,
    )  # fmt: skip


def _of_orders(reach: Reach, over: Period) -> Forecast:
    found = gathering.order_days(reach)
    told = Told(company().currency, min(gathering.today(), over.last))
    asked = asked_for(over, len(found.groups))
    key = (gathering.stamp_of_orders(), "run", over, reach.user_id, reach.scope)
    rows = (found.days, found.sums, found.group)
    coming = gathering.kept(key, lambda: running.run_on(*rows, asked))
    so_far = running.sold_so_far(*rows, asked)
    wanted = attaining.wanted(reach, Target.Measure.ORDERS, over)
    target = attaining.whole_target(reach, wanted)
    draws = asked.draws * asked.fates

    def sums(groups: Sequence[int]) -> Floats:
        return np.asarray(so_far[list(groups)].sum() + coming[:, list(groups)].sum(axis=1))

    def figures_of(groups: Sequence[int]) -> tuple[Figure, Figure]:
        whole = told_as.figure_of(SALES, band(sums(groups)), len(found.days), told, draws)
        sold = int(so_far[list(groups)].sum())
        n = int((found.days >= over.start_day).sum())
        return (
            replace(whole, method=running.method(draws)),
            money(SOLD, sold, told.currency, as_of=told.as_of, n=n),
        )

    def reaching_of(groups: Sequence[int], aim: int | None) -> Figure | None:
        if aim is None:
            return None
        share = float((sums(groups) >= aim).mean())
        how = running.method(draws)
        return Figure(told_as.REACHING, share, as_of=told.as_of, n=draws, method=how)

    def part(
        word: str, name: Sayable | str, groups: list[int], aim: int | None, depth: int
    ) -> Part:
        expected, sold = figures_of(groups)
        return Part(word, name, expected, sold, aim, reaching_of(groups, aim), depth)

    everybody = list(range(len(found.groups)))
    expected, sold = figures_of(everybody)
    figures = {"expected": expected, "won": sold}
    if target is not None:
        figures |= _against(target, expected, told)
        reaching = reaching_of(everybody, target)
        assert reaching is not None
        figures["reaching"] = reaching
    parts = _parts(reach, found.where, part, wanted)
    return Forecast(
        over, Target.Measure.ORDERS, told.as_of, told.currency, figures, parts, (), target
    )


def _against(target: int, expected: Figure, told: Told) -> dict[str, Figure]:
    assert expected.value is not None
    missing = target - minor(expected.value, told.currency)  # type: ignore[arg-type]
    return {
        "target": money(TARGET, target, told.currency, as_of=told.as_of, n=1),
        "gap": money(GAP, missing, told.currency, as_of=told.as_of, n=1),
    }


def _parts(
    reach: Reach,
    where: Callable[[Callable[[Group], bool]], list[int]],
    part: Callable[[str, Sayable | str, list[int], int | None, int], Part],
    wanted: attaining.Wanted,
) -> dict[str, tuple[Part, ...]]:
    """By team and by person: those with a target, or with something to expect."""
    seen = sellers(reach)
    teams = []
    for place in seen.teams:
        below, aim = seen.below(place.team.pk), wanted.by_team.get(place.team.pk)
        groups = where(lambda group, below=below: group.team in below)  # type: ignore[misc]
        if groups or aim is not None:
            word = str(place.team.public_id)
            teams.append(part(word, place.team.name, groups, aim, place.depth))
    people = []
    for one in seen.people:
        groups = where(lambda group, pk=one.pk: group.owner == pk)  # type: ignore[misc]
        aim = wanted.by_person.get(one.pk)
        if groups or aim is not None:
            people.append(part(str(one.public_id), one.name, groups, aim, 0))
    people.sort(key=lambda one: -float(one.expected.value or 0))
    return {"team": tuple(teams), "person": tuple(people)}


def _promised(
    reach: Reach, over: Period, outlook: Outlook, found: Gathered, told: Told
) -> dict[str, Figure]:
    """What owners promise, and all that is due in the period."""
    won = int(outlook.won[found.seen].sum())
    due = Opportunity.objects.present().within(reach).open().select_related("stage")
    due = due.filter(currency=told.currency, expected_close_on__lte=over.last)
    deals = [(one.likely, one.amount_minor or 0) for one in due]
    sure = [amount for likely, amount in deals if likely >= SURE_PERCENT]
    every = [amount for _, amount in deals]

    def sum_of(definition: Definition, amounts: list[int]) -> Figure:
        total = won + sum(amounts)
        return money(definition, total, told.currency, as_of=told.as_of, n=len(amounts))

    return {
        "committed": sum_of(told_as.COMMITTED, sure),
        "best": sum_of(told_as.BEST, every),
    }


def _deals(found: Gathered, outlook: Outlook) -> tuple[Deal, ...]:
    """Those open that are expected to bring most, of those that the person sees."""
    known = outlook.known
    rows = [
        (float(outlook.chance[at]) * int(known.worth[place]), at, int(place))
        for at, place in enumerate(outlook.places)
        if known.group[place] != gathering.UNSEEN
    ]
    rows.sort(key=lambda row: (-row[0], row[2]))
    shown = {
        found.ids[known.place[place]]: (at, brings) for brings, at, place in rows[:DEALS_SHOWN]
    }
    related = ("stage", "customer", "owner")
    held = Opportunity.objects.present().select_related(*related).in_bulk(list(shown))
    return tuple(
        Deal(
            held[pk],
            float(outlook.chance[at]),
            float(outlook.chance_low[at]),
            float(outlook.chance_high[at]),
            round(brings),
        )
        for pk, (at, brings) in shown.items()
        if pk in held
    )


def tried(reach: Reach, over: Period) -> BackTest | AnalyticsError:
    """How the forecast would have done for the periods before, of what the person sees."""
    found = gathering.gathered(reach)
    periods = []
    one = over.before() if over.last >= gathering.today() else over
    for _ in range(PERIODS_TRIED):
        periods.append((one.start_day, one.end_day))
        one = one.before()
    asked = asked_for(over, len(found.groups), draws=100, fates=5)
    key = (gathering.stamp(), "tried", tuple(periods), reach.user_id, reach.scope)
    make = lambda: backtest(found.them, periods, asked, found.stage_chance, found.seen)  # noqa: E731
    return attempted(lambda: gathering.kept(key, make))
