"""Tables as companies have them, flaws and all, through the same steps as in the browser."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order, Product
from goodwill.crm.customers.models import Customer, Relation
from goodwill.crm.exchange.importing import preparing, resembling, running, trying, uploading
from goodwill.crm.exchange.importing.effects import Effect
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.uploading import Upload

SHARED = Path(__file__).parents[5] / "shared" / "data"


def taken(user: User, text: str, name: str = "table.csv", shape: str = "") -> Upload:
    upload = uploading.take(SimpleUploadedFile(name, text.encode()), user)
    preparing.prepare(upload, user.reach)
    if shape and shape != upload.shape:
        preparing.propose(upload, user.reach, shape)
    return upload


def tried(upload: Upload) -> Effect:
    return Effect.from_json(trying.try_out(upload).effect)


def brought_in(upload: Upload) -> Import:
    import_ = trying.trial_of(upload)
    running.begin(import_)
    running.run(import_.pk)
    import_.refresh_from_db()
    assert import_.state == Import.State.DONE, import_.trouble
    return import_


def of_maven(name: str, rows: int = 10_000) -> str:
    file = SHARED / "maven_crm" / name
    if not file.exists():
        pytest.skip(f"{file} is not there")
    with file.open(encoding="utf-8") as text:
        return "".join(line for _, line in zip(range(rows + 1), text, strict=False))


def test_maven_accounts_and_products_come_in_with_nothing_chosen(administrator: User) -> None:
    accounts = taken(administrator, of_maven("accounts.csv"))
    assert accounts.shape == "customers"
    assert accounts.plan["columns"]["subsidiary_of"] == "customers.parent"
    effect = tried(accounts)
    asked = resembling.otherwise(accounts, administrator.reach, {}, effect.rejected)
    assert [(one.cell, one.likely) for one in asked] == [("Philipines", "Philippines")]
    uploading.change_plan(accounts, instead={"office_location": {"Philipines": "Philippines"}})
    done = brought_in(accounts)
    assert (done.counts["created"], done.counts["rejected"]) == (85, 0)
    assert Customer.objects.filter(name="Acme Corporation", country="US").exists()
    assert Customer.objects.exclude(parent=None).count() == 15
    products = taken(administrator, of_maven("products.csv"))
    assert products.shape == "products"
    brought_in(products)
    assert Product.objects.get(name="GTX Pro").family.name == "GTX"


def test_maven_won_opportunities_come_in_as_orders_with_their_flaws_told(
    administrator: User,
) -> None:
    accounts = of_maven("accounts.csv").replace("Philipines", "Philippines")
    brought_in(taken(administrator, accounts))
    brought_in(taken(administrator, of_maven("products.csv")))
    pipeline = of_maven("sales_pipeline.csv", rows=400)
    won = [row for row in csv.DictReader(io.StringIO(pipeline)) if row["deal_stage"] == "Won"]
    written = io.StringIO()
    writer = csv.DictWriter(written, won[0].keys())
    writer.writeheader()
    writer.writerows([*won, {**won[0], "opportunity_id": "X", "account": ""}])
    upload = taken(administrator, written.getvalue(), shape="orders")
    assert preparing.looks_like_opportunities(upload)
    columns = {
        "opportunity_id": "orders.number",
        "account": "orders.customer",
        "product": "order_lines.product",
        "close_date": "orders.ordered_on",
        "close_value": "order_lines.amount",
    }
    preparing.put_columns(upload, administrator.reach, columns)
    uploading.change_plan(upload, match=["orders.number"], makes=[])
    effect = tried(upload)
    assert any("Customer" in str(one.reason) for one in effect.rejected)
    reach = administrator.reach
    cells = resembling.kept_cells(upload, reach)
    asked = resembling.otherwise(upload, reach, cells, effect.rejected)
    assert ("GTXPro", "GTX Pro") in {(one.cell, one.likely) for one in asked}
    uploading.change_plan(upload, instead={"product": {"GTXPro": "GTX Pro"}})
    done = brought_in(upload)
    assert (done.counts["created"], done.counts["rejected"]) == (len(won), 1), [
        (one.row, str(one.why), one.cells) for one in done.refused.all()
    ]
    assert Order.objects.filter(lines__product__name="GTX Pro").exists()


EXPORTS = {
    "hubspot": (
        "Record ID,Company name,Company Domain Name,City,Country/Region,Phone Number,Industry",
        "99887,Hengtai Precision,hengtai.cn,Shanghai,China,+86 21 6888 1234,MACHINERY",
    ),
    "salesforce": (
        "Id,Name,ParentId,BillingStreet,BillingCity,BillingPostalCode,BillingCountry,Phone,Industry",
        "0015g00000AbCdE,Hengtai Precision,,1 Main St,Shanghai,200120,China,+86 21 6888 1234,",
    ),
    "espocrm": (
        "id,name,website,sicCode,billingAddressCity,billingAddressCountry,phoneNumber,industry",
        "5f1a,Hengtai Precision,https://hengtai.cn,35,Shanghai,China,+86 21 6888 1234,Machinery",
    ),
    "odoo": (
        "id,name,is_company,city,country_id,phone,ref,category_id",
        "base.res_partner_7,Hengtai Precision,True,Shanghai,China,+86 21 6888 1234,C7,Gold",
    ),
    "twenty": (
        "Id,Name,Domain Name / Link URL,Address / City,Address / Country",
        "c776ee49,Hengtai Precision,https://hengtai.cn,Shanghai,China",
    ),
    "fxiaoke": (
        "客户名称,客户编号,客户级别,1级行业,国家,市,电话",
        "Hengtai Precision,C7,重点客户,机械,中国,Shanghai,021-68881234",
    ),
    "xiaoshouyi": (
        "ID,公司名称,客户所有人,客户级别,行业,城市,电话",
        "7788,Hengtai Precision,王芳,A,机械,Shanghai,021-68881234",
    ),
}


@pytest.mark.parametrize("source", EXPORTS)
def test_exports_of_other_programs_come_in_as_they_are(source: str, administrator: User) -> None:
    upload = taken(administrator, "\n".join(EXPORTS[source]))
    assert upload.plan["source"] == source
    done = brought_in(upload)
    assert (done.counts["created"], done.counts["rejected"]) == (1, 0), [
        str(one.why) for one in done.refused.all()
    ]
    customer = Customer.objects.get(name="Hengtai Precision")
    assert customer.city == "Shanghai"
    assert customer.sort == "organisation"


def test_contacts_become_the_people_to_speak_to_at_their_company(administrator: User) -> None:
    brought_in(taken(administrator, "\n".join(EXPORTS["salesforce"])))
    contacts = (
        "Id,AccountId,FirstName,LastName,Title,Email,Phone\n"
        "0035g1,0015g00000AbCdE,Fang,Wang,Buyer,fang@hengtai.cn,+86 21 6888 1235\n"
    )
    done = brought_in(taken(administrator, contacts))
    assert done.counts["rejected"] == 0
    relation = Relation.objects.get(customer__name="Hengtai Precision")
    assert (relation.person.family_name, relation.person.sort) == ("Wang", "person")


def test_an_export_that_comes_again_adds_nothing(administrator: User) -> None:
    brought_in(taken(administrator, "\n".join(EXPORTS["hubspot"])))
    again = brought_in(taken(administrator, "\n".join(EXPORTS["hubspot"])))
    assert (again.counts["created"], again.counts["unchanged"]) == (0, 1)
