"""What can be asked of a field, by what it holds: the words, the values it takes, the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from goodwill.crm.accounts.models import Team
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import belonging, fields
from goodwill.language import Sentence


class Takes(StrEnum):
    """What a question needs besides the field."""

    NOTHING = "nothing"
    ONE = "one"
    TWO = "two"
    MANY = "many"
    DAYS = "days"


@dataclass(frozen=True)
class Asked:
    """A question as the database gets it: where, what, and who asks."""

    path: str
    sort: Sort
    value: Any
    reach: Reach


@dataclass(frozen=True)
class Operator:
    """One question: its word in a saved view, its label in the editor, how it reads."""

    word: str
    label: Sentence
    takes: Takes
    reads: Callable[..., Sentence]
    asks: Callable[[Asked], Q]


def of(kind: Kind, field: Field) -> Mapping[str, Operator]:
    """The questions that can be asked of a field, the usual one first."""
    words = _BY_SORT[field.sort]
    if field.name in belonging.known(kind.word):
        words = belonging.WORDS
    if field.sort is Sort.LINK and fields.is_person(kind, field):
        words = ("me", *words)
    if field.sort is Sort.LINK and fields.is_team(kind, field):
        words = ("my_team", *words)
    return {word: OPERATORS[word] for word in words}


def _empty(asked: Asked) -> Q:
    nothing = Q(**{f"{asked.path}__isnull": True})
    is_text = asked.sort in fields.TEXTS | fields.WORDS
    return nothing | Q(**{asked.path: ""}) if is_text else nothing


def _is(asked: Asked) -> Q:
    if asked.sort is Sort.MOMENT:
        return _within_days(asked, asked.value, asked.value)
    return Q(**{asked.path: asked.value})


def _within_days(asked: Asked, first: date | None, last: date | None) -> Q:
    """From the beginning of one day to the end of another, in the reader's zone."""
    found = Q()
    if first is not None:
        found &= Q(**{f"{asked.path}__gte": _beginning(asked, first)})
    if last is not None:
        found &= Q(**{f"{asked.path}__lt": _beginning(asked, last + timedelta(days=1))})
    return found


def _beginning(asked: Asked, day: date) -> date | datetime | str:
    if asked.sort is Sort.MOMENT:
        return timezone.make_aware(datetime.combine(day, time.min))
    return day.isoformat() if asked.path.startswith("own_") else day


def _between(asked: Asked) -> Q:
    low, high = asked.value
    if asked.sort in fields.TIMES:
        return _within_days(asked, low, high)
    return Q(**{f"{asked.path}__gte": low, f"{asked.path}__lte": high})


def _last_days(asked: Asked) -> Q:
    today = timezone.localdate()
    return _within_days(asked, today - timedelta(days=asked.value), today)


def _next_days(asked: Asked) -> Q:
    today = timezone.localdate()
    return _within_days(asked, today, today + timedelta(days=asked.value))


def _not_for_days(asked: Asked) -> Q:
    before = timezone.localdate() - timedelta(days=asked.value + 1)
    return _within_days(asked, None, before) | _empty(asked)


def _my_team(asked: Asked) -> Q:
    mine = Team.objects.filter(Q(people=asked.reach.user_id) | Q(pk__in=asked.reach.team_ids))
    return Q(**{f"{asked.path}__in": mine.values("pk")})


def _not(question: Q, asked: Asked) -> Q:
    """What does not stand there, nothing included."""
    return ~question | Q(**{f"{asked.path}__isnull": True})


