"""What a programme's file states for the values at stake: each number with its source."""

from __future__ import annotations

from decimal import Decimal

from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.benefit.returns.stakes import retention, satisfied, wordofmouth
from goodwill.analytics.benefit.returns.stakes.chain import Chain
from goodwill.analytics.benefit.returns.stakes.releasedtime import RECAPTURED, ReleasedTime
from goodwill.analytics.benefit.returns.stakes.selfservice import SelfService
from goodwill.analytics.benefit.returns.stakes.stake import Calculator
from goodwill.analytics.benefit.returns.stakes.stated import Measured, Stated
from goodwill.analytics.benefit.returns.stakes.valuing import AtStake
from goodwill.analytics.campaigns.entries import Entries, is_number
from goodwill.analytics.figure import Grade, minor
from goodwill.analytics.value.outlook.multiples import Feelings, Multiples
from goodwill.cli.programme_values import from_nought, number, number_or_none, placed, word
from goodwill.language import Sentence

STATED = Sentence(
    "a number, a range [low, high], or a table such as {example}",
    example='{low = 0.1, high = 0.3, source = "survey 2025"}',
)
SOURCE = Sentence("who says so, or where it was measured; one for the whole table is enough")
MEASURED = ("value", "n", "low", "high", "level", "grade", "source")


def at_stake(top: Entries, currency: str) -> AtStake:
    """The calculators that the file asks for."""
    entries = top.under("stakes").only(*Calculator)

    def told(calculator: Calculator) -> Entries | None:
        return entries.under(calculator) if entries.has(calculator) else None

    kept, felt, talk = map(
        told, (Calculator.RETENTION, Calculator.SATISFIED, Calculator.WORD_OF_MOUTH)
    )
    alone, link, hours = map(
        told, (Calculator.SELF_SERVICE, Calculator.CHAIN, Calculator.RELEASED_TIME)
    )
    return AtStake(
        retention=_retention(kept) if kept else None,
        satisfied=_satisfied(felt, currency) if felt else None,
        talk=_talk(talk) if talk else None,
        self_service=_self_service(alone) if alone else None,
        chain=_chain(link) if link else None,
        released_time=_released_time(hours) if hours else None,
    )


def _retention(entries: Entries) -> retention.Retention:
    entries.only(
        *("source", "retention", "value", "yearly_margin", "points", "rate", "customers"),
        "measured",
    )
    return retention.Retention(
        retention=_stated(entries, "retention"),
        value=_stated(entries, "value"),
        yearly_margin=_stated(entries, "yearly_margin"),
        points=_stated(entries, "points") or retention.POINTS,
        rate=_stated(entries, "rate") or retention.RATE,
        measured=_measured(entries),
        n=entries.whole("customers", 0),
    )


FEELINGS = ("completely_satisfied", "fairly_satisfied")


def _satisfied(entries: Entries, currency: str) -> satisfied.Satisfied:
    entries.only(
        *("source", *FEELINGS, *(f"{each}_value" for each in FEELINGS)),
        *("completely_dissatisfied", "won", "kept", "times_fair", "times_lost", "measured_loss"),
    )
    happy, fair, unhappy = (
        _whole_or_none(entries, key) for key in (*FEELINGS, "completely_dissatisfied")
    )
    happy_value, fair_value = (_minor(entries, f"{each}_value", currency) for each in FEELINGS)
    return satisfied.Satisfied(
        feelings=Feelings(
            completely_satisfied=happy,
            completely_satisfied_minor=happy_value,
            fairly_satisfied=fair,
            fairly_satisfied_minor=fair_value,
            completely_dissatisfied=unhappy,
        ),
        won=_stated(entries, "won"),
        kept=_stated(entries, "kept"),
        times_fair=_stated(entries, "times_fair") or satisfied.TIMES_FAIR,
        times_lost=_stated(entries, "times_lost") or satisfied.TIMES_LOST,
        measured_loss=_measured(entries, "measured_loss"),
    )


MULTIPLES = ("satisfied_tell", "they_tell", "dissatisfied_tell", "those_tell")


