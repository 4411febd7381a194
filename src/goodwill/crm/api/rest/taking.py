"""Values that programs send, brought into the form in which records keep them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from pydantic import BaseModel

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.records.changing import OWN_FIELD
from goodwill.crm.records.editing import places
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

Values = dict[str, Any]


def values(kind: Kind, reach: Reach, sent: BaseModel, record: Record | None = None) -> Values:
    """What shall stand in the fields that were sent, as `saving` takes it.

    Raises
    ------
    Invalid
        If a field is unknown, hidden or not to be changed, or cannot hold what was sent.
    """
    held = {name: getattr(sent, name) for name in sent.model_fields_set}
    own = {f"{OWN_FIELD}{name}": value for name, value in (held.pop("custom", None) or {}).items()}
    known = {
        one.name: one
        for one in kind.all_fields()
        if one.is_editable and reach.sees(kind.word, one.name)
    }
    told = {**held, **own}
    wrong = [Wrong(_told(name), _UNKNOWN) for name in told if name not in known]
    found: Values = {}
    for name, value in told.items():
        if name in known:
            try:
                found[name] = _kept(kind, known[name], value, reach, record)
            except _Unfit as trouble:
                wrong.append(Wrong(_told(name), trouble.sentence))
            except _Untouched:
                continue
    if wrong:
        raise Invalid(wrong)
    _ask_the_model(kind, found, record)
    return {name: _made(kind, known[name], value) for name, value in found.items()}


def whole(kind: Kind, values: Values) -> Values:
    """The values of a new record, with what the company's settings fill in."""
    names = {one.name for one in kind.fields}
    if "currency" in names and not values.get("currency"):
        return {**values, "currency": company().currency}
    return values


class _Unfit(Exception):
    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence


class _Untouched(Exception):
    """The link leads out of reach and was sent back as it was shown: empty."""


def _kept(kind: Kind, field: Field, value: Any, reach: Reach, record: Record | None) -> Any:
    if field.is_own:
        return value
    column = kind.model._meta.get_field(field.name)
    if value is None and not column.null and not column.many_to_many:
        raise _Unfit(Sentence("This must not be empty."))
    if field.sort is Sort.LINK:
        return _linked(field, value, reach, record)
    if field.sort is Sort.COUNTRY and value and value not in _countries():
        raise _Unfit(Sentence("There is no country of this code."))
    return value.strip() if isinstance(value, str) else value


def _linked(field: Field, value: Any, reach: Reach, record: Record | None) -> Any:
    if value is None:
        _refuse_unseen(field, reach, record)
        return None
    found: Any
    if field.to == "people":
        found = User.objects.active().filter(public_id=value).first()
    elif field.to == "teams":
        found = Team.objects.filter(public_id=value).first()
    else:
        seen = kind_of(field.to).model._default_manager.present().within(reach)
        found = seen.filter(public_id=value).first()
    if found is None:
        raise _Unfit(Sentence("There is no such record, or you may not see it."))
    return found


def _refuse_unseen(field: Field, reach: Reach, record: Record | None) -> None:
    now = getattr(record, field.name) if record is not None else None
    if not isinstance(now, Record):
        return
    if not type(now)._default_manager.within(reach).filter(pk=now.pk).exists():
        raise _Untouched


def _countries() -> set[str]:
    return {code for code, _ in places.countries()}


def _ask_the_model(kind: Kind, found: Values, record: Record | None) -> None:
    """What the model refuses: a number that is taken, a text too long."""
    trial = copy.copy(record) if record else kind.model()
    columns = {
        name: value
        for name, value in found.items()
        if not name.startswith(OWN_FIELD) and not kind.model._meta.get_field(name).many_to_many
    }
    for name, value in columns.items():
        setattr(trial, name, value)
    others = {one.name for one in trial._meta.concrete_fields} - set(columns)
    wrong: list[Wrong] = []
    for check in (trial.clean_fields, trial.validate_unique, trial.validate_constraints):
        try:
            check(exclude=others)
        except ValidationError as refusal:
            for name, errors in _by_field(refusal).items():
                place = "" if name == NON_FIELD_ERRORS else name
                wrong += [Wrong(place, text) for one in errors for text in one.messages]
    if wrong:
        raise Invalid(wrong)


def _by_field(refusal: ValidationError) -> Mapping[str, list[ValidationError]]:
    return refusal.error_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: [refusal]}


def _made(kind: Kind, field: Field, value: Any) -> Any:
    if field.sort is not Sort.LINKS or field.is_own:
        return value
    manager = kind.model._meta.get_field(field.name).related_model._default_manager  # type: ignore[union-attr]
    words = dict.fromkeys(" ".join(word.split()) for word in value or ())
    return [manager.get_or_create(name=word)[0] for word in words if word]


def _told(name: str) -> str:
    return name


_UNKNOWN = Sentence("There is no field of this name, or you may not change it.")
