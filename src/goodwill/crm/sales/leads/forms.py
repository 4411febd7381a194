"""What people fill in about leads, pools and rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from goodwill.crm.accounts.abilities import is_allowed
from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.sales.leads.handing import distributing
from goodwill.crm.sales.leads.kinds import LEADS, REASONS
from goodwill.crm.sales.leads.models import DistributionRule, LeadEntry, LeadPool
from goodwill.crm.sales.leads.scoring import rules
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sentence

SORTS = {
    LeadEntry.Sort.CALL.value: Sentence("Call"),
    LeadEntry.Sort.EMAIL.value: Sentence("E-mail"),
    LeadEntry.Sort.MESSAGE.value: Sentence("Message"),
    LeadEntry.Sort.MEETING.value: Sentence("Meeting"),
    LeadEntry.Sort.VISIT.value: Sentence("Visit"),
    LeadEntry.Sort.NOTE.value: Sentence("Note"),
}
WAYS = {
    DistributionRule.Way.ROUND_ROBIN.value: Sentence("In turn"),
    DistributionRule.Way.LOAD.value: Sentence("To whoever has least to do"),
    DistributionRule.Way.SKILL.value: Sentence("To whoever knows most about it"),
    DistributionRule.Way.TERRITORY.value: Sentence("By territory"),
    DistributionRule.Way.POOL.value: Sentence("Into a pool"),
}


class EntryForm(forms.Form):
    """What happened with a lead."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["sort"] = forms.ChoiceField(
            label=say("What"), choices=[(word, say(one)) for word, one in SORTS.items()]
        )
        self.fields["body"] = forms.CharField(
            label=say("What was said"),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["not_reached"] = forms.BooleanField(
            label=say("Nobody was reached"), required=False
        )


class GiveUpForm(forms.Form):
    """Why nothing comes of a lead."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["because"] = forms.ChoiceField(
            label=say("Why?"),
            choices=[(word, say(one)) for word, one in REASONS.items()],
            widget=forms.RadioSelect,
        )


class HandForm(forms.Form):
    """To whom a lead goes: somebody, or a pool."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        people = takers()
        self.fields["person"] = forms.ModelChoiceField(
            people, label=say("Person"), required=False, empty_label="—"
        )
        self.fields["pool"] = forms.ModelChoiceField(
            LeadPool.objects.filter(is_open=True).order_by("name"),
            label=say("or pool"),
            required=False,
            empty_label="—",
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("person")) == bool(found.get("pool")) and not self.errors:
            raise forms.ValidationError(say("Choose a person or a pool."))
        return found


class PoolForm(forms.ModelForm):  # type: ignore[type-arg]
    """A pool: who takes from it, how many, and when leads fall back."""

    class Meta:
        model = LeadPool
        fields = ("name", "teams", "claims_a_day", "holds_at_most", "back_after_days", "is_open")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {
            "name": say("Name"),
            "teams": say("Teams that take from it"),
            "claims_a_day": say("At most so many a day and person"),
            "holds_at_most": say("At most so many open at a time and person"),
            "back_after_days": say("Falls back after so many days without work"),
            "is_open": say("People may take from it"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["teams"] = forms.ModelMultipleChoiceField(
            Team.objects.order_by("name"),
            label=labels["teams"],
            required=False,
            help_text=say("With the teams below them; none is everybody."),
            widget=forms.CheckboxSelectMultiple,
        )
        for name in ("claims_a_day", "holds_at_most", "back_after_days"):
            self.fields[name].help_text = say("Empty is without limit.")


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule of distribution."""

    class Meta:
        model = DistributionRule
        fields = ("name", "way", "people", "pool", "accept_within_hours", "escalate_to",
                  "is_active")  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = takers()
        asked: dict[str, forms.Field] = {
            "name": forms.CharField(label=say("Name"), max_length=80),
            **{name: self._values_of(name) for name in distributing.FIELDS},
            "way": forms.ChoiceField(
                label=say("Who gets them"), choices=[(w, say(s)) for w, s in WAYS.items()]
            ),
            "people": forms.ModelMultipleChoiceField(
                people,
                label=say("Among"),
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "lead-choices"}),
            ),
            "pool": forms.ModelChoiceField(
                LeadPool.objects.order_by("name"),
                label=say("Pool"),
                required=False,
                empty_label="—",
                help_text=say("Where they go if nobody can take them, or leaves them lying."),
            ),
            "accept_within_hours": forms.IntegerField(
                label=say("To be accepted within (hours)"),
                required=False,
                min_value=1,
                max_value=720,
                initial=8,
            ),
            "escalate_to": forms.ModelChoiceField(
                people, label=say("Else tell"), required=False, empty_label="—"
            ),
            "is_active": forms.BooleanField(label=say("In force"), required=False, initial=True),
        }
        self.fields = asked

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        way = found.get("way")
        needs_people = way in (DistributionRule.Way.ROUND_ROBIN, DistributionRule.Way.LOAD,
                               DistributionRule.Way.SKILL)  # fmt: skip
        if needs_people and not found.get("people"):
            self.add_error("people", say("Choose at least one person."))
        if way == DistributionRule.Way.POOL and not found.get("pool"):
            self.add_error("pool", say("Choose the pool."))
        return found

    def conditions(self) -> dict[str, list[str]]:
        """What a lead must have, by field; fields that ask nothing are left out."""
        told = {name: _several(self.cleaned_data.get(name)) for name in distributing.FIELDS}
        return {name: values for name, values in told.items() if values}

    def _values_of(self, name: str) -> forms.Field:
        held = (self.instance.conditions or {}).get(name, []) if self.instance else []
        field = LEADS.field(name)
        common: dict[str, Any] = {"label": show(field.label), "required": False}
        if field.choices:
            choices = [(word, show(one)) for word, one in field.choices.items()]
            widget = forms.CheckboxSelectMultiple(attrs={"class": "lead-choices"})
            return forms.MultipleChoiceField(choices=choices, initial=held, widget=widget, **common)
        return forms.CharField(max_length=400, initial=", ".join(held), **common)


def takers() -> QuerySet[User]:
    """Who may be given leads: people whose role lets them change some."""
    roles = [role.pk for role in Role.objects.all() if is_allowed("leads.change", role.abilities)]
    return User.objects.active().filter(role__in=roles).order_by("name")


def _several(given: Any) -> list[str]:
    """Values that were ticked, or written with a comma between them."""
    if isinstance(given, str):
        given = given.replace("，", ",").split(",")
    return [one.strip() for one in given or [] if one.strip()]


class PointsForm(forms.Form):
    """A rule of points."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        fields = [(name, show(LEADS.field(name).label)) for name in rules.FIELDS]
        operators = [(word, say(one)) for word, one in rules.OPERATORS.items()]
        self.fields["field"] = forms.ChoiceField(label=say("Field"), choices=fields)
        self.fields["operator"] = forms.ChoiceField(label=say("How"), choices=operators)
        self.fields["value"] = forms.CharField(label=say("What"), required=False, max_length=200)
        self.fields["points"] = forms.IntegerField(
            label=say("Points"), min_value=-rules.MOST_POINTS, max_value=rules.MOST_POINTS
        )


class TakerForm(forms.Form):
    """What somebody who gets leads knows, and how many they look after."""

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["skills"] = forms.CharField(
            label=say("What they know"),
            required=False,
            max_length=400,
            help_text=say("Languages, trades, interests; a comma between them."),
        )
        self.fields["most_open"] = forms.IntegerField(
            label=say("At most so many open leads"), required=False, min_value=1, max_value=10_000
        )
        self.fields["is_away"] = forms.BooleanField(label=say("Is away"), required=False)


class ConvertForm(forms.Form):
    """What becomes of a lead."""

    def __init__(self, found: Any, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choices = [(str(one.public_id), one.name) for one in found]
        self.fields["customer"] = forms.ChoiceField(
            label=say("Customer"),
            choices=[*choices, ("", say("A new customer"))],
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["opens"] = forms.BooleanField(
            label=say("Open an opportunity"), required=False, initial=True
        )
        self.fields["name"] = forms.CharField(
            label=say("Name of the opportunity"), required=False, max_length=200
        )


class CardForm(forms.Form):
    """A business card: its photograph, and as much of it as one likes to type now."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["photo"] = forms.FileField(
            label=say("Photograph of the card"),
            widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        )
        for name, longest in (("person_name", 200), ("company", 200), ("phone", 60),
                              ("email", 200), ("interest", 200)):  # fmt: skip
            self.fields[name] = forms.CharField(
                label=show(LEADS.field(name).label), max_length=longest, required=False
            )
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
        self.fields["email"].widget.attrs["inputmode"] = "email"