_ALL = (
    Operator(
        "is",
        Sentence("is"),
        Takes.ONE,
        lambda field, value: Sentence("{field} is {value}", field=field, value=value),
        _is,
    ),
    Operator(
        "is_not",
        Sentence("is not"),
        Takes.ONE,
        lambda field, value: Sentence("{field} is not {value}", field=field, value=value),
        lambda asked: _not(_is(asked), asked),
    ),
    Operator(
        "any_of",
        Sentence("is one of"),
        Takes.MANY,
        lambda field, value: Sentence("{field} is {value}", field=field, value=value),
        lambda asked: Q(**{f"{asked.path}__in": asked.value}),
    ),
    Operator(
        "none_of",
        Sentence("is none of"),
        Takes.MANY,
        lambda field, value: Sentence("{field} is not {value}", field=field, value=value),
        lambda asked: _not(Q(**{f"{asked.path}__in": asked.value}), asked),
    ),
    Operator(
        "contains",
        Sentence("contains"),
        Takes.ONE,
        lambda field, value: Sentence("{field} contains {value}", field=field, value=value),
        lambda asked: Q(**{f"{asked.path}__icontains": asked.value}),
    ),
    Operator(
        "begins",
        Sentence("begins with"),
        Takes.ONE,
        lambda field, value: Sentence("{field} begins with {value}", field=field, value=value),
        lambda asked: Q(**{f"{asked.path}__istartswith": asked.value}),
    ),
    Operator(
        "from",
        Sentence("is at least"),
        Takes.ONE,
        lambda field, value: Sentence("{field} is at least {value}", field=field, value=value),
        lambda asked: Q(**{f"{asked.path}__gte": asked.value}),
    ),
    Operator(
        "upto",
        Sentence("is at most"),
        Takes.ONE,
        lambda field, value: Sentence("{field} is at most {value}", field=field, value=value),
        lambda asked: Q(**{f"{asked.path}__lte": asked.value}),
    ),
    Operator(
        "between",
        Sentence("is between"),
        Takes.TWO,
        lambda field, value, upto: Sentence(
            "{field} is between {low} and {high}", field=field, low=value, high=upto
        ),
        _between,
    ),
    Operator(
        "before",
        Sentence("is before"),
        Takes.ONE,
        lambda field, value: Sentence("{field} is before {day}", field=field, day=value),
        lambda asked: _within_days(asked, None, asked.value - timedelta(days=1)),
    ),
    Operator(
        "after",
        Sentence("is after"),
        Takes.ONE,
        lambda field, value: Sentence("{field} is after {day}", field=field, day=value),
        lambda asked: _within_days(asked, asked.value + timedelta(days=1), None),
    ),
    Operator(
        "last_days",
        Sentence("is in the last days"),
        Takes.DAYS,
        lambda field, value: Sentence(
            "{field} is in the last {n} day",
            "{field} is in the last {n} days",
            field=field,
            n=value,
        ),
        _last_days,
    ),
    Operator(
        "next_days",
        Sentence("is in the next days"),
        Takes.DAYS,
        lambda field, value: Sentence(
            "{field} is in the next {n} day",
            "{field} is in the next {n} days",
            field=field,
            n=value,
        ),
        _next_days,
    ),
    Operator(
        "not_for_days",
        Sentence("is not in the last days"),
        Takes.DAYS,
        lambda field, value: Sentence(
            "{field} is not in the last {n} day",
            "{field} is not in the last {n} days",
            field=field,
            n=value,
        ),
        _not_for_days,
    ),
    Operator(
        "yes",
        Sentence("is yes"),
        Takes.NOTHING,
        lambda field: Sentence("{field} is yes", field=field),
        lambda asked: Q(**{asked.path: True}),
    ),
    Operator(
        "no",
        Sentence("is no"),
        Takes.NOTHING,
        lambda field: Sentence("{field} is no", field=field),
        lambda asked: _not(Q(**{asked.path: True}), asked),
    ),
    Operator(
        "me",
        Sentence("is me"),
        Takes.NOTHING,
        lambda field: Sentence("{field} is me", field=field),
        lambda asked: Q(**{asked.path: asked.reach.user_id}),
    ),
    Operator(
        "my_team",
        Sentence("is my team"),
        Takes.NOTHING,
        lambda field: Sentence("{field} is my team", field=field),
        _my_team,
    ),
    Operator(
        "empty",
        Sentence("is empty"),
        Takes.NOTHING,
        lambda field: Sentence("{field} is empty", field=field),
        _empty,
    ),
    Operator(
        "filled",
        Sentence("is filled"),
        Takes.NOTHING,
        lambda field: Sentence("{field} is filled", field=field),
        lambda asked: ~_empty(asked),
    ),
)
OPERATORS: Mapping[str, Operator] = {one.word: one for one in _ALL}

_TEXT = ("contains", "is", "is_not", "begins", "empty", "filled")
_NUMBER = ("is", "from", "upto", "between", "is_not", "empty", "filled")
_TIME = (
    "last_days",
    "not_for_days",
    "next_days",
    "is",
    "before",
    "after",
    "between",
    "empty",
    "filled",
)
_PICKED = ("is", "is_not", "any_of", "none_of", "empty", "filled")
_BY_SORT: Mapping[Sort, tuple[str, ...]] = {
    **dict.fromkeys(fields.TEXTS, _TEXT),
    Sort.LONG: ("contains", "empty", "filled"),
    **dict.fromkeys(fields.COUNTS, _NUMBER),
    **dict.fromkeys(fields.TIMES, _TIME),
    **dict.fromkeys(fields.WORDS, _PICKED),
    Sort.LINK: _PICKED,
    Sort.LINKS: ("is", "is_not", "any_of", "none_of", "empty", "filled"),
    Sort.YES: ("yes", "no"),
}
