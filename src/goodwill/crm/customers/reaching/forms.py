"""How people write down a contact point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from goodwill.crm.customers.models import ContactPoint
from goodwill.crm.customers.reaching import addresses, points
from goodwill.crm.ui.speaking import current, say
from goodwill.language import Sentence

KINDS = {
    "phone": Sentence("Phone"),
    "email": Sentence("E-mail"),
    "address": Sentence("Address"),
    "wechat": Sentence("WeChat"),
    "whatsapp": Sentence("WhatsApp"),
    "fax": Sentence("Fax"),
    "web": Sentence("Web site"),
}
KEYBOARDS = {"phone": "tel", "fax": "tel", "whatsapp": "tel", "email": "email", "web": "url"}

PART_NAMES = {
    "street_address": Sentence("Street and number"),
    "city_area": Sentence("District"),
    "city": Sentence("City"),
    "country_area": Sentence("Province, state or region"),
    "postal_code": Sentence("Postal code"),
    "sorting_code": Sentence("Sorting code"),
}


class PointForm(forms.Form):
    """One contact point; addresses ask for the parts that their country has, in its order."""

    label = forms.CharField(max_length=60, required=False)

    def __init__(
        self,
        sort: str,
        country: str,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, auto_id=f"{sort}-%s", initial=dict(initial or {}))
        self.sort, self.country = sort, country
        if sort == "address":
            self._ask_for_an_address()
        else:
            self._ask_for_one_line()
        label = self.fields.pop("label")
        label.label = say("Label")
        label.widget.attrs["placeholder"] = say("office, private, invoices …")
        self.fields["label"] = label

    def parts(self) -> dict[str, str]:
        """The parts of an address; nothing for other sorts."""
        kept = self.cleaned_data
        return {name: kept[name] for name in PART_NAMES if kept.get(name)}

    def _ask_for_one_line(self) -> None:
        field = forms.CharField(max_length=400, label=say(KINDS[self.sort]))
        field.widget.attrs |= {"inputmode": KEYBOARDS.get(self.sort, "text"), "autocomplete": "off"}
        self.fields["given"] = field

    def _ask_for_an_address(self) -> None:
        self.fields["country"] = forms.ChoiceField(
            label=say("Country"), choices=_countries(), initial=self.country
        )
        for name in addresses.parts_of(self.country):
            field = forms.CharField(max_length=200, required=False, label=say(PART_NAMES[name]))
            if name == "country_area" and (known := addresses.regions(self.country)):
                field.widget.attrs["list"] = f"regions-{self.country}"
                self.regions = list(known.values())
            self.fields[name] = field

    regions: list[str] = []  # noqa: RUF012 (replaced, never changed)


def form_of(point: ContactPoint) -> PointForm:
    """The form that shows a contact point as it stands."""
    now = {"given": point.given, "label": point.label, "country": point.country, **point.parts}
    return PointForm(point.sort, point.country or points.home(), initial=now)


def _countries() -> list[tuple[str, str]]:
    """Every country in the reader's words, the company's own first."""
    names = {str(code): str(name) for code, name in current().locale.territories.items()}
    own = points.home()
    codes = [code for code in names if len(code) == 2 and code not in _NO_COUNTRIES]
    codes.sort(key=lambda code: (code != own, names[code]))
    return [(code, names[code]) for code in codes]


_NO_COUNTRIES = {"ZZ", "XA", "XB", "EU", "EZ", "UN", "QO"}