def _talk(entries: Entries) -> wordofmouth.Talk:
    entries.only(
        *("source", "talkers", "dissatisfied", "conversion", "deterrence", "margin", "fresh"),
        *(*MULTIPLES, "measured"),
    )
    usual = Multiples()
    with placed(entries):
        multiples = Multiples(
            satisfied_tell=float(_edited(entries, "satisfied_tell", usual.satisfied_tell)),
            they_tell=_pair(entries, "they_tell", usual.they_tell),
            dissatisfied_tell=float(_edited(entries, "dissatisfied_tell", usual.dissatisfied_tell)),
            those_tell=float(_edited(entries, "those_tell", usual.those_tell)),
        )
    return wordofmouth.Talk(
        talkers=_whole_or_none(entries, "talkers"),
        dissatisfied=_whole_or_none(entries, "dissatisfied"),
        conversion=_stated(entries, "conversion"),
        deterrence=_stated(entries, "deterrence"),
        margin=_stated(entries, "margin"),
        fresh=_stated(entries, "fresh") or wordofmouth.ALL_OF_THEM,
        multiples=multiples,
        measured=_measured(entries),
    )


def _self_service(entries: Entries) -> SelfService:
    entries.only("source", "deflected", "assisted", "unassisted", "measured")
    return SelfService(
        deflected=_stated(entries, "deflected"),
        assisted=_stated(entries, "assisted"),
        unassisted=_stated(entries, "unassisted"),
        measured=_measured(entries),
    )


def _chain(entries: Entries) -> Chain:
    entries.only(*("source", "satisfaction", "per_point", "retention", "value", "rate", "measured"))
    return Chain(
        satisfaction=_stated(entries, "satisfaction"),
        per_point=_stated(entries, "per_point"),
        retention=_stated(entries, "retention"),
        value=_stated(entries, "value"),
        rate=_stated(entries, "rate") or retention.RATE,
        measured=_measured(entries),
    )


def _released_time(entries: Entries) -> ReleasedTime:
    entries.only("source", "hours", "loaded_rate", "recaptured", "measured")
    return ReleasedTime(
        hours=_stated(entries, "hours"),
        loaded_rate=_stated(entries, "loaded_rate"),
        recaptured=_stated(entries, "recaptured") or RECAPTURED,
        measured=_measured(entries),
    )


def _stated(entries: Entries, key: str) -> Stated | None:
    """A number, a range or a table, with its own source or that of the table around it."""
    if not entries.has(key):
        return None
    found = entries.table[key]
    if is_number(found):
        return Stated(exactly(found), exactly(found), _source(entries))
    if isinstance(found, list):
        low, high = _ends(entries, key)
        return Stated(low, high, _source(entries))
    if not isinstance(found, dict):
        raise entries.refused(key, STATED)
    told = entries.under(key).only("value", "low", "high", "source")
    if told.has("value") == (told.has("low") or told.has("high")):
        raise entries.refused(key, STATED)
    low, high = (number(told, "value" if told.has("value") else end) for end in ("low", "high"))
    if low > high:
        raise told.refused("high", Sentence("not below low ({low})", low=str(low)))
    source = told.text("source") if told.has("source") else _source(entries)
    return Stated(low, high, source)


def _ends(entries: Entries, key: str) -> tuple[Decimal, Decimal]:
    found = entries.table[key]
    is_range = isinstance(found, list) and len(found) == 2 and all(map(is_number, found))
    if not is_range or found[0] > found[1]:
        raise entries.refused(key, STATED)
    return exactly(found[0]), exactly(found[1])


def _source(entries: Entries) -> str:
    if not entries.has("source"):
        raise entries.missing("source", SOURCE)
    return entries.text("source")


def _measured(entries: Entries, key: str = "measured") -> Measured | None:
    if not entries.has(key):
        return None
    told = entries.under(key).only(*MEASURED)
    return Measured(
        value=number(told, "value"),
        n=told.whole("n"),
        low=number_or_none(told, "low"),
        high=number_or_none(told, "high"),
        level=told.share("level") if told.has("level") else None,
        grade=word(told, "grade", Grade) if told.has("grade") else None,
        source=told.text_or_none("source") or entries.text_or_none("source"),
    )


def _whole_or_none(entries: Entries, key: str) -> int | None:
    return entries.whole(key) if entries.has(key) else None


def _minor(entries: Entries, key: str, currency: str) -> int | None:
    if not entries.has(key):
        return None
    with placed(entries, key):
        return minor(from_nought(entries, key), currency)


def _edited(entries: Entries, key: str, usual: float) -> Decimal:
    return from_nought(entries, key, exactly(usual))


def _pair(entries: Entries, key: str, usual: tuple[float, float]) -> tuple[float, float]:
    if not entries.has(key):
        return usual
    low, high = _ends(entries, key)
    return float(low), float(high)
