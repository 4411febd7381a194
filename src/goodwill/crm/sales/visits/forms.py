"""What people fill in about a visit, on the phone."""

from __future__ import annotations

from typing import Any

from django import forms

from goodwill.crm.customers.models import Activity
from goodwill.crm.customers.timeline.forms import LogForm
from goodwill.crm.sales.visits.logging_visits import Told


class VisitForm(LogForm):
    """What happened at a visit: all of it may be left empty."""

    next_step = forms.CharField(required=False, max_length=240)
    memo = forms.FileField(required=False)

    def __init__(self, data: Any = None, files: Any = None, **named: Any) -> None:
        super().__init__(data, files, **named)

    def told(self) -> Told:
        """What was filled in."""
        told = self.cleaned_data
        return Told(self.entry(), told["next_step"], told["memo"])

    def clean_sort(self) -> str:
        return Activity.Sort.VISIT.value
