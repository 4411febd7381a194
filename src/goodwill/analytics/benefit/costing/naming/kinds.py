"""How a cost entry counts: stage, nature, behaviour, treatment, driver and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Self

from goodwill.analytics.benefit.costing.naming.ledgerwords import KINDS, METHODS
from goodwill.analytics.benefit.costing.naming.wording import Vocabulary, vocabulary
from goodwill.language import Sentence


class Worded(StrEnum):
    """Codes with a label each, known by many words."""

    @property
    def label(self) -> Sentence:
        return LABELS[self]

    @classmethod
    def vocabulary(cls) -> Vocabulary:
        """Every word for every code."""
        return _vocabulary(cls)

    @classmethod
    def of_word(cls, word: str) -> Self:
        """The code that is meant by a word in English or Chinese.

        Raises
        ------
        SettingRefused
            The word is not known; the nearest that is known is suggested.
        """
        return cls(cls.vocabulary().of_word(word))


class Stage(Worded):
    """The stage of the customer relationship that a cost serves."""

    ACQUIRE = "acquire"
    RETAIN = "retain"
    EXPAND = "expand"
    CHURN = "churn"
    SHARED = "shared"


class Nature(Worded):
    """Whether money flows, when, or never."""

    CASH = "cash"
    DEPRECIATION = "depreciation"
    IMPUTED = "imputed"
    MEMO = "memo"


class Behaviour(Worded):
    """How a cost comes about over time."""

    ONE_OFF = "one-off"
    RECURRING = "recurring"
    VOLUME_DRIVEN = "volume-driven"
    CAPEX = "capex"


class Treatment(Worded):
    """How a cost finds the customers who cause it."""

    DIRECT = "direct"
    POOL = "pool"
    PLATFORM = "platform"
    SUSTAINING = "sustaining"


class Driver(Worded):
    """What a direct entry is shared out by."""

    TIME = "time"
    USERS = "users"
    TOUCHES = "touches"
    POINTS = "points"
    GIFTS = "gifts"
    PARTNER_REVENUE = "partner revenue"
    COMPENSATION = "compensation"
    NONE = "none"


class Evidence(Worded):
    """What an amount rests on; an estimate is flagged wherever it flows."""

    INVOICE = "invoice"
    PAYROLL = "payroll"
    TIME_STUDY = "time study"
    ESTIMATE = "estimate"


class Recurrence(Worded):
    """How often a recurring entry comes again."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"

    @property
    def months(self) -> int:
        return {"monthly": 1, "quarterly": 3, "yearly": 12}[self.value]


class Method(Worded):
    """How an asset is written down."""

    STRAIGHT_LINE = "straight line"
    DOUBLE_DECLINING = "double declining"
    SUM_OF_YEARS = "sum of years"


LABELS: Mapping[StrEnum, Sentence] = {
    Stage.ACQUIRE: Sentence("Winning customers"),
    Stage.RETAIN: Sentence("Keeping customers"),
    Stage.EXPAND: Sentence("Selling more to customers"),
    Stage.CHURN: Sentence("Losing customers and winning them back"),
    Stage.SHARED: Sentence("All stages together"),
    Nature.CASH: Sentence("Paid"),
    Nature.DEPRECIATION: Sentence("Depreciation"),
    Nature.IMPUTED: Sentence("Imputed: a cost that nobody pays"),
    Nature.MEMO: Sentence("For information only: in no total"),
    Behaviour.ONE_OFF: Sentence("Once"),
    Behaviour.RECURRING: Sentence("Again and again"),
    Behaviour.VOLUME_DRIVEN: Sentence("Grows with the volume"),
    Behaviour.CAPEX: Sentence("Buys an asset"),
    Treatment.DIRECT: Sentence("Direct, shared out by its driver"),
    Treatment.POOL: Sentence("Pool of a department, shared out by time"),
    Treatment.PLATFORM: Sentence("Platform, shared out to departments by users"),
    Treatment.SUSTAINING: Sentence("Stays with the company"),
    Driver.TIME: Sentence("Working time"),
    Driver.USERS: Sentence("Users"),
    Driver.TOUCHES: Sentence("Contacts"),
    Driver.POINTS: Sentence("Loyalty points"),
    Driver.GIFTS: Sentence("Gifts"),
    Driver.PARTNER_REVENUE: Sentence("Revenue through partners"),
    Driver.COMPENSATION: Sentence("Compensation paid"),
    Driver.NONE: Sentence("No driver"),
    Evidence.INVOICE: Sentence("Invoice"),
    Evidence.PAYROLL: Sentence("Payroll"),
    Evidence.TIME_STUDY: Sentence("Time study"),
    Evidence.ESTIMATE: Sentence("Estimate"),
    Recurrence.MONTHLY: Sentence("Every month"),
    Recurrence.QUARTERLY: Sentence("Every quarter"),
    Recurrence.YEARLY: Sentence("Every year"),
    Method.STRAIGHT_LINE: Sentence("Straight line"),
    Method.DOUBLE_DECLINING: Sentence("Double declining balance"),
    Method.SUM_OF_YEARS: Sentence("Sum of years"),
}

WHAT: Mapping[type[Worded], tuple[str, Sentence]] = {
    Stage: ("stage", Sentence("stage of the relationship")),
    Nature: ("nature", Sentence("nature of a cost")),
    Behaviour: ("behaviour", Sentence("behaviour of a cost")),
    Treatment: ("treatment", Sentence("treatment of a cost")),
    Driver: ("driver", Sentence("driver of a cost")),
    Evidence: ("evidence", Sentence("evidence of a cost")),
    Recurrence: ("recurs", Sentence("interval at which a cost comes again")),
    Method: ("method", Sentence("method of depreciation")),
}


@cache
def _vocabulary(kind: type[Worded]) -> Vocabulary:
    column, what = WHAT[kind]
    words = {**KINDS, "method": METHODS}[column]
    return vocabulary(what, words, {code: kind(code).label for code in words})
