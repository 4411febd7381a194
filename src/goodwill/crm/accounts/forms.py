"""What people fill in about themselves, each other, teams and the company."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.forms.utils import flatatt
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from goodwill.crm.accounts.abilities import SAID
from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.ui.speaking import current, say
from goodwill.language import LANGUAGES, Sentence

words = lazy(say, str)
"""Words of a form, said when the form is shown."""

COMMON_CURRENCIES = ("CNY", "EUR", "USD", "HKD", "TWD", "JPY", "GBP", "CHF")


def zones() -> list[tuple[str, str]]:
    """Time zones by region and city."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


def currencies() -> list[tuple[str, str]]:
    """Currencies with their names, the commonest first."""
    locale = current().locale
    others = sorted(list_currencies(locale) - set(COMMON_CURRENCIES))
    return [
        (code, f"{code} · {locale.currencies.get(code, code)}")
        for code in (*COMMON_CURRENCIES, *others)
    ]


class LongSelect(forms.Select):
    """Hundreds of choices, put together at once instead of one template each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {"" if value is None else str(value)}
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        shown = {**self.attrs, **(attrs or {}), "name": name}
        return format_html("<select{}>{}</select>", flatatt(shown), options)


class NewPassword(forms.Form):
    """A name and a new password that is hard to guess."""

    name = forms.CharField(
        max_length=120,
        label=words(Sentence("Your name")),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        max_length=256,
        strip=False,
        label=words(Sentence("Password")),
        help_text=words(
            Sentence(
                "At least 12 signs. Several words that do not belong together are easy to keep "
                "and hard to guess."
            )
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": 12}),
    )
    email = ""

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("password"):
            whose = User(email=told.get("email", self.email), name=told.get("name", ""))
            try:
                validate_password(told["password"], whose)
            except forms.ValidationError as trouble:
                self.add_error("password", trouble)
        return told


class Welcome(NewPassword):
    """What must be known before anybody can work."""

    company = forms.CharField(max_length=120, label=words(Sentence("Company")))
    currency = forms.ChoiceField(label=words(Sentence("Currency")), widget=LongSelect)
    zone = forms.ChoiceField(label=words(Sentence("Time zone")), widget=LongSelect)
    language = forms.ChoiceField(label=words(Sentence("Language")), choices=list(LANGUAGES.items()))
    email = forms.EmailField(  # type: ignore[assignment]
        max_length=254,
        label=words(Sentence("Your e-mail address")),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    needs_second_factor = forms.BooleanField(
        required=False,
        initial=True,
        label=words(Sentence("Ask administrators, finance and analysts for a second factor")),
        help_text=words(Sentence("An authenticator app or a passkey, besides the password.")),
    )
    field_order = (
        "company",
        "currency",
        "zone",
        "language",
        "name",
        "email",
        "password",
        "needs_second_factor",
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["currency"].choices = currencies()  # type: ignore[attr-defined]
        self.fields["zone"].choices = zones()  # type: ignore[attr-defined]


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A team, by where it stands in the tree."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class RoleField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A role, by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return say(obj.title) if isinstance(obj.title, Sentence) else str(obj.title)


class Person(forms.Form):
    """Somebody's name and place in the company."""

    name = forms.CharField(max_length=120, label=words(Sentence("Name")))
    role = RoleField(Role.objects.order_by("name"), label=words(Sentence("Role")))
    team = TeamField(
        Team.objects.order_by("name"),
        required=False,
        label=words(Sentence("Team")),
        empty_label="—",
    )


class Invitation(Person):
    """Whom to invite."""

    email = forms.EmailField(max_length=254, label=words(Sentence("E-mail address")))
    send = forms.BooleanField(
        required=False,
        initial=True,
        label=words(Sentence("Send the invitation by e-mail")),
        help_text=words(Sentence("Otherwise you get a link to hand over yourself.")),
    )
    field_order = ("name", "email", "role", "team", "send")


class TeamForm(forms.Form):
    """A team and its place in the tree."""

    name = forms.CharField(max_length=120, label=words(Sentence("Name")))
    parent = TeamField(
        Team.objects.order_by("name"),
        required=False,
        label=words(Sentence("Part of")),
        empty_label="—",
    )
    is_region = forms.BooleanField(
        required=False,
        label=words(Sentence("This is a region")),
        help_text=words(
            Sentence("Roles that see their region see all teams below the nearest region.")
        ),
    )


class Mine(forms.ModelForm):  # type: ignore[type-arg]
    """How somebody likes it to look."""

    class Meta:
        model = User
        fields = ("name", "language", "zone", "theme", "density")

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["name"] = forms.CharField(max_length=120, label=say(Sentence("Name")))
        self.fields["language"] = forms.ChoiceField(
            label=say(Sentence("Language")), choices=list(LANGUAGES.items())
        )
        self.fields["zone"] = forms.ChoiceField(
            label=say(Sentence("Time zone")), choices=zones(), widget=LongSelect
        )
        self.fields["theme"] = forms.ChoiceField(
            label=say(Sentence("Colours")),
            choices=[
                ("system", say(Sentence("As the device"))),
                ("light", say(Sentence("Light"))),
                ("dark", say(Sentence("Dark"))),
            ],
        )
        self.fields["density"] = forms.ChoiceField(
            label=say(Sentence("Spacing")),
            choices=[
                ("comfortable", say(Sentence("Comfortable"))),
                ("compact", say(Sentence("Compact"))),
            ],
        )


class NewToken(forms.Form):
    """What a program may do in one's name, and for how long."""

    name = forms.CharField(
        max_length=80,
        label=words(Sentence("What is it for?")),
        help_text=words(Sentence("For example: nightly export to the data warehouse")),
    )
    abilities = forms.MultipleChoiceField(
        label=words(Sentence("What may it do?")), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        coerce=int, label=words(Sentence("How long does it hold?")), initial=90
    )

    def __init__(self, maker: User, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        said = {**SAID, "api.use": Sentence("Look after webhooks")}
        special = [(word, say(its)) for word, its in said.items() if maker.may(word)]
        self.fields["abilities"].choices = [  # type: ignore[attr-defined]
            ("*.view", say(Sentence("See what I see"))),
            ("*.create", say(Sentence("Create"))),
            ("*.change", say(Sentence("Make changes"))),
            ("*.delete", say(Sentence("Delete"))),
            ("*.export", say(Sentence("Export"))),
            ("*.share", say(Sentence("Share with others"))),
            *special,
        ]
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, say(Sentence("{n} day", "{n} days", n=days))) for days in (30, 90, 365)
        ]
