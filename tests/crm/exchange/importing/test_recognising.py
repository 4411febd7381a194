"""What a column becomes is told by its name in two languages, its sound, and what it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goodwill.crm.accounts.reach import widest
from goodwill.crm.exchange.importing import recognising
from goodwill.crm.exchange.importing.targets import targets

pytestmark = pytest.mark.django_db
ALL = widest(1)


def become(shape: str, headings: list[str], *rows: list[str]) -> dict[str, str]:
    found = recognising.suggested(headings, rows, targets(shape, ALL))
    return {heading: one.target for heading, one in found.items()}


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Company Name", "customers.name"),
        ("customer_name", "customers.name"),
        ("客户名称", "customers.name"),
        ("客戶名稱", "customers.name"),
        ("khmc", "customers.name"),
        ("KeHuMingCheng", "customers.name"),
        ("Custmer Name", "customers.name"),
        ("手机", "contact_points.phone"),
        ("ＥＭＡＩＬ", "contact_points.email"),
        ("省份", "customers.region"),
        ("Do Not Contact", "customers.do_not_contact"),
        ("负责人", "owner"),
        ("customers.known_on", "customers.known_on"),
        ("客户编号（内部）", "customers.number"),
    ],
)
def test_a_heading_is_known_in_both_languages_by_sound_and_when_misspelt(
    heading: str, target: str
) -> None:
    assert become("customers", [heading]) == {heading: target}


def test_nothing_is_made_of_what_resembles_nothing() -> None:
    assert become("customers", ["x7", "zzz qqq", "备用字段甲"]) == {}


def test_what_a_column_holds_outweighs_what_it_is_called() -> None:
    rows = ["soon", "Acme"], ["when we can", "Beta"]
    assert become("customers", ["Known since", "Name"], *rows) == {"Name": "customers.name"}


def test_addresses_tell_themselves() -> None:
    rows = ["li@acme.cn", "https://acme.cn"], ["wang@beta.cn", "www.beta.cn"]
    assert become("customers", ["Kontakt", "Seite"], *rows) == {
        "Kontakt": "contact_points.email",
        "Seite": "contact_points.web",
    }


def test_rows_of_people_at_companies_tell_the_person_from_the_company() -> None:
    found = become("customers", ["Company", "First Name", "Last Name", "Email", "Job Title"])
    assert found == {
        "Company": "customers.name",
        "First Name": "person.given_name",
        "Last Name": "person.family_name",
        "Email": "person.email",
        "Job Title": "person.title",
    }


def test_people_without_companies_are_customers_themselves() -> None:
    found = become("customers", ["First Name", "Last Name", "Email"])
    assert found == {
        "First Name": "customers.given_name",
        "Last Name": "customers.family_name",
        "Email": "contact_points.email",
    }


def test_one_column_fills_a_target_and_several_fill_those_that_may_be_many() -> None:
    found = become("customers", ["Customer name", "Account name", "Phone", "Mobile"])
    assert found == {
        "Customer name": "customers.name",
        "Phone": "contact_points.phone",
        "Mobile": "contact_points.phone",
    }


@pytest.mark.parametrize(
    ("headings", "shape"),
    [
        (["account", "sector", "year_established", "revenue", "office_location"], "customers"),
        (["product", "series", "sales_price"], "products"),
        (["Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID"], "orders"),
        (["客户名称", "手机", "城市", "负责人"], "customers"),
        (["订单编号", "客户名称", "商品编号", "数量", "单价", "下单日期"], "orders"),
        (["合同编号", "合同名称", "客户", "开始日期", "结束日期", "合同金额"], "contracts"),
        (["household_id", "basket_id", "product_id", "quantity", "sales_value"], "orders"),
    ],
)
def test_a_table_tells_what_its_rows_are(headings: list[str], shape: str) -> None:
    assert recognising.shape_of(headings, [], ALL) == shape


def test_fields_that_are_hidden_are_not_offered() -> None:
    seller = replace(ALL, hidden_fields=frozenset({"products.unit_cost_minor"}))
    wanted = targets("products", seller)
    found = recognising.suggested(["Product", "Unit cost"], [], wanted)
    assert [one.target for one in found.values()] == ["products.name"]
