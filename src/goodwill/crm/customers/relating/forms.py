"""One dialog for a relation to someone known or new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from goodwill.crm.customers.relating.relations import Tie
from goodwill.crm.customers.relating.roles import ROLES
from goodwill.crm.ui.speaking import say


class RelationForm(forms.Form):
    """Who, as what, since when; `person` is the public id of someone chosen from the finds."""

    name = forms.CharField(max_length=200)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = forms.CharField(max_length=60)
    since = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_main = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="relation-%s")
        self.fields["name"].label = say("Name")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["role"] = forms.ChoiceField(
            choices=[(word, say(role)) for word, role in ROLES.items()], label=say("Role")
        )
        self.fields["since"].label = say("Since")
        self.fields["is_main"].label = say("Main contact")

    def tie(self) -> Tie:
        kept = self.cleaned_data
        return Tie(kept["role"], kept["since"], kept["is_main"])
