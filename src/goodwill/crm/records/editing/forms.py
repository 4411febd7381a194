"""Forms for any kind of record, built from what the kind says of its fields."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.dateparse import parse_datetime

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.editing.building import Asked, currency_of, form_field
from goodwill.crm.records.editing.inputs import LinkField, WordsField
from goodwill.crm.records.editing.keeping import kept
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.models import Record


class RecordForm(forms.Form):
    """Asks for fields of one record; `wanted()` says what shall stand there."""

    kind: ClassVar[Kind]
    asked: ClassVar[tuple[Field, ...]]
    record: ClassVar[Record | None]
    more: ClassVar[tuple[str, ...]] = ()
    """Names of what is asked for besides, which the verb that makes the record knows."""
    required_css_class = "is-required"

    def wanted(self) -> dict[str, Any]:
        """The values to keep, by field; words that people typed are made here."""
        more = {name: self.cleaned_data[name] for name in self.more}
        return {**{field.name: self._kept(field) for field in self.asked}, **more}

    def clean(self) -> dict[str, Any]:
        """Also what the model refuses: a number that is taken, a text too long."""
        if not self.errors:
            self._ask_the_model()
        return self.cleaned_data

    def _kept(self, field: Field) -> Any:
        value = self.cleaned_data[field.name]
        asks = self.fields[field.name]
        if isinstance(asks, WordsField):
            return asks.made(value)
        return kept(self.kind, field, value)

    def _ask_the_model(self) -> None:
        trial = copy.copy(self.record) if self.record else self.kind.model()
        columns = [field for field in self.asked if not field.is_own]
        plain = [f for f in columns if not self.kind.model._meta.get_field(f.name).many_to_many]
        for field in plain:
            setattr(trial, field.name, self._kept(field))
        named = {field.name for field in plain}
        others = {f.name for f in trial._meta.concrete_fields} - named
        for check in (trial.clean_fields, trial.validate_unique, trial.validate_constraints):
            self._note_refusals(check, others)
        self._note_refusals(lambda **_: trial.clean(), others)

    def _note_refusals(self, check: Any, others: Collection[str]) -> None:
        try:
            check(exclude=others)
        except ValidationError as refusal:
            for name, errors in _by_field(refusal).items():
                self.add_error(name if name in self.fields else None, errors)


def form_for(
    kind: Kind,
    reach: Reach,
    record: Record | None = None,
    *,
    only: Collection[str] = (),
    data: Mapping[str, Any] | None = None,
) -> type[RecordForm]:
    """A form for the fields of a kind that the person sees and may fill.

    `only` names the fields to ask for, all if empty; from `data` comes the currency that a
    person chose in the same form.
    """
    asked = tuple(
        field
        for field in kind.all_fields()
        if field.is_editable
        and reach.sees(kind.word, field.name)
        and (not only or field.name in only)
    )
    currency = currency_of(record, (data or {}).get("currency", ""))
    made = {field.name: form_field(Asked(kind, field, reach, record, currency)) for field in asked}
    described = {"kind": kind, "asked": asked, "record": record, **made}
    return _class(f"FormFor_{kind.word}", RecordForm, described)


def with_more(form: type[RecordForm], more: Mapping[str, forms.Field], after: str) -> Any:
    """The form with fields that are no fields of the record, behind the one named `after`."""
    if not more:
        return form
    asked = [field.name for field in form.asked]
    place = asked.index(after) + 1 if after in asked else len(asked)
    order = [*asked[:place], *more, *asked[place:]]
    described = {"more": tuple(more), "field_order": order, **more}
    return _class(form.__name__, form, described)


class _Fields(dict[str, forms.Field]):
    """Fields that were made for one form: the first form of its class takes them as they are.

    Copying them, as Django does for each, takes as long as making them.
    """

    is_taken = False

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        if self.is_taken:
            return copy.deepcopy(dict(self), memo)
        self.is_taken = True
        return dict(self)


def _class(name: str, base: type[RecordForm], described: dict[str, Any]) -> type[RecordForm]:
    made: type[RecordForm] = type(name, (base,), described)
    made.base_fields = _Fields(made.base_fields)
    return made


def standing(form: type[RecordForm], record: Record) -> dict[str, Any]:
    """What stands in the fields of a form, to begin with."""
    return {field.name: _standing(record, field) for field in form.asked}


def _standing(record: Record, field: Field) -> Any:
    if field.is_own:
        return _standing_own(record, field)
    column = record._meta.get_field(field.name)
    if column.many_to_many:
        return list(getattr(record, field.name).all())
    value = getattr(record, field.name)
    return str(value.public_id) if isinstance(value, Record) else value


def _standing_own(record: Record, field: Field) -> Any:
    held = record.custom.get(field.name.removeprefix("custom."))
    if field.sort is Sort.MOMENT and isinstance(held, str):
        return parse_datetime(held)
    return held


def _by_field(refusal: ValidationError) -> dict[str, Any]:
    return refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal}


__all__ = ["LinkField", "RecordForm", "form_for", "standing", "with_more"]
