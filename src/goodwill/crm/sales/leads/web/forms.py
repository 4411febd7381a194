"""The form as visitors see it, and as somebody sets it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms

from goodwill.crm.customers.consenting.topics import TOPICS
from goodwill.crm.sales.leads.kinds import SOURCES
from goodwill.crm.sales.leads.models import LeadForm
from goodwill.crm.ui.speaking import say
from goodwill.language import LANGUAGES, Sentence

ASKED: Mapping[str, tuple[Sentence, str, int]] = {
    "person_name": (Sentence("Your name"), "name", 200),
    "company": (Sentence("Your company"), "organization", 200),
    "title": (Sentence("Your job"), "organization-title", 120),
    "email": (Sentence("E-mail"), "email", 200),
    "phone": (Sentence("Phone"), "tel", 60),
    "web": (Sentence("Web site"), "url", 200),
    "city": (Sentence("City"), "address-level2", 120),
    "employees": (Sentence("How many people work there?"), "off", 9),
    "interest": (Sentence("What are you interested in?"), "off", 200),
    "message": (Sentence("What can we do for you?"), "off", 4000),
}
"""What a form may ask for: its question, what browsers fill it with, and how long it may be."""
TRAP = "leave_this_empty"
REACHED_BY = ("email", "phone")


class VisitorForm(forms.Form):
    """What a visitor fills in, in the form's language."""

    def __init__(self, of: LeadForm, data: Any = None) -> None:
        super().__init__(data)
        self.of = of
        for name in of.fields:
            if name in ASKED:
                self.fields[name] = _asked(name, is_required=name in of.required)
        if of.consent_text:
            self.fields["agreed"] = forms.BooleanField(label=of.consent_text, required=False)

    def clean(self) -> dict[str, Any]:
        """Somebody who cannot be answered is no lead."""
        found = super().clean() or {}
        ways = [name for name in REACHED_BY if name in self.fields]
        if ways and not any(found.get(name) for name in ways) and not self.errors:
            self.add_error(ways[0], say("Please tell us how we can reach you."))
        return found


class SetUpForm(forms.Form):
    """A form as somebody sets it up."""

    def __init__(self, data: Any = None, of: LeadForm | None = None) -> None:
        super().__init__(data, initial=_initial(of))
        asked = [(name, say(label)) for name, (label, _, _) in ASKED.items()]
        self.fields.update(
            {
                "name": forms.CharField(label=say("Name of the form"), max_length=80),
                "title": forms.CharField(label=say("Heading"), max_length=160, required=False),
                "says": _long(say("What stands above it"), 2000),
                "language": forms.ChoiceField(label=say("Language"), choices=LANGUAGES.items()),
                "fields": _several(say("What it asks for"), asked),
                "required": _several(say("What must be filled"), asked, is_required=False),
                "consent_text": _long(
                    say("What visitors may agree to"),
                    600,
                    say("A box that is empty at first. Their words are kept as the proof."),
                ),
                "topic": forms.ChoiceField(
                    label=say("What the consent is about"),
                    required=False,
                    choices=[("", "—"), *((word, say(one.name)) for word, one in TOPICS.items())],
                ),
                "thanks": forms.CharField(
                    label=say("What is said once it was sent"), max_length=400, required=False
                ),
                "source": forms.ChoiceField(
                    label=say("Source"), choices=[(w, say(s)) for w, s in SOURCES.items()]
                ),
                "campaign": forms.CharField(label=say("Campaign"), max_length=120, required=False),
                "sites": _long(
                    say("Sites that may show it"),
                    2000,
                    say("One address a line, for example https://www.example.com"),
                ),
                "most_an_hour": forms.IntegerField(
                    label=say("At most so many an hour"), min_value=1, max_value=10_000
                ),
                "is_open": forms.BooleanField(label=say("Takes leads in"), required=False),
            }
        )

    def clean_sites(self) -> list[str]:
        found = []
        for line in self.cleaned_data["sites"].split():
            parts = urlsplit(line if "://" in line else f"https://{line}")
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise forms.ValidationError(say("{site} is no address of a site.", site=line))
            found.append(f"{parts.scheme}://{parts.netloc}".lower())
        return found

    def clean_fields(self) -> list[str]:
        chosen = self.cleaned_data["fields"]
        if not set(chosen) & set(REACHED_BY):
            raise forms.ValidationError(say("Ask for an e-mail address or a telephone number."))
        return [name for name in ASKED if name in chosen]


def _initial(of: LeadForm | None) -> dict[str, Any]:
    if of is None:
        return {
            "fields": ["person_name", "company", "email", "phone", "message"],
            "required": ["person_name"],
            "source": "web form",
            "most_an_hour": 60,
            "is_open": True,
        }
    names = ("name", "title", "says", "language", "fields", "required", "consent_text", "topic",
             "thanks", "source", "campaign", "most_an_hour", "is_open")  # fmt: skip
    return {**{name: getattr(of, name) for name in names}, "sites": "\n".join(of.sites)}


def _asked(name: str, *, is_required: bool) -> forms.Field:
    label, filled_with, longest = ASKED[name]
    common: dict[str, Any] = {"label": say(label), "required": is_required}
    if name == "employees":
        return forms.IntegerField(min_value=0, max_value=10_000_000, **common)
    if name == "email":
        field: forms.Field = forms.EmailField(max_length=longest, **common)
    elif name == "message":
        field = forms.CharField(
            max_length=longest, widget=forms.Textarea(attrs={"rows": 4}), **common
        )
    else:
        field = forms.CharField(max_length=longest, **common)
    field.widget.attrs["autocomplete"] = filled_with
    if name == "phone":
        field.widget.attrs["inputmode"] = "tel"
    return field


def _long(label: str, longest: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _several(label: str, choices: Any, *, is_required: bool = True) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=is_required,
        widget=forms.CheckboxSelectMultiple,
    )
