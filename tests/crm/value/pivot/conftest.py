"""A small company with orders and visits, whose tables have been refreshed and made into a cube."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from goodwill.analytics.information.pivoting import Cube, Dimension, Facts
from goodwill.crm.accounts.models import User
from goodwill.crm.commerce import ordering
from goodwill.crm.commerce.models import Order, OrderLine, Product, ProductFamily
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records.changing import Actor, create
from goodwill.crm.value.pivot import building
from goodwill.report.cubing import Made, coded
from goodwill.warehouse import cubes

EPOCH = date(1970, 1, 1)
TODAY = timezone.localdate()
MONTH = TODAY.replace(day=1)
BEFORE = (MONTH - timedelta(days=1)).replace(day=1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation of its own, so that no test sees another's tables."""
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, home=tmp_path))
    cache.clear()
    building._at.cache_clear()
    yield tmp_path
    building._at.cache_clear()


@pytest.fixture
def company(by: Actor, rep: User) -> dict[str, Any]:
    """恒泰 is Jonas's and buys in the shop and on the web; Nord is nobody's and buys on the web."""
    tools = create(ProductFamily(name="工具"), by)
    drill = create(
        Product(number="P1", name="电钻", family=tools, unit_cost_minor=6_000, currency="CNY"), by
    )
    tea = create(Product(number="P2", name="Tea", currency="CNY"), by)
    ours = create(Customer(name="恒泰", owner=rep, team=rep.team, city="上海", category="key"), by)
    theirs = create(Customer(name="Nord", category="=cmd()"), by)
    sell(ours, drill, 2, MONTH, "shop", by)
    sell(ours, tea, 1, MONTH, "web", by)
    sell(ours, drill, 1, BEFORE, "shop", by)
    sell(theirs, drill, 5, MONTH, "web", by)
    met = timezone.make_aware(datetime.combine(BEFORE, datetime.min.time())) + timedelta(hours=12)
    create(
        Activity(customer=ours, sort="visit", subject="Visit", owner=rep, minutes=30,
                 happened_at=met, channel="sales visit"),
        by,
    )  # fmt: skip
    return {"ours": ours, "theirs": theirs, "drill": drill, "tea": tea}


def sell(
    customer: Customer, product: Product, pieces: int, on: date, channel: str, by: Actor
) -> Order:
    """A confirmed order: a piece costs 100.00."""
    order = ordering.draft({"customer": customer, "ordered_on": on, "channel": channel}, by)
    ordering.add(order, ordering.Wanted(product, pieces * 1000, 10_000), by)
    ordering.confirm(order, by)
    return order


@pytest.fixture
def cube(company: dict[str, Any]) -> dict[str, Any]:
    """The company's orders and visits as a cube, put together by hand: quicker than by tables."""
    write(by_hand())
    return company


def by_hand() -> Made:
    """What `building.build` makes of the tables of these records."""
    lines = OrderLine.objects.select_related("order__customer", "product__family").order_by(
        "order__customer_id", "order__number", "position"
    )
    customers = list(Customer.objects.order_by("pk"))
    products = list(Product.objects.order_by("pk"))
    place = {one.pk: at for at, one in enumerate(customers)}
    sort = {one.pk: at for at, one in enumerate(products)}
    numbers = sorted({line.order.number for line in lines})
    case = np.array([numbers.index(line.order.number) for line in lines], dtype=np.int32)
    order = np.lexsort((case, [place[line.order.customer_id] for line in lines]))
    told = [list(lines)[at] for at in order]
    channel, channels = coded(pa.array([line.order.channel for line in told]), ())
    visits = Activity.objects.filter(sort="visit").order_by("customer_id")
    kind, kinds = coded(pa.array(["visit"] * len(visits)))
    amounts = np.array([line.amount_minor for line in told])
    sales = Facts(
        np.array([place[line.order.customer_id] for line in told], dtype=np.int32),
        {
            "amount_minor": amounts,
            "size_minor": np.abs(amounts),
            "cost_minor": np.array([line.cost_minor or 0 for line in told]),
            "costed": np.array([line.cost_minor is not None for line in told]),
            "thousandths": np.array([line.quantity_thousandths for line in told]),
        },
        day=np.array([(line.order.ordered_on - EPOCH).days for line in told], dtype=np.int32),
        case=case[order],
        codes={"channel": channel},
        product=np.array([sort[line.product_id] for line in told], dtype=np.int32),
    )
    contacts = Facts(
        np.array([place[one.customer_id] for one in visits], dtype=np.int32),
        {"minutes": np.array([one.minutes for one in visits]),
         "visits": np.ones(len(visits), dtype=np.bool_)},
        day=np.array([(one.happened_at.date() - EPOCH).days for one in visits], dtype=np.int32),
        codes={"contact.kind": kind},
    )  # fmt: skip
    ids = [str(one.public_id) for one in customers]
    dimensions = [Dimension("channel", "row", channels), Dimension("contact.kind", "row", kinds)]
    for name, values in (
        ("customer", ids),
        ("customer.city", [one.city for one in customers]),
        ("customer.category", [one.category for one in customers]),
    ):
        codes, known = coded(pa.array(values))
        dimensions.append(Dimension(name, "customer", known, codes))
    of_products = [str(one.public_id) for one in products]
    codes, known = coded(pa.array([*of_products, None]))
    dimensions.append(Dimension("product", "product", known, codes))
    facts = {"sales": sales, "contacts": contacts}
    cube = Cube(len(ids), facts, {one.name: one for one in dimensions})
    return Made(
        cube,
        {"customers": pa.array(ids), "products": pa.array(of_products), "cases": pa.array(numbers)},
    )


def write(made: Made) -> None:
    """Put a cube where the page looks for it."""
    noted = {
        "tables": "by hand",
        "as_of": TODAY.isoformat(),
        "tables_as_of": timezone.now().isoformat(),
        "valued_as_of": None,
        "currency": "CNY",
        "lines": made.cube.facts["sales"].rows,
        "aside": 0,
        "first": BEFORE.isoformat(),
    }
    with cubes.making(building.place()) as folder:
        cubes.write(folder, made.cube, made.names, noted)
