"""What people fill in when they take a customer on, and when they have done it."""

from __future__ import annotations

from typing import Any

from django import forms

from goodwill.crm.ui.speaking import say
from goodwill.crm.value.key_customers.forms import day
from goodwill.crm.value.worklists.kinds import ACTIONS, OUTCOMES
from goodwill.crm.value.worklists.models import CareAction


class TakeForm(forms.Form):
    """What to do, until when."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="take-%s", **options)
        self.fields["action"] = forms.ChoiceField(
            label=say("What to do"), choices=[(word, say(name)) for word, name in ACTIONS.items()]
        )
        self.fields["what"] = forms.CharField(
            label=say("What exactly"), max_length=240, required=False
        )
        self.fields["due_on"] = day(say("Until"), required=True)


class CloseForm(forms.Form):
    """What came of it, and what was learned."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="close-%s")
        outcomes = [
            (word, say(name)) for word, name in OUTCOMES.items() if word != CareAction.Outcome.OPEN
        ]
        self.fields["outcome"] = forms.ChoiceField(
            label=say("Outcome"), choices=outcomes, widget=forms.RadioSelect
        )
        self.fields["learned"] = forms.CharField(
            label=say("What was the cause, and what helped?"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
