"""What people fill in about opportunities: why lost, what a stage needs, products, stakeholders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Product
from goodwill.crm.commerce.ordering import Wanted
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.editing import inputs
from goodwill.crm.records.editing.forms import form_for
from goodwill.crm.records.editing.widgets import Lookup
from goodwill.crm.sales.opportunities.kinds import (
    LOST_REASONS,
    OPPORTUNITIES,
    STAKES,
    STANCES,
)
from goodwill.crm.sales.opportunities.models import Competitor, Opportunity
from goodwill.crm.sales.opportunities.readiness import PARTS
from goodwill.crm.ui.speaking import say, show


class LostForm(forms.Form):
    """Why it was lost, and to whom."""

    def __init__(self, opportunity: Opportunity, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        reasons = [("", "—"), *((word, show(name)) for word, name in LOST_REASONS.items())]
        self.fields["reason"] = forms.ChoiceField(label=say("Why was it lost?"), choices=reasons)
        known = [one.name for one in opportunity.competitors.order_by("name")]
        others = Competitor.objects.exclude(name__in=known).order_by("name")[:200]
        names = [*known, *others.values_list("name", flat=True)]
        self.fields["lost_to"] = forms.CharField(
            label=say("To whom?"), required=False, max_length=120
        )
        self.fields["lost_to"].widget.attrs["list"] = "competitors"
        self.competitors = names
        self.fields["note"] = forms.CharField(
            label=say("What happened?"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )


class LineForm(forms.Form):
    """A product of an opportunity, in its currency."""

    def __init__(self, opportunity: Opportunity, data: object = None, **options: Any) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self.fields["product"] = inputs.LinkField(
            Product.objects.present(),
            label=say("Product"),
            widget=Lookup(reverse("pick", args=["opportunities", "product"])),
        )
        self.fields["quantity"] = inputs.quantity(label=say("Quantity"), initial=1000)
        self.fields["unit_price"] = inputs.money(
            opportunity.currency,
            label=say("Price of one unit"),
            required=False,
            help_text=say("Empty: as in the price list."),
        )

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given["product"], given["quantity"], given["unit_price"])


class StakeholderForm(forms.Form):
    """Who has a say, in which role, and for or against it."""

    def __init__(self, reach: Reach, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["person"] = inputs.LinkField(
            Customer.objects.present().within(reach).filter(sort=Customer.Sort.PERSON),
            label=say("Person"),
            widget=Lookup(reverse("pick", args=["opportunities", "person"])),
        )
        roles = [(word, show(name)) for word, name in STAKES.items()]
        self.fields["role"] = forms.ChoiceField(label=say("Role"), choices=roles)
        stances = [(word, show(name)) for word, name in STANCES.items()]
        self.fields["stance"] = forms.ChoiceField(
            label=say("Where they stand"), choices=stances, initial="unknown"
        )


def needed_form(opportunity: Opportunity, names: Sequence[str], reach: Reach) -> type[Any]:
    """A form for the fields that a stage needs; all of them must be filled."""
    asked = [name for name in names if name not in PARTS]
    made = form_for(OPPORTUNITIES, reach, opportunity, only=asked or ["-"])
    for field in made.base_fields.values():
        field.required = True
    return made
