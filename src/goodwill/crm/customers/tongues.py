"""The languages a customer may be written to in, named in the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale

from goodwill.language import Language


@dataclass(frozen=True)
class Tongue:
    """A language by its BCP 47 tag."""

    tag: str

    def said_in(self, language: Language) -> str:
        """Its name in the reader's language."""
        return str(Locale.parse(self.tag, sep="-").get_display_name(language.locale) or self.tag)


TONGUES: Mapping[str, Tongue] = {
    tag: Tongue(tag)
    for tag in (
        "zh-Hans", "zh-Hant", "en", "ja", "ko", "de", "fr", "es", "pt", "it", "nl", "pl", "ru",
        "tr", "ar", "hi", "id", "ms", "th", "vi",
    )
}  # fmt: skip
"""The languages to choose from."""
