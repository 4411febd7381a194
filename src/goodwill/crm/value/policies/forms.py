"""What people fill in about the policy of a class."""

from __future__ import annotations

from typing import Any

from django import forms

from goodwill.crm.ui.speaking import say
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.policies.promising import PROMISES
from goodwill.language import Sentence

CARES = {
    "": Sentence("Nothing promised"),
    Policy.Care.PERSON.value: Sentence("A person who is named"),
    Policy.Care.TEAM.value: Sentence("A team"),
    Policy.Care.SELF_SERVICE.value: Sentence("Self-service"),
}


class PolicyForm(forms.Form):
    """What customers of a class are promised; what is empty is not promised."""

    def __init__(self, policy: Policy, data: Any = None) -> None:
        initial = {name: getattr(policy, name) for name in PROMISES}
        super().__init__(data, auto_id="policy-%s", initial=initial)
        self.fields["says"] = forms.CharField(
            label=say("The policy in words"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["visits_a_year"] = forms.IntegerField(
            label=say("Visits a year"), required=False, min_value=0, max_value=365
        )
        self.fields["discount_limit_percent"] = forms.DecimalField(
            label=say("At most so much off the list price, in percent"),
            required=False,
            min_value=0,
            max_value=100,
            decimal_places=2,
        )
        self.fields["answer_within_hours"] = forms.IntegerField(
            label=say("Answered within so many hours"), required=False, min_value=1, max_value=999
        )
        self.fields["care"] = forms.ChoiceField(
            label=say("Looked after by"),
            required=False,
            choices=[(word, say(name)) for word, name in CARES.items()],
        )
        self.fields["warns"] = forms.BooleanField(
            label=say("Give their owner something to do as soon as they may be leaving"),
            required=False,
        )
