"""Form fields that read what people write and give it as records keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from goodwill.crm.records.editing import reading
from goodwill.crm.records.editing.widgets import Choice, Lookup, TypedWords
from goodwill.crm.ui.speaking import say

LARGEST_DIGITS = 17


class Written(forms.CharField):
    """Something people write in their own way: `read` brings it into the kept form."""

    def __init__(
        self,
        read: Callable[[str], Any],
        write: Callable[[Any], str],
        *,
        keyboard: str = "decimal",
        **options: Any,
    ) -> None:
        self.read, self.write = read, write
        super().__init__(**options)
        self.widget.attrs["inputmode"] = keyboard

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return self.read(text)
        except reading.Unreadable as trouble:
            raise ValidationError(say(trouble.sentence)) from trouble

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.write(value)


def number(**options: Any) -> Written:
    """A number, whole or not, as a `Decimal`."""
    return Written(_sized_number, reading.written_number, **options)


def whole_number(**options: Any) -> Written:
    return Written(_whole, reading.written_number, keyboard="numeric", **options)


def quantity(**options: Any) -> Written:
    """A quantity, kept in thousandths."""
    return Written(_thousandths, lambda held: reading.written_number(_units(held)), **options)


def money(currency: str, **options: Any) -> Written:
    """An amount in a currency, kept in its minor units."""
    return Written(
        lambda text: reading.minor(_sized_number(text), currency),
        lambda held: reading.written_amount(held, currency),
        **options,
    )


def minutes(**options: Any) -> Written:
    return Written(reading.minutes, reading.written_minutes, keyboard="text", **options)


def phone(**options: Any) -> Written:
    """A telephone number, kept as E.164."""
    made = Written(_e164, str, keyboard="tel", **options)
    made.widget.attrs["autocomplete"] = "off"
    return made


class LinkField(forms.Field):
    """A link to one record within reach, sent as its public id and given as the record."""

    widget: Lookup

    def __init__(self, seen: models.QuerySet[Any], *, now: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.seen, self.now = seen, now

    def prepare_value(self, value: Any) -> Any:
        chosen = value if hasattr(value, "public_id") else self._one(value)
        self.widget.chosen = (choice(chosen),) if chosen is not None else ()
        return value

    def clean(self, value: Any) -> Any:
        if value in self.empty_values:
            super().validate(None)
            return None
        found = self._one(value)
        if found is None:
            raise ValidationError(say("There is no such record, or you may not see it."))
        return found

    def _one(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if self.now is not None and str(self.now.public_id) == str(value):
            return self.now
        try:
            return self.seen.filter(public_id=value).first()
        except (ValidationError, ValueError):
            return None


class WordsField(forms.Field):
    """Words that are made as people type them, given as a list of the model's rows."""

    widget: TypedWords

    def __init__(self, model: type[models.Model], **options: Any) -> None:
        known = model._default_manager.order_by("name").values_list("name", flat=True)
        super().__init__(widget=TypedWords(known[:500]), **options)
        self.model = model
        self.longest = int(getattr(model._meta.get_field("name"), "max_length", 0))

    def prepare_value(self, value: Any) -> Any:
        return [str(getattr(word, "name", word)) for word in value or ()]

    def clean(self, value: Iterable[str] | None) -> list[str]:
        words = list(dict.fromkeys(value or ()))
        super().validate(words)
        if any(len(word) > self.longest for word in words):
            raise ValidationError(
                say("One word is longer than {longest} characters.", longest=self.longest)
            )
        return words

    def made(self, words: Iterable[str]) -> list[models.Model]:
        """The rows of these words, new ones for those that were not there."""
        manager = self.model._default_manager
        return [manager.get_or_create(name=word)[0] for word in words]


def choice(record: Any) -> Choice:
    """A record as one may choose it."""
    more = getattr(record, "number", "") or getattr(record, "city", "")
    return Choice(str(record.public_id), str(record), str(more))


def _sized_number(text: str) -> Decimal:
    read = reading.number(text)
    if read and read.adjusted() >= LARGEST_DIGITS:
        raise reading.too_large()
    return read


def _whole(text: str) -> int:
    read = _sized_number(text)
    if read != read.to_integral_value():
        raise reading.not_whole()
    return int(read)


def _thousandths(text: str) -> int:
    read = _sized_number(text).scaleb(3)
    if read != read.to_integral_value():
        raise reading.too_fine()
    return int(read)


def _units(thousandths: int) -> Decimal:
    return Decimal(thousandths).scaleb(-3)


def _e164(text: str) -> str:
    try:
        read = phonenumbers.parse(text, settings.CONFIGURATION.region)
    except phonenumbers.NumberParseException:
        raise reading.no_phone_number(text) from None
    if not phonenumbers.is_possible_number(read):
        raise reading.no_phone_number(text)
    return str(phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164))
