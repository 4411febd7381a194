"""Which ways there are to find the record of a row follows from what its columns say."""

from __future__ import annotations

import pytest

from goodwill.crm.accounts.reach import widest
from goodwill.crm.exchange.importing import making, matching
from goodwill.crm.exchange.importing.targets import targets
from goodwill.crm.records.own_fields.models import OwnField

pytestmark = pytest.mark.django_db


def usual(shape: str, *names: str) -> tuple[str, ...]:
    columns = {str(place): name for place, name in enumerate(names)}
    return matching.usual(shape, columns, targets(shape, widest(1)))


def test_the_surest_comes_first_and_a_name_alone_counts_only_where_nothing_else_does() -> None:
    all_of_them = ("customers.name", "customers.city", "external_id", "customers.number")
    assert usual("customers", *all_of_them) == (
        "external_id",
        "customers.number",
        "customers.name+customers.city",
    )
    assert usual("customers", "customers.name", "customers.country") == ("customers.name",)
    assert usual("customers", "customers.country") == ()
    assert usual("products", "products.name", "products.number") == ("products.number",)


def test_what_is_needed_and_not_told_is_missed() -> None:
    wanted = targets("products", widest(1))
    assert [one.name for one in matching.missing({"x": "products.family"}, wanted)] == [
        "products.number",
        "products.name",
    ]
    assert matching.missing({"x": "products.number", "y": "products.name"}, wanted) == []


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Floor Area (m²)", "floor_area_m2"),
        ("建筑面积", "jian_zhu_mian_ji"),
        ("2nd phone", "field_2nd_phone"),
    ],
)
def test_a_column_becomes_an_own_field_once(heading: str, name: str) -> None:
    assert making.field_of("customers", heading, ("1", "2.5")) == f"custom.{name}"
    assert making.field_of("customers", heading, ("3",)) == f"custom.{name}"
    field = OwnField.objects.get(kind="customers", name=name)
    assert field.sort == "number"
    assert set(field.labels.values()) == {heading}


@pytest.mark.parametrize(
    ("cells", "sort"),
    [
        (("2024-03-01", "2024-04-02"), "day"),
        (("12", "-3.5"), "number"),
        (("007", "12"), "text"),
        (("是", "否"), "yes"),
        (("blue",), "text"),
        ((), "text"),
    ],
)
def test_what_an_own_field_holds_follows_from_the_column(cells: tuple[str, ...], sort: str) -> None:
    assert making.sort_of(cells) == sort
