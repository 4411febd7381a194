"""What is meant by a word of a ledger: written in English, 简体 or 繁體, one code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from goodwill.analytics.benefit.costing.naming.ledgerwords import SIMPLIFIED, TRADITIONAL
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence

ENDINGS = (
    *("成本", "费用", "支出", "开支", "开销", "费", "法"),
    *("expenses", "expense", "costs", "cost", "fees", "fee", "spend"),
)
NEAR_ENOUGH = 0.55
TO_SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLIFIED)


@dataclass(frozen=True)
class Vocabulary:
    """The codes of one column of the ledger, and every word for them.

    Parameters
    ----------
    what
        What the words tell apart: “category”.
    codes
        Normal word → code.
    names
        The codes themselves, to list and to suggest.
    """

    what: Sentence
    codes: Mapping[str, str]
    names: tuple[str, ...]

    def code(self, word: str) -> str | None:
        """The code that is meant, or None where nobody knows."""
        for form in forms(word):
            if form in self.codes:
                return self.codes[form]
        return None

    def nearest(self, word: str) -> str | None:
        """The code of the word that was probably meant."""
        for form in forms(word):
            found = get_close_matches(form, self.codes, n=1, cutoff=NEAR_ENOUGH)
            if found:
                return self.codes[found[0]]
        return None

    def of_word(self, word: str) -> str:
        """The code that is meant.

        Raises
        ------
        SettingRefused
            The word is not known; the nearest that is known is suggested.
        """
        found = self.code(word)
        if found is None:
            raise SettingRefused(self.refusal(word))
        return found

    def refusal(self, word: str) -> Sentence:
        """Why a word is not taken, and what was probably meant."""
        near = self.nearest(word)
        if near is None:
            return Sentence(
                "“{word}” is no {what} that we know. There are: {names}.",
                word=word,
                what=self.what,
                names=", ".join(self.names),
            )
        return Sentence(
            "“{word}” is no {what} that we know; perhaps {near} is meant. There are: {names}.",
            word=word,
            what=self.what,
            near=near,
            names=", ".join(self.names),
        )


def vocabulary(
    what: Sentence,
    words: Mapping[str, str],
    labels: Mapping[str, Sentence],
) -> Vocabulary:
    """The vocabulary of codes: their own names, their English labels and the words listed."""
    codes: dict[str, str] = {}
    for code in words:
        for word in (code, labels[code].text, *words[code].split()):
            codes.setdefault(normal(word), code)
    return Vocabulary(what, codes, tuple(words))


def normal(word: str) -> str:
    """`Pay & Benefits` → `paybenefits`; 員工薪酬福利 → 员工薪酬福利."""
    plain = unicodedata.normalize("NFKC", word).casefold().translate(TO_SIMPLIFIED)
    return re.sub(r"[\W_]+", "", plain)


def forms(word: str) -> Iterable[str]:
    """The word as written, then without what all names of costs may end in."""
    whole = normal(word)
    yield whole
    for ending in ENDINGS:
        if whole.endswith(ending) and whole != ending:
            yield whole.removesuffix(ending)
            return
