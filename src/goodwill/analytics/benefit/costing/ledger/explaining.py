"""Why one row of the ledger or of the assets is set aside, in a sentence for its owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from goodwill.analytics.benefit.costing.ledger.reasons import ASSET_REASONS, BY_CODE, Reason
from goodwill.analytics.benefit.costing.naming import catalogue
from goodwill.analytics.benefit.costing.naming.kinds import (
    Behaviour,
    Nature,
    Recurrence,
    Stage,
    Treatment,
)
from goodwill.analytics.benefit.costing.naming.wording import Vocabulary
from goodwill.language import Sentence

ASSET_REASON: Mapping[str, Reason] = {reason.code: reason for reason in ASSET_REASONS}

UNKNOWN: Mapping[str, Callable[[], Vocabulary]] = {
    "unknown_category": catalogue.anything,
    "unknown_subcategory": catalogue.subcategories,
    "unknown_stage": Stage.vocabulary,
    "unknown_nature": Nature.vocabulary,
    "unknown_behaviour": Behaviour.vocabulary,
    "unknown_treatment": Treatment.vocabulary,
    "unknown_interval": Recurrence.vocabulary,
}
"""Reasons against a word: what it could have been."""


def why(code: str, about: str | None = None) -> Sentence:
    """The reason in words, with what it is about and what to do.

    Parameters
    ----------
    code
        Of `reasons.REASONS` or `reasons.ASSET_REASONS`.
    about
        The word, number or currency in question, as `Judged.rejected` has it; of a word that
        nobody knows the nearest that is known is told.
    """
    if about is not None and code in UNKNOWN:
        return UNKNOWN[code]().refusal(about)
    reason = BY_CODE.get(code) or ASSET_REASON[code]
    if about is None:
        return Sentence("{label}. {remedy}", label=reason.label, remedy=reason.remedy)
    return Sentence(
        "{label}: {about}. {remedy}", label=reason.label, about=about, remedy=reason.remedy
    )
