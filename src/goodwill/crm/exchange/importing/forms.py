"""How a file is read, as a form: what was found, and what else it may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from goodwill.crm.exchange.importing.plan import Reading
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "cp1252", "latin-1", "shift_jis", "euc-kr")
DELIMITERS: Mapping[str, Sentence] = {
    ",": Sentence("Comma"),
    ";": Sentence("Semicolon"),
    "\t": Sentence("Tab"),
    "|": Sentence("Bar |"),
}
DATES: Mapping[str, Sentence] = {
    "ymd": Sentence("Year, month, day"),
    "dmy": Sentence("Day, month, year"),
    "mdy": Sentence("Month, day, year"),
}
DECIMALS: Mapping[str, Sentence] = {
    ".": Sentence("Point: 1,234.50"),
    ",": Sentence("Comma: 1.234,50"),
}
CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "SGD", "KRW", "AUD", "CAD", "CHF")


class ReadingForm(forms.Form):
    """Every choice says what was found; leaving it there is right nearly always."""

    sheet = forms.ChoiceField(required=False)
    encoding = forms.ChoiceField(required=False)
    delimiter = forms.ChoiceField(required=False)
    dates = forms.ChoiceField(required=False)
    decimal = forms.ChoiceField(required=False)
    currency = forms.ChoiceField(required=False)
    time_zone = forms.ChoiceField(required=False)

    def __init__(self, upload: Upload, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=vars(upload.reading))
        self.found: Mapping[str, str] = upload.sample.get("found", {})
        sheets = upload.sample.get("sheets", ())
        is_text = bool(self.found.get("encoding"))
        fields: dict[str, Any] = self.fields
        for name in ("encoding", "delimiter") if not is_text else ():
            del fields[name]
        if len(sheets) < 2:
            del fields["sheet"]
        self._offer("sheet", say("Sheet"), {sheet: sheet for sheet in sheets})
        self._offer("encoding", say("Encoding"), {one: one.upper() for one in ENCODINGS})
        self._offer("delimiter", say("Between cells"), _said(DELIMITERS))
        self._offer("dates", say("Order in dates"), _said(DATES))
        self._offer("decimal", say("Decimal mark"), _said(DECIMALS))
        self._offer("currency", say("Currency of amounts"), _as_is(_currencies()))
        self._offer("time_zone", say("Time zone of moments"), _as_is(sorted(available_timezones())))

    def reading(self) -> Reading:
        """What a valid form asks for; what it does not show stays as it was."""
        return Reading(**{**self.initial, **self.cleaned_data})

    def _offer(self, name: str, label: str, choices: dict[str, str]) -> None:
        field: Any = self.fields.get(name)
        if field is None:
            return
        found = self.found.get(name, "")
        words = choices.get(found, found)
        unsaid = say("Found: {what}", what=words) if words else say("As the file shows")
        field.label = label
        field.choices = [("", unsaid), *choices.items()]


def _said(choices: Mapping[str, Sentence]) -> dict[str, str]:
    return {word: say(label) for word, label in choices.items()}


def _as_is(words: Iterable[str]) -> dict[str, str]:
    return {word: word for word in words}


def _currencies() -> list[str]:
    return list(dict.fromkeys((settings.CONFIGURATION.currency, *CURRENCIES)))
