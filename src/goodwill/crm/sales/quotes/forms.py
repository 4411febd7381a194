"""What people fill in about quotes: lines, letters, decisions, limits; and customers, answers."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from goodwill.crm.accounts.models import Role
from goodwill.crm.commerce.models import WHOLE, Product
from goodwill.crm.records.editing import inputs
from goodwill.crm.records.editing.widgets import Lookup
from goodwill.crm.sales.quotes import approving
from goodwill.crm.sales.quotes.kinds import ERRORS, REASONS
from goodwill.crm.sales.quotes.models import OrderHandling, Quote, Terms
from goodwill.crm.sales.quotes.quoting import Wanted
from goodwill.crm.sales.quotes.sending import Letter
from goodwill.crm.ui.speaking import say, show
from goodwill.language import LANGUAGES

LONG = forms.Textarea(attrs={"rows": 4})


class LineForm(forms.Form):
    """A line of a quote, in its currency."""

    def __init__(self, quote: Quote, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["product"] = inputs.LinkField(
            Product.objects.present(),
            label=say("Product"),
            widget=Lookup(reverse("pick", args=["prices", "product"])),
        )
        self.fields["quantity"] = inputs.quantity(label=say("Quantity"), initial=1000)
        self.fields["unit_price"] = inputs.money(
            quote.currency,
            label=say("Price of one unit"),
            required=False,
            help_text=say("Empty: as in the price list."),
        )
        self.fields["discount"] = share(label=say("Discount (%)"), required=False)
        self.fields["tax"] = share(
            label=say("Tax (%)"), required=False, help_text=say("Empty: as the product has it.")
        )

    def wanted(self) -> Wanted:
        told = self.cleaned_data
        price, discount = told["unit_price"], told["discount"] or 0
        return Wanted(told["product"], told["quantity"], price, discount, told["tax"])


class DiscountForm(forms.Form):
    """What the whole is cheaper."""

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["discount"] = share(label=say("Discount on the whole (%)"), required=False)


class LetterForm(forms.Form):
    """Whether and to whom a mail goes with the quote."""

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["to"] = forms.CharField(
            label=say("E-mail address"),
            required=False,
            max_length=254,
            help_text=say("Empty: no mail leaves, you hand the link on yourself."),
        )
        self.fields["text"] = forms.CharField(
            label=say("What you write"), required=False, max_length=4000, widget=LONG
        )

    def letter(self) -> Letter | None:
        told = self.cleaned_data
        return Letter(told["to"].strip(), told["text"]) if told["to"].strip() else None


class WhyForm(forms.Form):
    """A few words on a wish or a decision."""

    def __init__(self, label: str, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["why"] = forms.CharField(
            label=label, required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
        )


class AcceptedForm(forms.Form):
    """Who accepted, where the customer said so by another way than the link."""

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["name"] = forms.CharField(label=say("Who accepted it"), max_length=120)
        self.fields["text"] = forms.CharField(
            label=say("How"),
            required=False,
            max_length=400,
            help_text=say("By phone, signed on paper …"),
        )


class DeclinedForm(forms.Form):
    """Why a customer does not take it."""

    def __init__(self, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        reasons = [("", "—"), *((word, say(words)) for word, words in REASONS.items())]
        self.fields["reason"] = forms.ChoiceField(label=say("Why"), choices=reasons, required=False)
        self.fields["text"] = forms.CharField(
            label=say("More about it"), required=False, max_length=2000, widget=LONG
        )


class ErrorForm(forms.Form):
    """What was wrong with an order."""

    def __init__(self, held: OrderHandling, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        errors = [("", say("Nothing was wrong"))]
        errors += [(word, say(words)) for word, words in ERRORS.items()]
        self.fields["error"] = forms.ChoiceField(
            label=say("What was wrong"), choices=errors, required=False, initial=held.error
        )
        self.fields["note"] = forms.CharField(
            label=say("More about it"), required=False, max_length=400, initial=held.error_note
        )


class PolicyForm(forms.Form):
    """Up to which discount each role gives alone, and the terms below new quotes."""

    def __init__(self, roles: list[Role], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.roles = roles
        for role in roles:
            self.fields[f"limit_{role.word}"] = share(
                label=show(role.title),
                initial=approving.limit_of(role),
            )
        written = dict(Terms.objects.values_list("language", "text"))
        for tag, name in LANGUAGES.items():
            self.fields[f"terms_{tag}"] = forms.CharField(
                label=name,
                required=False,
                max_length=10_000,
                initial=written.get(tag, ""),
                widget=forms.Textarea(attrs={"rows": 5, "lang": tag}),
            )

    def limits(self) -> dict[Role, int]:
        """Thousandths of a percent by role."""
        return {role: self.cleaned_data[f"limit_{role.word}"] for role in self.roles}

    def terms(self) -> dict[str, str]:
        """The text by language."""
        return {tag: self.cleaned_data[f"terms_{tag}"] for tag in LANGUAGES}


class AnswerForm(forms.Form):
    """What a customer types behind the link; fields are checked where they are used."""

    name = forms.CharField(required=False, max_length=120)
    text = forms.CharField(required=False, max_length=4000)
    reason = forms.CharField(required=False, max_length=40)
    may = forms.BooleanField(required=False)


def share(**options: object) -> inputs.Written:
    """A share in percent, kept in thousandths of one; not below zero nor above all."""
    made = inputs.quantity(**options)
    read = made.read

    def checked(text: str) -> int:
        found: int = read(text.removesuffix("%").strip())
        _a_share(found)
        return found

    made.read = checked
    return made


def _a_share(thousandths: int) -> None:
    if not 0 <= thousandths <= WHOLE:
        raise ValidationError(say("A share lies between 0 and 100 %."))
