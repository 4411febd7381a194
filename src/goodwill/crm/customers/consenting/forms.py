"""The statement in detail, as people fill it in."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.consenting.stating import Said
from goodwill.crm.customers.consenting.topics import ANY, BASES, TOPICS
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

STATES = {"given": Sentence("May contact"), "refused": Sentence("Must not contact")}


class StatementForm(forms.Form):
    """Yes or no, to what, by which way, since when, until when, and how we know."""

    state = forms.ChoiceField()
    topic = forms.ChoiceField()
    channel = forms.ChoiceField()
    basis = forms.ChoiceField(required=False)
    proof = forms.CharField(max_length=400, required=False)
    stated_on = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics = {word: topic.name for word, topic in TOPICS.items()}
        self._offer("state", say("The customer says"), STATES)
        self._offer("topic", say("About"), {ANY: Sentence("everything"), **topics})
        self._offer("channel", say("By"), {ANY: Sentence("every channel"), **CHANNELS})
        self._offer("basis", say("Lawful basis"), {"": Sentence("the usual one"), **BASES})
        self.fields["proof"].label = say("How we know")
        self.fields["proof"].help_text = say("For example: signed form, recorded call, e-mail.")
        self.fields["stated_on"].label = say("Said on")
        self.fields["until"].label = say("Until")

    def said(self) -> Said:
        """The statement of a form that is valid."""
        kept = self.cleaned_data
        day = kept["stated_on"]
        is_past = day is not None and day != timezone.localdate()
        return Said(
            kept["state"],
            kept["topic"],
            kept["channel"],
            basis=kept["basis"],
            proof=kept["proof"],
            stated_at=timezone.make_aware(datetime.combine(day, time(12))) if is_past else None,
            until=kept["until"],
        )

    def _offer(self, name: str, label: str, choices: dict[str, Sentence]) -> None:
        field = self.fields[name]
        field.label = label
        field.choices = [(word, say(words)) for word, words in choices.items()]  # type: ignore[attr-defined]
