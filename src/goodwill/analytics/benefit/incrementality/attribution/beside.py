"""Attributed credit beside what a hold-out measured, and by how much it overstates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from goodwill.analytics.benefit.incrementality.attribution.credit import LABEL, Credit
from goodwill.analytics.benefit.incrementality.attribution.journeys import Journeys
from goodwill.analytics.figure import Definition, Figure, Unit, money
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence


@dataclass(frozen=True)
class Compared:
    """A channel's credit beside its effect.

    Parameters
    ----------
    attributed
        The credit in minor units.
    incremental
        What the hold-out measured, in minor units over all members; None if nobody did.
    factor, low, high
        attributed ÷ incremental, with the interval of the latter; None where the effect is
        not surely above nought. `reason` then says why.
    """

    channel: str
    attributed: float
    incremental: Effect | None
    factor: float | None
    low: float | None
    high: float | None
    reason: Sentence | None


NOT_MEASURED = Sentence("Nobody was left alone to compare with: its effect is not known.")
NOT_SURE = Sentence(
    "The hold-out does not show surely that anything was brought, so that there is no saying how "
    "many times too much is attributed."
)


def beside(credit: Credit, incremental: Mapping[str, Effect]) -> tuple[Compared, ...]:
    """Each channel's credit next to its incremental margin.

    Parameters
    ----------
    credit
        Of amounts that mean the same as the effects do: margin beside margin.
    incremental
        Channel (or campaign) → effect in minor units, summed over its members.
    """
    names = dict.fromkeys([*credit.channels, *incremental])
    return tuple(_compared(name, credit.of(name), incremental.get(name)) for name in names)


def _compared(channel: str, attributed: float, effect: Effect | None) -> Compared:
    if effect is None or effect.low <= 0:
        reason = NOT_MEASURED if effect is None else NOT_SURE
        return Compared(channel, attributed, effect, None, None, None, reason)
    factor, low, high = (attributed / end for end in (effect.value, effect.high, effect.low))
    return Compared(channel, attributed, effect, factor, low, high, None)


CHANNEL_CREDIT = Definition(
    "MK09",
    1,
    Sentence("Channel credit (Shapley)"),
    Sentence("Conversions attributed to a channel. Attributed, not incremental."),
    Sentence("φᵢ = Σ |S|!(n − |S| − 1)!/n! × (v(S ∪ i) − v(S))"),
    Unit.NUMBER,
)
ATTRIBUTED = Definition(
    "attributed_amount",
    1,
    Sentence("Attributed, not incremental"),
    Sentence(
        "What customers bought after a channel touched them. Most of it may have been bought "
        "anyway."
    ),
    Sentence("Σ amount of each conversion × the channel's share of the credit"),
    Unit.MONEY,
)
OVERSTATEMENT = Definition(
    "attribution_overstatement",
    1,
    Sentence("Attributed ÷ incremental"),
    Sentence("How many times more is attributed to a channel than the hold-out shows it brought."),
    Sentence("attributed amount ÷ incremental amount"),
    Unit.RATIO,
)
DEFINITIONS = (CHANNEL_CREDIT, ATTRIBUTED, OVERSTATEMENT)


def credit_figures(credit: Credit, journeys: Journeys, as_of: date) -> tuple[Figure, ...]:
    """MK09: the conversions of each channel, in the order of the channels."""
    pairs = zip(credit.channels, credit.conversions, strict=True)
    told: dict[str, Any] = {"as_of": as_of, "n": journeys.conversions, "method": _how(credit)}
    return tuple(
        Figure(CHANNEL_CREDIT, float(value), cut={"channel": name}, **told) for name, value in pairs
    )


def compared_figures(
    rows: Sequence[Compared], credit: Credit, journeys: Journeys, currency: str, as_of: date
) -> tuple[tuple[Figure, Figure], ...]:
    """The amount attributed to each channel, and how many times too much it is."""
    told: dict[str, Any] = {"as_of": as_of, "n": journeys.conversions, "method": _how(credit)}
    return tuple(
        (
            money(
                ATTRIBUTED, round(row.attributed), currency, cut={"channel": row.channel}, **told
            ),
            Figure(
                OVERSTATEMENT,
                row.factor,
                low=row.low,
                high=row.high,
                level=None if row.incremental is None else row.incremental.level,
                reason=row.reason,
                cut={"channel": row.channel},
                **told,
            ),
        )
        for row in rows
    )


def _how(credit: Credit) -> Sentence:
    return Sentence("{label}. {method}", label=LABEL, method=credit.method)
