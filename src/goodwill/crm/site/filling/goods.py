"""What the demo company sells, and for how much in each year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from goodwill.crm.commerce.models import Price, PriceList, Product, ProductFamily
from goodwill.crm.site.filling.blocks import Demo, Ints, minor
from goodwill.crm.site.filling.run import Filling

GROWTH = 1.015
TAX = 13_000
"""Value-added tax on goods in China, in thousandths of a percent."""


@dataclass(frozen=True)
class Goods:
    """Products by their number, with the id, unit cost and name of each, in the same order."""

    places: dict[str, int]
    ids: Ints
    unit_cost_minor: Ints
    names: list[str]
    departments: list[str]


def stock(filling: Filling, demo: Demo) -> Goods:
    """Product families, products, and a price list for each year since the opening."""
    table = demo.whole("products")
    families = {name: ProductFamily.objects.create(name=name)
                for name in dict.fromkeys(table["category"].to_pylist())}  # fmt: skip
    names = table["name_en" if filling.language.tag == "en" else "name"].to_pylist()
    numbers, costs = table["product_id"].to_pylist(), minor(table["unit_cost"])
    departments = table["department"].to_pylist()
    rows = filling.rows(Product)
    ids = rows.write(
        len(numbers),
        number=numbers,
        name=names,
        family_id=[families[name].pk for name in table["category"].to_pylist()],
        department=departments,
        unit_cost_minor=costs,
        currency=filling.currency,
        tax_thousandths=TAX,
    )
    _prices(filling, ids, minor(table["list_price"]))
    places = {number: place for place, number in enumerate(numbers)}
    return Goods(places, ids, costs, names, departments)


def _prices(filling: Filling, products: Ints, opening: Ints) -> None:
    this_year = filling.today.year
    for age, year in enumerate(range(this_year - 3, this_year + 1)):
        prices = PriceList.objects.create(
            name=str(year),
            currency=filling.currency,
            valid_from=date(year, 1, 1),
            valid_until=date(year + 1, 1, 1) - timedelta(days=1) if year < this_year else None,
            is_default=year == this_year,
        )
        amounts = np.round(opening * GROWTH**age).astype(np.int64)
        filling.rows(Price).write(
            len(products), price_list_id=prices.pk, product_id=products, amount_minor=amounts
        )
