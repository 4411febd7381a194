"""The forecast of a campaign as figures: an expert's estimate, grade E."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from goodwill.analytics.campaigns.foretelling.chances import Chance, Verdict
from goodwill.analytics.campaigns.foretelling.forecast_words import (
    BEST_HOLDOUT,
    BREAK_EVEN_LIFT,
    BREAK_EVEN_RESPONSE,
    CHANCE_IT_PAYS,
    CHANCE_OF_LEARNING,
    CHANCE_OF_VERDICT,
    CONTROL_GROUP,
    EXPECTED_COST,
    EXPECTED_MARGIN,
    EXPECTED_ORDERS,
    EXPECTED_PROFIT,
    EXPECTED_ROI,
    HOLDOUT_COST,
    LEAST_LIFT,
    MEMBERS_NEEDED,
    SUGGESTED_HOLDOUT,
    WORTH_OF_KNOWING,
)
from goodwill.analytics.campaigns.foretelling.forecasting import (
    BELIEF_LEVEL,
    BreakEven,
    CampaignForecast,
    Range,
)
from goodwill.analytics.campaigns.foretelling.holdouts import Holdout, Trade
from goodwill.analytics.campaigns.foretelling.outcomes import Sizes
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Definition, Figure, Grade, Unit, major
from goodwill.language import Sentence

T = TypeVar("T")

BELIEVED = Sentence(
    "Expected over the lift that the plan believes; the interval holds 90 % of that belief, "
    "and all else is taken as certain."
)
AVERAGED = Sentence("Two-sided tests, averaged over the lift that the plan believes.")
TESTED = Sentence(
    "Two-sided test at the plan's level, shared among all primary comparisons (Bonferroni)."
)


HELD = {
    "holdout": Sentence("as planned"),
    "suggested": Sentence("as suggested"),
    "control_group": Sentence("the suggested control group, for one contact each"),
}


def figures(found: CampaignForecast, *, as_of: date) -> tuple[Figure, ...]:
    """The forecast as figures; what is refused is told with its reason."""
    told = _Telling(found, as_of)
    return (
        told.orders(),
        told.amount(EXPECTED_MARGIN, found.margin),
        told.amount(EXPECTED_COST, found.cost),
        told.amount(EXPECTED_PROFIT, found.profit),
        told.ranged(EXPECTED_ROI, found.roi),
        told.plain(CHANCE_IT_PAYS, found.pays, float, BELIEVED),
        told.plain(CHANCE_OF_VERDICT, found.verdict, _closed, AVERAGED),
        *(figure for key, one in found.chances.items() for figure in told.chance(key, one)),
        told.plain(BREAK_EVEN_LIFT, found.break_even, _lift, None),
        told.plain(BREAK_EVEN_RESPONSE, found.break_even, _response, None),
        told.plain(SUGGESTED_HOLDOUT, found.suggested_share, float, TESTED),
        *(told.holdout(which, getattr(found, which)) for which in HELD),
        told.plain(BEST_HOLDOUT, found.trade, _best_share, BELIEVED),
        told.worth(found.trade),
        told.plain(CONTROL_GROUP, found.control_group_share, float, TESTED),
    )


class _Telling:
    """Puts numbers of one forecast into figures."""

    def __init__(self, found: CampaignForecast, as_of: date) -> None:
        self.currency = found.premises.currency
        self.common: dict[str, Any] = {
            "as_of": as_of,
            "n": found.premises.facts.members,
            "grade": Grade.EXPERT_ESTIMATE,
        }
        self.found = found

    def orders(self) -> Figure:
        return self.ranged(EXPECTED_ORDERS, self.found.orders)

    def ranged(self, definition: Definition, of: Range | AnalyticsError) -> Figure:
        if isinstance(of, AnalyticsError):
            return self._refused(definition, of)
        return Figure(
            definition,
            of.value,
            low=of.low,
            high=of.high,
            level=BELIEF_LEVEL,
            method=BELIEVED,
            **self.common,
        )

    def amount(self, definition: Definition, of: Range | AnalyticsError) -> Figure:
        if isinstance(of, AnalyticsError):
            return self._refused(definition, of)
        return Figure(
            definition,
            self._major(of.value),
            low=self._major(of.low),
            high=self._major(of.high),
            level=BELIEF_LEVEL,
            currency=self.currency,
            method=BELIEVED,
            **self.common,
        )

    def plain(
        self,
        definition: Definition,
        of: T | AnalyticsError,
        number: Callable[[T], float],
        method: Sentence | None,
        **cut: str,
    ) -> Figure:
        if isinstance(of, AnalyticsError):
            return self._refused(definition, of, **cut)
        return Figure(definition, number(of), method=method, cut=cut, **self.common)

    def chance(
        self, key: tuple[str, str | None], of: Chance | AnalyticsError
    ) -> tuple[Figure, Figure, Figure]:
        metric, arm = key
        cut = {"metric": metric} | ({"arm": arm} if arm else {})
        least = of if isinstance(of, AnalyticsError) else of.least_lift
        needed = of if isinstance(of, AnalyticsError) else of.needed
        return (
            self.plain(CHANCE_OF_LEARNING, of, _assurance, AVERAGED, **cut),
            self.plain(LEAST_LIFT, least, float, TESTED, **cut),
            self.plain(MEMBERS_NEEDED, needed, _both, TESTED, **cut),
        )

    def holdout(self, which: str, of: Holdout | AnalyticsError) -> Figure:
        cost = of if isinstance(of, AnalyticsError) else Range(of.cost, of.cost_low, of.cost_high)
        return replace(self.amount(HOLDOUT_COST, cost), cut={"holdout": which}, part=HELD[which])

    def worth(self, of: Trade | AnalyticsError) -> Figure:
        if isinstance(of, AnalyticsError):
            return self._refused(WORTH_OF_KNOWING, of)
        value = self._major(of.worth)
        return Figure(
            WORTH_OF_KNOWING, value, currency=self.currency, method=BELIEVED, **self.common
        )

    def _major(self, minor: float) -> Any:
        return major(round(minor), self.currency)

    def _refused(self, definition: Definition, why: AnalyticsError, **cut: str) -> Figure:
        currency = self.currency if definition.unit is Unit.MONEY else None
        return Figure(
            definition, None, currency=currency, reason=why.sentence, cut=cut, **self.common
        )


def _closed(verdict: Verdict) -> float:
    return verdict.shown_to_pay + verdict.shown_not_to


def _lift(point: BreakEven) -> float:
    return point.lift


def _response(point: BreakEven) -> float:
    return point.response


def _best_share(trade: Trade) -> float:
    return trade.holdout.share


def _assurance(chance: Chance) -> float:
    return chance.assurance


def _both(sizes: Sizes) -> float:
    return sizes.both
