"""Files come in as they say, twice without harm, and go again without a trace."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order, OrderLine, Product, ProductFamily
from goodwill.crm.customers.models import Activity, Consent, ContactPoint, Customer, Relation, Tag
from goodwill.crm.exchange.importing import running
from goodwill.crm.exchange.importing.errors import NotNow, PlanRefused
from goodwill.crm.exchange.importing.models import Import, RefusedRow, Trace
from goodwill.crm.exchange.importing.plan import Mode, Plan, Reading
from goodwill.crm.records import changing, known_as, sealing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NotAllowed
from goodwill.crm.records.finding import find
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.models import Change, ExternalId
from goodwill.crm.records.own_fields import defining
from goodwill.crm.records.own_fields.defining import Wanted

CUSTOMERS = {
    "Id": "external_id",
    "Name": "customers.name",
    "No": "customers.number",
    "City": "customers.city",
    "Country": "customers.country",
    "Parent": "customers.parent",
    "Mail": "contact_points.email",
    "Phone": "contact_points.phone",
    "Contact": "person.name",
    "Contact mail": "person.email",
    "Tags": "tags",
    "Owner": "owner",
    "News": "consent.email",
    "Since": "customers.known_on",
    "Colour": "custom.colour",
    "Made": "created_at",
    "By": "created_by",
}
ROWS = f"""{",".join(CUSTOMERS)}
a1,上海恒泰精密,C1,上海,中国,,INFO@hengtai.example,021 5555 1234,王芳,fang@hengtai.example,\
"fair; 展会",陈梅,yes,25/03/2020,red,2019-01-02 10:30,mei@example.com
a2,Øresund Foods A/S,C2,København,Denmark,上海恒泰精密,,,,,fair,,no,01/02/2021,,,
a3,Broken Ltd,C3,,Atlantis,,not a mail,,,,,,,,,,
a4,Late Child,C4,,,Late Parent,,,,,,,,,,,
a5,Late Parent,C5,,,,,,,,,,,,,,
"""


@pytest.fixture
def bringer(administrator: User, manager: User, settings: Any, tmp_path: Path) -> User:
    """The administrator, whose files are kept in a folder of the test."""
    object.__setattr__(settings.CONFIGURATION, "home", tmp_path / "home")
    return administrator


@pytest.fixture
def bring(bringer: User, tmp_path: Path) -> Callable[..., Import]:
    """`bring(text, plan)` brings a file in to its end."""

    def brought(text: str | bytes, plan: Plan, name: str = "table.csv") -> Import:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        import_ = running.start(file, plan, bringer)
        running.begin(import_)
        running.run(import_.pk)
        import_.refresh_from_db()
        return import_

    return brought


def state() -> dict[str, Any]:
    """What people see of all records, without what counts up or tells the time."""
    left: dict[str, Any] = {}
    for model in (Customer, ContactPoint, Relation, Order, Product, ProductFamily, Activity):
        for record in model.objects.filter(deleted_at=None):
            names = [*changing.written(model), "custom"]
            facts = {name: changing.told(record, name) for name in names if name != "custom"}
            left[str(record.public_id)] = {**facts, "custom": record.custom}
    left["lines"] = sorted(
        OrderLine.objects.filter(order__deleted_at=None).values_list(
            "order__number", "position", "product", "quantity_thousandths", "amount_minor"
        )
    )
    left["tags"] = sorted(Tag.objects.values_list("name", flat=True))
    left["consents"] = sorted(Consent.objects.values_list("customer", "channel", "state"))
    present = Customer.objects.filter(deleted_at=None).values("pk")
    named = ExternalId.objects.filter(kind="customers", record_id__in=present)
    left["ids"] = sorted(named.values_list("source", "value", "record_id"))
    return left


def plan(columns: Mapping[str, str], shape: str = "customers", **more: Any) -> Plan:
    return Plan(shape, columns, source=more.pop("source", "erp"), **more)


def own_colour() -> None:
    defining.add("customers", "colour", Wanted({"en": "Colour"}, Sort.TEXT))


def test_a_row_of_a_customer_brings_all_that_it_says(
    bring: Callable[..., Import], manager: User
) -> None:
    own_colour()
    import_ = bring(ROWS, plan(CUSTOMERS))
    assert import_.state == Import.State.DONE, import_.trouble
    heng = Customer.objects.get(number="C1")
    assert (heng.name, heng.sort, heng.country) == ("上海恒泰精密", "organisation", "CN")
    assert (heng.owner, heng.created_by, heng.team) == (manager, manager, manager.team)
    assert heng.created_at == datetime(2019, 1, 2, 2, 30, tzinfo=UTC)
    assert (heng.known_on, heng.custom) == (date(2020, 3, 25), {"colour": "red"})
    assert sorted(heng.tags.values_list("name", flat=True)) == ["fair", "展会"]
    points = heng.contact_points.order_by("sort").values_list("sort", "value", "is_primary")
    assert list(points) == [
        ("email", "info@hengtai.example", True),
        ("phone", "+862155551234", True),
    ]
    tie = heng.relations.get()
    assert (tie.person.name, tie.person.is_customer, tie.is_main) == ("王芳", False, True)
    assert tie.person.contact_points.get().value == "fang@hengtai.example"
    assert heng.consents.get().state == "given"
    assert known_as.find(Customer, "erp", "a1") == heng
    assert Customer.objects.get(number="C2").parent == heng
    assert Customer.objects.get(number="C4").parent.name == "Late Parent"
    assert find("hengtai", manager.reach)[0].title == "上海恒泰精密"
    (refused,) = RefusedRow.objects.all()
    assert (refused.row, refused.column) == (4, "Country")
    assert str(refused.why) == "“Atlantis” is not a country."
    assert refused.cells["Name"] == "Broken Ltd"
    told = import_.counts
    assert (told["rows"], told["created"], told["rejected"]) == (5, 4, 1)
    sealing.seal()
    assert sealing.verify().is_whole


def test_the_same_file_twice_changes_nothing(bring: Callable[..., Import]) -> None:
    own_colour()
    bring(ROWS, plan(CUSTOMERS))
    before, lines = state(), Change.objects.count()
    again = bring(ROWS, plan(CUSTOMERS))
    assert again.counts["unchanged"] == 4
    assert (state(), Change.objects.count()) == (before, lines)


def test_what_came_in_and_what_was_changed_goes_again(
    bring: Callable[..., Import], by: Actor
) -> None:
    own_colour()
    fair = Tag.objects.create(name="fair")
    heng = changing.create(Customer(name="上海恒泰精密", number="C1", city="苏州"), by)
    heng.tags.set([fair])
    gone = changing.create(Customer(name="Late Parent", number="C5"), by)
    changing.delete(gone, by)
    before = state()
    import_ = bring(ROWS, plan(CUSTOMERS))
    heng.refresh_from_db()
    gone.refresh_from_db()
    assert (heng.city, heng.tags.count(), gone.deleted_at) == ("上海", 2, None)
    done = running.undo(import_, Actor(by.user))
    assert done.left == 0
    assert state() == before
    assert import_.state == Import.State.UNDONE
    assert not Trace.objects.exists()
    again = bring(ROWS, plan(CUSTOMERS))
    assert again.counts["updated"] == 4
    assert Customer.objects.filter(deleted_at=None, number="C4").count() == 1
    running.undo(again, Actor(by.user))
    assert state() == before
    with pytest.raises(NotNow):
        running.undo(again, Actor(by.user))


def test_what_somebody_changed_since_is_left_and_told(
    bring: Callable[..., Import], by: Actor
) -> None:
    heng = changing.create(Customer(name="Heng", number="C1", city="苏州", segment="A"), by)
    text = "No,Name,City,Segment\nC1,Heng,上海,B\nC2,Tai,,\nC3,Gang,,\n"
    columns = {
        name: f"customers.{field}"
        for name, field in (
            ("No", "number"),
            ("Name", "name"),
            ("City", "city"),
            ("Segment", "segment"),
        )
    }
    import_ = bring(text, plan(columns))
    changing.change(heng, {"city": "杭州"}, by)
    tai = Customer.objects.get(number="C2")
    changing.create(Activity(customer=tai, sort="call", subject="Called"), by)
    done = running.undo(import_, Actor(by.user))
    heng.refresh_from_db()
    tai.refresh_from_db()
    assert (heng.city, heng.segment, tai.deleted_at) == ("杭州", "A", None)
    assert (done.taken_back, done.left) == (1, 2)
    assert Customer.objects.get(number="C3").deleted_at is not None


def test_a_dry_run_tells_exactly_what_a_run_does(
    bring: Callable[..., Import], bringer: User, tmp_path: Path
) -> None:
    own_colour()
    bring("Id,Name,No\na1,Old name,C1\n", plan({k: CUSTOMERS[k] for k in ("Id", "Name", "No")}))
    text = (
        ROWS
        + "a6,Late Parent,C5,Suzhou"
        + "," * 13
        + "\na5,Late Parent,C5,,,,x@y.example"
        + "," * 10
    )
    file = tmp_path / "dry.csv"
    file.write_text(text)
    before, lines = state(), Change.objects.count()
    effect = running.dry_run(running.start(file, plan(CUSTOMERS), bringer))
    assert (state(), Change.objects.count()) == (before, lines)
    import_ = bring(text, plan(CUSTOMERS))
    assert effect.counts.to_json() == import_.counts
    assert [(one.row, str(one.reason)) for one in effect.rejected] == [
        (row.row, str(row.why)) for row in RefusedRow.objects.order_by("row")
    ]
    changed = next(one for one in effect.examples if one.verb == "updated")
    assert changed.fields["name"] == ("Old name", "上海恒泰精密")


@pytest.mark.parametrize(
    ("mode", "names"),
    [(Mode.INSERT, {"Old", "Tai"}), (Mode.UPDATE, {"Heng"}), (Mode.BOTH, {"Heng", "Tai"})],
)
def test_an_import_may_only_add_or_only_change(
    bring: Callable[..., Import], by: Actor, mode: Mode, names: set[str]
) -> None:
    changing.create(Customer(name="Old", number="C1"), by)
    columns = {"No": "customers.number", "Name": "customers.name"}
    bring("No,Name\nC1,Heng\nC2,Tai\n", plan(columns, mode=mode))
    assert set(Customer.objects.values_list("name", flat=True)) == names


def test_rows_are_matched_by_what_the_plan_says(bring: Callable[..., Import], by: Actor) -> None:
    for name, city in (("Heng", "上海"), ("Heng", "苏州")):
        changing.create(Customer(name=name, city=city), by)
    columns = {"Name": "customers.name", "City": "customers.city", "S": "customers.segment"}
    import_ = bring("Name,City,S\nHENG,上海,A\n", plan(columns))
    assert import_.counts["updated"] == 1
    assert Customer.objects.get(city="上海").segment == "A"
    alone = bring("Name,S\nHeng,B\n", plan({"Name": "customers.name", "S": "customers.segment"},
                                            match=("customers.name",)))  # fmt: skip
    assert alone.counts["rejected"] == 1
    assert "Several records fit" in str(RefusedRow.objects.get().why)


def test_two_customers_with_one_address_but_two_numbers_stay_two(
    bring: Callable[..., Import],
) -> None:
    columns = {"No": "customers.number", "Name": "customers.name", "M": "contact_points.email"}
    text = "No,Name,M\nC1,Heng,info@x.example\nC2,Tai,info@x.example\n"
    assert bring(text, plan(columns)).counts["created"] == 2
    assert bring(text, plan(columns)).counts["unchanged"] == 2


ORDERS = {
    "Order": "orders.number",
    "Customer": "orders.customer",
    "Name": "orders.customer_name",
    "Date": "orders.ordered_on",
    "Product": "order_lines.product",
    "Qty": "order_lines.quantity",
    "Price": "order_lines.unit_price",
}
LINES = """Order,Customer,Name,Date,Product,Qty,Price
1001,C1,Heng,05.03.2024,P1,2,"1.234,50"
1002,C9,New & Co,06.03.2024,P2,"0,5","3,00"
1001,C1,Heng,05.03.2024,P2,1,"3,00"
1003,C1,Heng,31.03.2024,P1,-1,"1.234,50"
1004,C1,Heng,nonsense,P1,1,"1,00"
1004,C1,Heng,01.04.2024,P1,1,"1,00"
"""
MAKES = ("orders.customer", "order_lines.product")


def test_rows_of_one_number_become_one_order(bring: Callable[..., Import], by: Actor) -> None:
    heng = changing.create(Customer(name="Heng", number="C1"), by)
    before = state()
    import_ = bring(LINES, plan(ORDERS, "orders", makes=MAKES))
    order = Order.objects.get(number="1001")
    assert (order.customer, order.ordered_on, order.currency) == (heng, date(2024, 3, 5), "CNY")
    lines = order.lines.order_by("position")
    told = lines.values_list("position", "product__number", "quantity_thousandths", "amount_minor")
    assert list(told) == [(1, "P1", 2000, 246900), (2, "P2", 1000, 300)]
    assert order.amount_minor == 247200
    new = Customer.objects.get(number="C9")
    assert (new.name, new.orders.get().amount_minor) == ("New & Co", 150)
    assert Order.objects.get(number="1003").sort == "return"
    assert not Order.objects.filter(number="1004").exists()
    reasons = {row.row: str(row.why) for row in RefusedRow.objects.all()}
    assert reasons == {
        6: "“nonsense” is not a date.",
        7: "Row 6 of the same order is not taken.",
    }
    again = bring(LINES, plan(ORDERS, "orders", makes=MAKES))
    assert again.counts["unchanged"] == 4
    running.undo(import_, Actor(by.user))
    assert state() == before


def test_an_order_that_comes_again_has_the_lines_that_it_says_now(
    bring: Callable[..., Import], by: Actor
) -> None:
    changing.create(Customer(name="Heng", number="C1"), by)
    first = LINES.partition("1004")[0]
    bring(first, plan(ORDERS, "orders", makes=MAKES))
    before = state()
    changed = 'Order,Customer,Date,Product,Qty,Price\n1001,C1,05.03.2024,P1,3,"1.234,50"\n'
    import_ = bring(changed, plan(ORDERS, "orders", settings=Reading(dates="dmy")))
    order = Order.objects.get(number="1001")
    assert order.lines.get().quantity_thousandths == 3000
    assert order.amount_minor == 370350
    running.undo(import_, Actor(by.user))
    assert state() == before


def test_history_tells_of_an_order_of_which_only_the_lines_changed(
    bring: Callable[..., Import], by: Actor
) -> None:
    changing.create(Customer(name="Heng", number="C1"), by)
    head = "Order,Customer,Date,Product,Qty,Price\n"
    bring(f"{head}7,C1,2024-03-05,P1,1,3\n7,C1,2024-03-05,P2,1,4\n",
          plan(ORDERS, "orders", makes=MAKES))  # fmt: skip
    before, order = state(), Order.objects.get()
    import_ = bring(f"{head}7,C1,2024-03-05,P1,1,4\n7,C1,2024-03-05,P2,1,3\n",
                    plan(ORDERS, "orders"))  # fmt: skip
    assert import_.counts["updated"] == 2
    done = running.undo(import_, Actor(by.user))
    assert (done.left, state()) == (0, before)
    told = Change.objects.filter(kind="orders", record_id=order.pk).order_by("version")
    batches = [import_.batch, import_.undo_batch]
    assert [(line.verb, line.batch) for line in told[1:]] == [("changed", one) for one in batches]
    order.refresh_from_db()
    assert order.version == told[2].version
    sealing.seal()
    assert sealing.verify().is_whole


def test_products_with_families_activities_and_relations_come_in(
    bring: Callable[..., Import], by: Actor, bringer: User
) -> None:
    goods = {"product": "products.name", "series": "products.family", "cost": "products.unit_cost"}
    import_ = bring("product,series,cost\nGTX Pro,GTX,\"4,821.25\"\nMG,MG,55\n",
                    plan(goods, "products", makes=("products.family",)))  # fmt: skip
    assert import_.counts["created"] == 2
    gtx = Product.objects.get(name="GTX Pro")
    assert (gtx.number, gtx.family.name, gtx.unit_cost_minor) == ("GTX Pro", "GTX", 482125)
    for name in ("Heng", "Ann Lee"):
        changing.create(Customer(name=name), by)
    entry = {"C": "activities.customer", "S": "activities.sort", "T": "activities.body",
             "W": "activities.happened_at"}  # fmt: skip
    bring(
        "C,S,T,W\nHeng,电话,Called.\\nLong text,2024-03-05T09:30:00Z\n", plan(entry, "activities")
    )
    call = Activity.objects.get()
    assert (call.sort, call.happened_at.hour, call.owner) == ("call", 9, bringer)
    ties = {"C": "relations.customer", "P": "relations.person", "R": "relations.role"}
    text = "C,P,R\nHeng,Ann Lee,buyer\nHeng,Nobody,buyer\n"
    tied = bring(text, plan(ties, "relations"))
    assert (tied.counts["created"], tied.counts["rejected"]) == (1, 1)
    assert str(RefusedRow.objects.get().why) == "There is no Customer Nobody."
    assert bring(text, plan(ties, "relations")).counts["unchanged"] == 1


def test_files_in_chinese_encodings_and_packed_ones_are_read(bring: Callable[..., Import]) -> None:
    columns = {
        "客户名称": "customers.name",
        "城市": "customers.city",
        "是否客户": "customers.is_customer",
    }
    text = "客户名称,城市,是否客户\n恒泰,上海,否\n" * 1 + "大华,苏州,是\n"
    assert bring(text.encode("gb18030"), plan(columns)).counts["created"] == 2
    assert not Customer.objects.get(name="恒泰").is_customer
    packed = gzip.compress(text.encode())
    assert bring(packed, plan(columns), "x.csv.gz").counts["unchanged"] == 2


def test_a_vcard_is_a_row(bring: Callable[..., Import]) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nN:Lee;Ann;;;\nEMAIL:ann@x.example\nEND:VCARD\n"
    columns = {"Family name": "customers.family_name", "Given name": "customers.given_name",
               "Email": "contact_points.email"}  # fmt: skip
    assert bring(card, plan(columns), "ann.vcf").counts["created"] == 1
    assert Customer.objects.get().sort == "person"


def test_an_unreadable_file_says_why(bring: Callable[..., Import]) -> None:
    import_ = bring(b"%PDF-1.7 ...", plan({"Name": "customers.name"}), "table.csv")
    assert import_.state == Import.State.FAILED
    assert "PDF" in str(import_.why)
    since = {"Name": "customers.name", "Since": "customers.known_on"}
    unclear = bring("Name,Since\nA,05/03/2024\n", plan(since))
    assert "--dates" in str(unclear.why)
    bring("Name,Since\nA,05/03/2024\n", plan(since, settings=Reading(dates="mdy")))
    assert Customer.objects.get().known_on == date(2024, 5, 3)


def test_nobody_brings_in_more_than_the_role_allows(
    rep: User, bringer: User, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    file.write_text("Name\nHeng\n")
    with pytest.raises(NotAllowed):
        running.start(file, plan({"Name": "customers.name"}), rep)
    rep.role.abilities = [*rep.role.abilities, "data.import"]
    rep.role.save()
    seen = User.objects.get(pk=rep.pk)
    running.start(file, plan({"Name": "customers.name"}), seen)
    with pytest.raises(NotAllowed):
        running.start(file, plan({"Name": "products.name"}, "products"), seen)
    with pytest.raises(PlanRefused):
        running.start(file, plan({"Name": "orders.cost"}, "customers"), bringer)
    with pytest.raises(PlanRefused):
        running.start(file, plan({"Name": "external_id"}, source=""), bringer)


def test_rows_beyond_the_persons_reach_are_neither_changed_nor_told(
    rep: User, bringer: User, by: Actor
) -> None:
    theirs = changing.create(Customer(name="Heng", number="C1", city="上海"), by)
    rows = [{"n": "C1", "m": "Heng", "c": "苏州"}]
    columns = {"n": "customers.number", "m": "customers.name", "c": "customers.city"}
    counts = running.bring(rows, plan(columns), Actor(rep))
    assert counts.rejected == 1
    theirs.refresh_from_db()
    assert theirs.city == "上海"


def test_a_program_brings_rows_in_and_takes_the_batch_back(by: Actor) -> None:
    from goodwill.crm.exchange.importing import undoing

    before = state()
    rows = [
        {"Order": "2", "Customer": "Heng", "Date": "2024-03-05", "Product": "P", "Price": "1.5"},
        {"Order": "1", "Customer": "Heng", "Date": "2024-03-05", "Product": "P", "Price": "2"},
        {"Order": "2", "Customer": "Heng", "Date": "2024-03-05", "Product": "Q", "Price": None},
        {"Order": "3", "Customer": "Heng", "Date": "", "Product": "Q", "Price": "1"},
    ]
    wanted = plan(ORDERS, "orders", makes=MAKES)
    counts = running.bring(rows[:2] + rows[3:], wanted, by)
    assert (counts.created, counts.rejected) == (2, 1)
    assert "Ordered on is missing" in str(counts.refused[0].reason)
    assert running.bring(rows[:2], wanted, by).unchanged == 2
    assert Decimal(Order.objects.get(number="2").amount_minor) == 150
    undoing.undo(by.batch, Actor(by.user))
    assert state() == before
