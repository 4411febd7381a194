"""What is asked of the indicators: the tables, the periods, the cut, and how things are counted.

`Asked(tables, periods, by, settings, currency, as_of)` with `.frame(table)`;
`Settings(…)` holds every window and parameter of the catalogue, with its default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeVar

from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of
from goodwill.analytics.errors import Undefined
from goodwill.analytics.tables import Frame, Table
from goodwill.analytics.value.outlook.multiples import Assumptions, Multiples
from goodwill.language import Sentence

T = TypeVar("T")
Settle = Callable[[Frame], Frame]


def _as_it_is(frame: Frame) -> Frame:
    return frame


@dataclass(frozen=True)
class Settings:
    """Windows and parameters of the catalogue; a company sets its own once and keeps them.

    Parameters
    ----------
    active_days
        A customer is active who bought in so many days before the end of the period.
    churn_intervals
        Lost is who has not bought for so many of their own median intervals (k).
    churn_days
        The interval of those who bought once, in days.
    repeat_days, stage_days, gap_days, referral_days, winback_days, lead_days
        Windows in days: for a second purchase, the next loyalty stage, a repeat purchase
        after a satisfied answer, the purchase of one referred, of one won back, of a lead.
    reactivated_is_new
        Whether a customer who comes back counts as new.
    stale_is_lost
        Whether an opportunity open for more than `stale_cycles` median cycles counts as lost.
    satisfaction_question, recommend_question
        Which question of `survey_answers` gives the overall score, and which 0–10.
    dimensions
        Weights of the dimensions of satisfaction; they are scaled to sum 1 over those answered.
    complaints_per
        What complaints are divided by: `transactions` (orders) or active `customers`.
    reopen_days, assisted_days, offer_days, care_days
        Days in which a case must not come back, a customer who helped themselves must not
        call, an offer made in service must be accepted, no promotion may follow a care.
    handoffs_many
        From how many changes of department on a case was passed around.
    consistency_months, consistency_months_fewest
        Months over which satisfaction is compared, and the fewest that must be there.
    active_use_days
        On how many days of the period a user must do something to be active (k).
    recency_days, complaint_days
        Customers answer alike who last bought within the same of these spans, and who
        did or did not complain in so many days.
    training_days
        Errors are compared over so many days before and after a training.
    teams_fewest, team_fewest
        The fewest teams that can be correlated, and the fewest who must answer in each.
    baseline, price_index
        The period before the start, for indices; without one they are n/a. How prices
        of a period, by its name, stand to those of the baseline: 1.03 is 3 % more.
    gap_days_of
        Product family → its own `gap_days`.
    touch_days
        A purchase is credited to the channels of so many days up to it.
    campaign_days
        How long purchases count for a campaign of which the end is not given.
    payback_days
        For how many days after their first purchase the margin of new customers is watched.
    cost_lag_days
        How long before the purchase a new customer was paid for.
    multiples, word_of_mouth
        How many people hear of it, and what they then do; the second is the company's to say.
    discount_rate
        Return that the company asks for in a year: 0.10 is 10 %.
    newcomer_years
        How far ahead customers still to be won are counted.
    lost_word_of_mouth_minor
        What a lost customer talks others out of, in minor units; 0 if it is not to count.
    waiting_target, waiting_minute_minor
        Minutes that customers may wait, and what a minute beyond is worth to them, in minor
        units; 0 if it is not to count.
    warned_share
        The share of customers most at risk for which warnings are judged (top k).
    draws, seed
        How often chance is asked of a programme, and from which seed.
    control_periods, control_fewest
        Periods before from which control limits are drawn, and the fewest that must be there.
    """

    active_days: int = 365
    churn_intervals: float = 3.0
    churn_days: int = 365
    repeat_days: int = 365
    stage_days: int = 365
    gap_days: int = 365
    referral_days: int = 365
    winback_days: int = 90
    lead_days: int = 90
    reactivated_is_new: bool = True
    stale_is_lost: bool = False
    stale_cycles: float = 3.0
    satisfaction_question: str = "satisfaction"
    recommend_question: str = "recommend"
    dimensions: Mapping[str, float] = field(
        default_factory=lambda: dict.fromkeys(
            (
                *("quality", "performance", "after-sales", "response"),
                *("attitude", "problem solving", "innovation", "personal needs"),
            ),
            0.125,
        )
    )
    complaints_per: Literal["transactions", "customers"] = "transactions"
    reopen_days: int = 7
    assisted_days: int = 3
    offer_days: int = 14
    care_days: int = 7
    handoffs_many: int = 3
    consistency_months: int = 12
    consistency_months_fewest: int = 6
    active_use_days: int = 1
    recency_days: tuple[int, ...] = (90, 365)
    complaint_days: int = 365
    training_days: int = 90
    teams_fewest: int = 10
    team_fewest: int = 5
    baseline: Period | None = None
    price_index: Mapping[str, float] = field(default_factory=dict)
    gap_days_of: Mapping[str, int] = field(default_factory=dict)
    touch_days: int = 30
    campaign_days: int = 30
    payback_days: int = 365
    cost_lag_days: int = 0
    multiples: Multiples = field(default_factory=Multiples)
    word_of_mouth: Assumptions | None = None
    discount_rate: float = 0.10
    newcomer_years: float = 3.0
    lost_word_of_mouth_minor: int | None = None
    waiting_target: int | None = None
    waiting_minute_minor: int | None = None
    warned_share: float = 0.10
    draws: int = 100_000
    seed: int = 1
    control_periods: int = 12
    control_fewest: int = 8


@dataclass(frozen=True)
class Asked:
    """One question to the indicators.

    Parameters
    ----------
    tables
        By the name of the contract, amounts in one currency. A table not there is missing.
    by
        Columns to cut by; none gives the whole.
    as_of
        The last day of which the tables tell.
    settle
        Computes a frame once where several passes read it: `warehouse.settle`.
    """

    tables: Mapping[str, Frame]
    periods: tuple[Period, ...]
    by: tuple[str, ...]
    settings: Settings
    currency: str
    as_of: date
    settle: Settle = _as_it_is

    @property
    def as_of_day(self) -> int:
        """The last day of which the tables tell, as days since 1970-01-01."""
        return day_of(self.as_of)

    def once(self, name: str, found: Callable[[], T]) -> T:
        """What several indicators are made of, found once for this question."""
        if name not in self._found:
            self._found[name] = found()
        made: T = self._found[name]
        return made

    def kept(self, name: str, made: Callable[[], Frame]) -> Frame:
        """A frame that several passes read, computed once for this question."""
        return self.once(name, lambda: self.settle(made()))

    @cached_property
    def _found(self) -> dict[str, Any]:
        return {}

    def has(self, table: Table) -> bool:
        return table.name in self.tables

    def frame(self, table: Table) -> Frame:
        """The table.

        Raises
        ------
        Undefined
            It is not there.
        """
        if not self.has(table):
            raise Undefined(missing(table))
        return self.tables[table.name]


def missing(table: Table) -> Sentence:
    """Why nothing can be told, and what to do."""
    return Sentence("It takes the table {table}, which is not there.", table=table.name)
