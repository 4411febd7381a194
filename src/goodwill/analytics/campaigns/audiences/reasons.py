"""Why a customer may not be contacted: codes, words, and how a column says it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import narwhals as nw
from narwhals.dtypes import DType

from goodwill.language import Sentence

YES = ("yes", "y", "true", "t", "1", "是", "同意", "愿意", "願意")
NO = ("no", "n", "false", "f", "0", "否", "")


class Reason(StrEnum):
    """In the order in which they are looked for; the plan's own rules come after the channel."""

    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    OTHER_CHANNEL = "other_channel"
    CONTROL_GROUP = "control_group"
    OTHER_HOLDOUT = "other_holdout"
    CARE = "care"
    RESTING = "resting"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS = {
    Reason.OPTED_OUT: Sentence("Asked not to be contacted, or it is not clear"),
    Reason.NO_CONSENT: Sentence("Has not agreed to be contacted"),
    Reason.OTHER_CHANNEL: Sentence("Wishes to be contacted on another channel"),
    Reason.CONTROL_GROUP: Sentence("In the company's control group, which no campaign contacts"),
    Reason.OTHER_HOLDOUT: Sentence("In the hold-out of another campaign that is still watched"),
    Reason.CARE: Sentence("Care and a promotion would come too close together"),
    Reason.RESTING: Sentence("Contacted too recently, or about to be"),
}


def blocked_code(at: int) -> str:
    """The code of the plan's own rule number `at`, counted from 1."""
    return f"blocked_{at}"


def label(code: str, blocked: Mapping[str, str]) -> Sentence:
    """The words for a reason's code; `blocked` has those of the plan's own rules."""
    if code in blocked:
        return Sentence("Blocked: {reason}", reason=blocked[code])
    return Reason(code).label


def agreed(column: str, dtype: DType) -> nw.Expr:
    """Whether a customer clearly said yes: nothing, or anything else, is no consent."""
    return nw.coalesce(_word(column, dtype).is_in(YES), nw.lit(False))


def asked_not_to(column: str, dtype: DType) -> nw.Expr:
    """Whether a customer did anything but clearly say no to “opted out”, or say nothing."""
    return ~nw.coalesce(_word(column, dtype).is_in(NO), nw.lit(True))


def other_channel(column: str, dtype: DType, channel: str) -> nw.Expr:
    """Whether a customer chose a channel, and it is another one."""
    word = _word(column, dtype)
    return nw.coalesce((word != channel.strip().lower()) & (word != ""), nw.lit(False))


def _word(column: str, dtype: DType) -> nw.Expr:
    """What a column says as a lower-case word; 1.0 says 1, as does true."""
    said = nw.col(column)
    if dtype == nw.Boolean or dtype.is_numeric():
        number = said.cast(nw.Float64)
        is_one, is_nought = number == 1, number == 0
        other = nw.when(~said.is_null()).then(nw.lit("?"))
        return nw.when(is_one).then(nw.lit("1")).when(is_nought).then(nw.lit("0")).otherwise(other)
    return said.cast(nw.String).str.strip_chars().str.to_lowercase()
