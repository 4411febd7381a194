"""What people fill in to log something, to plan it and to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.timeline.kinds import LOGGED, REACTIONS, SORTS
from goodwill.crm.customers.timeline.planning import LATER, Later
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.records.models import new_id
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

QUICK_MINUTES = (5, 15, 30, 60)
A_DAY = 24 * 60
AT_LOCAL_TIME = "%Y-%m-%dT%H:%M"


class MomentField(forms.Field):
    """A moment as browsers give it: with its zone from a script, in the reader's from a field."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=AT_LOCAL_TIME)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError as trouble:
            raise ValidationError(say("This is no date and time.")) from trouble
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def prepare_value(self, value: Any) -> Any:
        is_aware = isinstance(value, datetime) and timezone.is_aware(value)
        return timezone.localtime(value) if is_aware else value


class EntryForm(forms.Form):
    """What an entry says, as one edits it."""

    text = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea)
    person = forms.UUIDField(required=False)
    minutes = forms.IntegerField(required=False, min_value=0, max_value=A_DAY)
    channel = forms.ChoiceField(required=False)
    is_inbound = forms.BooleanField(required=False)
    reaction = forms.ChoiceField(required=False)
    is_private = forms.BooleanField(required=False)
    happened_at = MomentField(required=False)
    due_at = MomentField(required=False)

    def __init__(self, *arguments: Any, people: Iterable[Customer] = (), **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.people = {person.public_id: person for person in people}
        self._may_be("channel", CHANNELS)
        self._may_be("reaction", REACTIONS)

    def clean_person(self) -> Customer | None:
        """Only people who have to do with the customer: they work there, or are it themselves."""
        public_id = self.cleaned_data["person"]
        if public_id and public_id not in self.people:
            raise ValidationError(say("This person does not belong to the customer."))
        return self.people.get(public_id)

    def _may_be(self, name: str, choices: Mapping[str, Sentence]) -> None:
        named = [(value, say(words)) for value, words in choices.items()]
        self.fields[name].choices = [("", "—"), *named]  # type: ignore[attr-defined]


class LogForm(EntryForm):
    """What happened, in as few taps as possible."""

    public_id = forms.UUIDField(required=False)
    sort = forms.ChoiceField(required=False)
    quick_minutes = forms.IntegerField(required=False, min_value=0, max_value=A_DAY)
    follow_up = forms.ChoiceField(required=False)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    accuracy_m = forms.FloatField(required=False, min_value=0)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._may_be("sort", {sort: SORTS[sort] for sort in LOGGED})
        self._may_be("follow_up", LATER)

    def entry(self) -> Entry:
        """What was filled in."""
        told = self.cleaned_data
        return Entry(
            sort=told["sort"] or Activity.Sort.NOTE.value,
            text=told["text"],
            public_id=told["public_id"] or new_id(),
            happened_at=told["happened_at"],
            person=told["person"],
            minutes=told["minutes"] if told["minutes"] is not None else told["quick_minutes"],
            channel=told["channel"],
            is_inbound=told["is_inbound"],
            reaction=told["reaction"],
            is_private=told["is_private"],
            place=self._place(),
            due_at=told["due_at"],
            follow_up=Later(told["follow_up"]) if told["follow_up"] else None,
        )

    def _place(self) -> dict[str, float]:
        told = {name: self.cleaned_data[name] for name in ("latitude", "longitude", "accuracy_m")}
        if told["latitude"] is None or told["longitude"] is None:
            return {}
        return {name: value for name, value in told.items() if value is not None}


def people_of(customer: Customer, reach: Reach) -> list[Customer]:
    """The people one talks to at a customer: those related to it, within reach."""
    return _people_of(reach, customer.pk)


@kept
def _people_of(reach: Reach, customer: int) -> QuerySet[Any]:
    people = Customer.objects.present().within(reach).filter(roles__customer=customer)
    current = people.filter(roles__deleted_at=None)
    return current.order_by("name_key", "pk").distinct()[:PEOPLE_AT_MOST]


PEOPLE_AT_MOST = 50
