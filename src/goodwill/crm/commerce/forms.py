"""What people fill in about lines, payments, returns and prices."""

from __future__ import annotations

from datetime import date

from django import forms
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.commerce.models import Order, PriceList, Product
from goodwill.crm.commerce.ordering import Wanted
from goodwill.crm.commerce.returning import Returnable
from goodwill.crm.records.editing import inputs
from goodwill.crm.records.editing.widgets import Lookup
from goodwill.crm.ui.showing import quantity
from goodwill.crm.ui.speaking import say


class LineForm(forms.Form):
    """A line of a draft, in the order's currency."""

    def __init__(self, order: Order, data: object = None, **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["product"] = _product()
        self.fields["quantity"] = inputs.quantity(label=say("Quantity"), initial=1000)
        self.fields["unit_price"] = inputs.money(
            order.currency,
            label=say("Price of one unit"),
            required=False,
            help_text=say("Empty: as in the price list."),
        )

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given["product"], given["quantity"], given["unit_price"])


class PaymentForm(forms.Form):
    """A payment in the order's currency; what is still open stands in it."""

    def __init__(self, order: Order, still_open: int, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["amount"] = inputs.money(
            order.currency, label=say("Amount paid"), initial=still_open
        )


class ReturnForm(forms.Form):
    """How much of each line comes back, and when."""

    def __init__(self, left: list[Returnable], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.lines = {f"line_{each.line.pk}": each.line.pk for each in left}
        for each in left:
            self.fields[f"line_{each.line.pk}"] = inputs.quantity(
                label=each.line.description,
                required=False,
                help_text=say("At most {most}", most=quantity(each.most_thousandths)),
            )
        self.fields["on"] = _day(say("Brought back on"))

    def wanted(self) -> dict[int, int]:
        """The thousandths that come back, by line."""
        given = self.cleaned_data
        return {pk: given[name] for name, pk in self.lines.items() if given[name]}

    def on(self) -> date:
        day: date = self.cleaned_data["on"]
        return day


class EndForm(forms.Form):
    """The day as of which a contract is cancelled."""

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["on"] = _day(say("Cancelled as of"))


class PriceForm(forms.Form):
    """A price of a product, in the list's currency."""

    def __init__(self, price_list: PriceList, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["product"] = _product()
        self.fields["from_quantity"] = inputs.quantity(label=say("From quantity"), initial=1000)
        self.fields["amount"] = inputs.money(price_list.currency, label=say("Price of one unit"))


def _product() -> forms.Field:
    return inputs.LinkField(
        Product.objects.present(),
        label=say("Product"),
        widget=Lookup(reverse("pick", args=["prices", "product"])),
    )


def _day(label: str) -> forms.Field:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, initial=timezone.localdate, widget=widget)
