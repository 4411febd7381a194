"""What is filled in about a territory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.sales.territories.rules import FIELDS
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

words = lazy(say, str)


class TerritoryForm(forms.Form):
    """Name, who it leads to, and the values that belong to it."""

    name = forms.CharField(max_length=120, label=words(Sentence("Name")))
    owner = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=words(Sentence("Person")),
        empty_label="—",
        help_text=words(Sentence("Without a person, records go to the team and nobody in it yet.")),
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, label=words(Sentence("Team")), empty_label="—"
    )
    is_active = forms.BooleanField(
        required=False, initial=True, label=words(Sentence("Decides about leads and customers"))
    )

    def __init__(self, *args: Any, values: dict[str, list[str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["owner"].queryset = User.objects.active().order_by("name")  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.order_by("name")  # type: ignore[attr-defined]
        for name, label in FIELDS.items():
            self.fields[name] = forms.MultipleChoiceField(
                required=False,
                label=say(label),
                choices=[(value, value) for value in values.get(name, [])],
            )

    @property
    def rules(self) -> dict[str, list[str]]:
        """What was chosen of each field."""
        told = self.cleaned_data
        return {name: told[name] for name in FIELDS if told.get(name)}

    @property
    def bound_rules(self) -> list[forms.BoundField]:
        """The fields of the rules, to be shown side by side."""
        return [self[name] for name in FIELDS]
