"""From what a kind says of a field to the form field that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.editing import inputs, places
from goodwill.crm.records.editing.widgets import Lookup
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of
from goodwill.crm.records.models import Record
from goodwill.crm.ui.speaking import say, show

LONGEST_OWN_TEXT = 400


@dataclass(frozen=True)
class Asked:
    """A field to be asked for: of which kind and record, by whom."""

    kind: Kind
    field: Field
    reach: Reach
    record: Record | None
    currency: str

    @property
    def now(self) -> Any:
        """What stands in the field; None for a new record."""
        if self.record is None:
            return None
        if self.field.is_own:
            return self.record.custom.get(self.field.name.removeprefix("custom."))
        return getattr(self.record, self.field.name)

    @property
    def column(self) -> Any:
        """The model's field; None for a company's own."""
        return None if self.field.is_own else self.kind.model._meta.get_field(self.field.name)

    @property
    def common(self) -> dict[str, Any]:
        """What every form field is told."""
        return {
            "label": self.label,
            "help_text": show(self.field.help) if self.field.help else "",
            "required": self.field.is_required,
        }

    @property
    def label(self) -> str:
        label = show(self.field.label)
        if self.field.sort is Sort.MONEY:
            return say("{label} ({currency})", label=label, currency=self.currency)
        return label


def form_field(asked: Asked) -> forms.Field:
    """The form field for a field, by what it holds."""
    made = _MAKERS[asked.field.sort](asked)
    if asked.field.only_if:
        other, values = asked.field.only_if
        made.widget.attrs["data-only-if"] = " ".join((other, *values))
    return made


def currency_of(record: Record | None, chosen: str = "") -> str:
    """The currency that amounts of a record are in; the company's unless it has its own."""
    return chosen or getattr(record, "currency", "") or company().currency


def _text(asked: Asked) -> forms.Field:
    longest = getattr(asked.column, "max_length", None) or LONGEST_OWN_TEXT
    return forms.CharField(max_length=longest, **asked.common)


def _long(asked: Asked) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **asked.common)


def _number(asked: Asked) -> forms.Field:
    if isinstance(asked.column, models.IntegerField):
        return inputs.whole_number(**asked.common)
    return inputs.number(**asked.common)


def _day(asked: Asked) -> forms.Field:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, **asked.common)


def _moment(asked: Asked) -> forms.Field:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(widget=widget, **asked.common)


def _yes(asked: Asked) -> forms.Field:
    return forms.BooleanField(**{**asked.common, "required": False})


def _choice(asked: Asked) -> forms.Field:
    choices = {value: show(name) for value, name in asked.field.choices.items()}
    if asked.now not in choices and asked.now not in (None, ""):
        choices[asked.now] = str(asked.now)
    return _select(asked, list(choices.items()))


def _country(asked: Asked) -> forms.Field:
    return _select(asked, places.countries())


def _select(asked: Asked, choices: Any) -> forms.Field:
    blank = [] if asked.field.is_required else [("", "—")]
    # Told when asked for: Django goes through all countries twice for each form otherwise.
    return forms.ChoiceField(choices=lambda: [*blank, *choices], **asked.common)


def _link(asked: Asked) -> forms.Field:
    few = _FEW.get(asked.field.to)
    if few:
        return forms.ModelChoiceField(few(asked), empty_label="—", **asked.common)
    to = kind_of(asked.field.to).model
    seen = to.objects.present().within(asked.reach)
    now = asked.now if isinstance(asked.now, Record) else None
    widget = Lookup(reverse("pick", args=[asked.kind.word, asked.field.name]))
    return inputs.LinkField(seen, now=now, widget=widget, **asked.common)


def _links(asked: Asked) -> forms.Field:
    few = _FEW.get(asked.field.to)
    if few:
        return forms.ModelMultipleChoiceField(few(asked), **asked.common)
    return inputs.WordsField(asked.column.related_model, **asked.common)


def _people(asked: Asked) -> models.QuerySet[Any]:
    kept = {asked.now.pk} if isinstance(asked.now, User) else set()
    return User.objects.filter(models.Q(is_active=True) | models.Q(pk__in=kept)).order_by("name")


def _teams(asked: Asked) -> models.QuerySet[Any]:
    return Team.objects.order_by("name")


def choose_from_few(word: str, of: Few) -> None:
    """Let records of a kind of which there are never many be chosen from a plain list."""
    _FEW[word] = of


Few = Callable[[Asked], models.QuerySet[Any]]
_FEW: dict[str, Few] = {"people": _people, "teams": _teams}
"""What is chosen from a plain list because there is never much of it."""

_MAKERS: dict[Sort, Callable[[Asked], forms.Field]] = {
    Sort.TEXT: _text,
    Sort.LONG: _long,
    Sort.NUMBER: _number,
    Sort.QUANTITY: lambda asked: inputs.quantity(**asked.common),
    Sort.MONEY: lambda asked: inputs.money(asked.currency, **asked.common),
    Sort.MINUTES: lambda asked: inputs.minutes(**asked.common),
    Sort.DAY: _day,
    Sort.MOMENT: _moment,
    Sort.YES: _yes,
    Sort.CHOICE: _choice,
    Sort.LINK: _link,
    Sort.LINKS: _links,
    Sort.EMAIL: lambda asked: forms.EmailField(**asked.common),
    Sort.PHONE: lambda asked: inputs.phone(**asked.common),
    Sort.COUNTRY: _country,
    Sort.WEB: lambda asked: forms.URLField(assume_scheme="https", **asked.common),
}
