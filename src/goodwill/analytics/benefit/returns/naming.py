"""Names that a company gives to its programme, costs and benefits, in up to three languages."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.language import Language


@dataclass(frozen=True)
class Name:
    """A name as the company writes it; where a language is left out the first one is shown."""

    text: str
    zh_hans: str = ""
    zh_hant: str = ""

    def said_in(self, language: Language) -> str:
        said = {"zh-Hans": self.zh_hans, "zh-Hant": self.zh_hant}.get(language.tag)
        return said or self.text

    def __str__(self) -> str:
        return self.text
