"""What a person fills in about a webhook."""

from __future__ import annotations

from typing import Any

from django import forms

from goodwill.crm.accounts.forms import words
from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks import events
from goodwill.crm.api.webhooks.keeping import Wanted
from goodwill.crm.api.webhooks.models import Webhook
from goodwill.crm.exchange.importing.showing import in_order
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence


class WebhookForm(forms.Form):
    """Who shall be told of what."""

    name = forms.CharField(
        max_length=80,
        label=words(Sentence("What is it for?")),
        help_text=words(Sentence("For example: new orders to the warehouse system")),
    )
    address = forms.CharField(
        max_length=400,
        label=words(Sentence("Address")),
        help_text=words(Sentence("Where the other system listens, beginning with https://")),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        required=False,
        label=words(Sentence("Which records?")),
        help_text=words(Sentence("Tick none to tell of all.")),
        widget=forms.CheckboxSelectMultiple,
    )
    verbs = forms.MultipleChoiceField(
        required=False,
        label=words(Sentence("What happened to them?")),
        help_text=words(Sentence("Tick none to tell of everything.")),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, owner: User, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        kinds = [(kind.word, say(kind.many)) for kind in in_order(events.kinds_for(owner))]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        verbs = [(verb, say(said)) for verb, said in events.VERBS.items()]
        self.fields["verbs"].choices = verbs  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What the person asks for; every box ticked is the same as none, for what comes later."""
        told = self.cleaned_data
        kinds, verbs = self._but_all("kinds"), self._but_all("verbs")
        return Wanted(told["name"], told["address"], kinds, verbs)

    def _but_all(self, name: str) -> list[str]:
        ticked: list[str] = self.cleaned_data[name]
        return [] if len(ticked) == len(self.fields[name].choices) else ticked  # type: ignore[attr-defined]


def filled(webhook: Webhook) -> dict[str, object]:
    """What the form holds when a webhook is changed."""
    return {name: getattr(webhook, name) for name in ("name", "address", "kinds", "verbs")}
