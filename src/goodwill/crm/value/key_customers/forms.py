"""What people fill in about an account plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.editing import inputs
from goodwill.crm.ui.speaking import say
from goodwill.crm.value.key_customers.kinds import ROLES, STANCES
from goodwill.crm.value.key_customers.planning import Say, Wish


class GoalForm(forms.Form):
    """What shall be reached, how much it is, until when."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="goal-%s")
        self.fields["text"] = forms.CharField(label=say("Goal"), max_length=240)
        self.fields["amount"] = inputs.money(
            settings.CONFIGURATION.currency,
            label=say("Amount to be bought"),
            required=False,
            help_text=say("Counted from today. Empty: you say when it is reached."),
        )
        self.fields["by_on"] = day(say("Until"))

    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(given["text"], given["amount"], given["by_on"])


class StakeholderForm(forms.Form):
    """Who of the customer's people has a say."""

    def __init__(self, people: list[Customer], data: Any = None) -> None:
        super().__init__(data, auto_id="stakeholder-%s")
        self.people = {str(one.public_id): one for one in people}
        names = [(key, one.name) for key, one in self.people.items()]
        self.fields["person"] = forms.ChoiceField(label=say("Person"), choices=names)
        self.fields["role"] = forms.ChoiceField(
            label=say("Role"), choices=[(word, say(name)) for word, name in ROLES.items()]
        )
        self.fields["stance"] = forms.ChoiceField(
            label=say("Where they stand"),
            choices=[(word, say(name)) for word, name in STANCES.items()],
            initial="neutral",
        )
        self.fields["note"] = forms.CharField(
            label=say("What matters to them"), max_length=240, required=False
        )

    def say(self) -> Say:
        given = self.cleaned_data
        return Say(
            self.people[given["person"]], given["role"], given["stance"], given["note"].strip()
        )


class StepForm(forms.Form):
    """What to do next, until when."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="step-%s")
        self.fields["text"] = forms.CharField(label=say("Step"), max_length=240)
        self.fields["due_on"] = day(say("Until"), required=True)


class ReviewForm(forms.Form):
    """When to look at it again, and what was found."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="review-%s", **options)
        self.fields["next_on"] = day(say("Next review"), required=True)
        self.fields["note"] = forms.CharField(
            label=say("What was found"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )


def day(label: str, *, required: bool = False) -> forms.DateField:
    """A day, chosen with the browser's own calendar."""
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=picker)
