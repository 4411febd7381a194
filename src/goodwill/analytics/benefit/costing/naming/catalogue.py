"""What a cost is called: 11 categories, 37 sub-categories, and the kinds that tell a stage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from goodwill.analytics.benefit.costing.naming import ledgerwords
from goodwill.analytics.benefit.costing.naming.categories import LABELS, Category
from goodwill.analytics.benefit.costing.naming.kinds import (
    Behaviour,
    Driver,
    Evidence,
    Method,
    Nature,
    Recurrence,
    Stage,
    Treatment,
)
from goodwill.analytics.benefit.costing.naming.stagekinds import STAGE_KINDS, StageKind
from goodwill.analytics.benefit.costing.naming.subcategories import (
    BY_CODE,
    CATEGORY_DEFAULTS,
    SUBCATEGORIES,
    Defaults,
    Subcategory,
)
from goodwill.analytics.benefit.costing.naming.wording import Vocabulary, forms, vocabulary
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence


@dataclass(frozen=True)
class Named:
    """What one word says of a cost: always its category, often more."""

    category: Category
    subcategory: Subcategory | None = None
    stage: Stage | None = None

    @property
    def defaults(self) -> Defaults:
        """How the cost counts unless its entry says otherwise."""
        return self.subcategory.defaults if self.subcategory else CATEGORY_DEFAULTS[self.category]


def of_word(word: str, *, sub: bool = False) -> Named:
    """What is meant by a word: a category, a sub-category or a kind that tells the stage.

    Parameters
    ----------
    word
        In English, 简体 or 繁體; “cost”, 成本 or 费用 may follow.
    sub
        The word stands where a sub-category is expected, so that “software” is one.

    Raises
    ------
    SettingRefused
        Nobody knows the word; the nearest that is known is suggested.
    """
    found = named(word, sub=sub)
    if found is None:
        raise SettingRefused((subcategories() if sub else anything()).refusal(word))
    return found


def named(word: str, *, sub: bool = False) -> Named | None:
    """As `of_word`, and None where nobody knows the word."""
    for form in forms(word):
        if form in categories().codes and not sub:
            return Named(Category(categories().codes[form]))
        if form in subcategories().codes:
            return _of_subcategory(subcategories().codes[form])
        if form in stage_kinds().codes:
            kind = STAGE_KIND_BY_CODE[stage_kinds().codes[form]]
            return _of_subcategory(kind.subcategory, kind.stage)
    return None


@cache
def anything() -> Vocabulary:
    """Every word that may stand for a category: its own, and those of what belongs to it."""
    codes = {**stage_kinds().codes, **subcategories().codes, **categories().codes}
    return Vocabulary(categories().what, codes, categories().names)


@cache
def categories() -> Vocabulary:
    labels = {category.value: LABELS[category] for category in Category}
    return vocabulary(Sentence("category"), ledgerwords.CATEGORIES, labels)


@cache
def subcategories() -> Vocabulary:
    labels = {each.code: each.label for each in SUBCATEGORIES}
    return vocabulary(Sentence("sub-category"), ledgerwords.SUBCATEGORIES, labels)


@cache
def stage_kinds() -> Vocabulary:
    labels = {each.code: each.label for each in STAGE_KINDS}
    return vocabulary(Sentence("kind of cost"), ledgerwords.STAGE_KINDS, labels)


STAGE_KIND_BY_CODE = {each.code: each for each in STAGE_KINDS}


def _of_subcategory(code: str, stage: Stage | None = None) -> Named:
    found = BY_CODE[code]
    return Named(found.category, found, stage)


__all__ = [
    "CATEGORY_DEFAULTS",
    "STAGE_KINDS",
    "SUBCATEGORIES",
    "Behaviour",
    "Category",
    "Defaults",
    "Driver",
    "Evidence",
    "Method",
    "Named",
    "Nature",
    "Recurrence",
    "Stage",
    "StageKind",
    "Subcategory",
    "Treatment",
    "anything",
    "categories",
    "named",
    "of_word",
    "stage_kinds",
    "subcategories",
]
