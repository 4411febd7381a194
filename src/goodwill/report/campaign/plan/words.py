"""Shares and amounts as they stand inside the sentences of a plan's report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_percent

from goodwill.analytics.campaigns.audiences.conditions import Condition
from goodwill.analytics.campaigns.foretelling.chances import Chance
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import NO_CURRENCY, Unit, major
from goodwill.language import Language, Sentence
from goodwill.report.campaign.labels import column_label
from goodwill.report.tables import Cell, TableColumn
from goodwill.report.words import Amount


@dataclass(frozen=True)
class Share:
    """A bare share inside a sentence: 20%, 12.5%; `signed` says +12.5%."""

    value: float
    signed: bool = False

    def said_in(self, language: Language) -> str:
        text = str(format_percent(self.value, "#,##0.#%", locale=language.locale))
        return f"+{text}" if self.signed and self.value > 0 else text


@dataclass(frozen=True)
class Listed:
    """Several things in a row inside a sentence: A, B and C."""

    items: tuple[object, ...]

    def said_in(self, language: Language) -> str:
        return language.list(self.items)


def rounded(minor: float, currency: str) -> Decimal:
    """A believed amount in whole units of the currency: its cents say nothing."""
    return major(round(minor), currency).quantize(Decimal(1))


def amount_of(minor: float, currency: str) -> Amount:
    return Amount(rounded(minor, currency), currency)


def whole_column(label: Sentence, currency: str) -> TableColumn:
    """A column of `whole` amounts; the currency stands above."""
    if currency != NO_CURRENCY:
        label = Sentence("{label}, {unit}", label=label, unit=currency)
    return TableColumn(label, Unit.NUMBER)


def whole(minor: float, currency: str) -> int:
    return int(rounded(minor, currency))


def least_lift_of(chance: Chance | GoodwillError) -> Cell:
    """Empty where it is refused: the reason stands above the table."""
    if isinstance(chance, GoodwillError) or isinstance(chance.least_lift, GoodwillError):
        return None
    return chance.least_lift


def needed_of(chance: Chance | GoodwillError) -> Cell:
    if isinstance(chance, GoodwillError) or isinstance(chance.needed, GoodwillError):
        return None
    return round(chance.needed.both)


def share_words(share: float) -> Sentence:
    return Sentence("{share} left alone", share=Share(share))


def condition_words(condition: Condition) -> Sentence:
    """A condition as a person would say it: Region is one of 上海 or 北京."""
    column = column_label(condition.column)
    each = tuple(_test(column, test, value) for test, value in condition.tests)
    return each[0] if len(each) == 1 else Sentence("{list}", list=Listed(each))


def _test(column: Sentence | str, test: str, value: object) -> Sentence:
    told = Listed(tuple(_plain(one) for one in value)) if isinstance(value, tuple) else value
    said = {"column": column, "value": _plain(told)}
    if test == "known":
        if value:
            return Sentence("{column} is known", **said)
        return Sentence("{column} is not known", **said)
    return Sentence(TESTS[test].text, **said)


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return Sentence("yes") if value else Sentence("no")
    return value


TESTS = {
    "is": Sentence("{column} is {value}"),
    "in": Sentence("{column} is one of {value}"),
    "not": Sentence("{column} is none of {value}"),
    "at_least": Sentence("{column} is at least {value}"),
    "at_most": Sentence("{column} is at most {value}"),
    "below": Sentence("{column} is below {value}"),
    "above": Sentence("{column} is above {value}"),
}
