"""What people fill in about the comparison with customers left without suggestions."""

from __future__ import annotations

from typing import Any

from django import forms

from goodwill.crm.ui.speaking import say
from goodwill.crm.value.suggesting.trying import LEAST, MOST


class TrialForm(forms.Form):
    """Which share of customers is left without."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="trial-%s")
        self.fields["percent"] = forms.FloatField(
            label=say("Customers left without, in percent"),
            min_value=100 * LEAST,
            max_value=100 * MOST,
            initial=10,
            help_text=say("Drawn by lot and kept: the same customers as long as it runs."),
        )
