"""Tables of figures: right for whoever looks, with receipts and records, kept, taken away."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pyarrow.parquet as pq
import pytest
from crm.conftest import logged_in
from crm.value.pivot.conftest import BEFORE, by_hand
from django.core import mail
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from goodwill.analytics.information.pivoting import Question, answer
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.exchange.refreshing import refresh
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NotAllowed, OutOfReach, Refused
from goodwill.crm.records.models import Change
from goodwill.crm.value.pivot import building, looking, mailing, own_measures, saving
from goodwill.crm.value.pivot.looking import View
from goodwill.crm.value.pivot.models import Mailing, OwnMeasure

pytestmark = pytest.mark.django_db
Company = dict[str, Any]
SUMS = frozenset({"amount_minor", "cost_minor", "costed", "thousandths"})
ONCE = frozenset({"customers", "cases", "repeaters"})


def look(me: User, **told: Any) -> View:
    """What somebody sees of what an address asks for."""
    asked = urlencode({"period": "all", **told}, doseq=True)
    found = looking.look(me, QueryDict(asked))
    assert found
    return found


def cells(view: View) -> dict[tuple[str, str], Any]:
    """The value of each cell of the first measure, by what stands before and above it."""
    width = len(view.sheet.measures)
    return {
        (line.label, column.label): line.cells[place * width].value
        for line in view.sheet.lines
        for place, column in enumerate(view.sheet.columns)
    }


def at(row: list[str], column: list[str], measure: str) -> str:
    return json.dumps([row, column, measure])


def test_cells_add_up_to_their_totals(cube: Company, administrator: User) -> None:
    found = cells(look(administrator, rows="channel", columns="-", measures="revenue"))
    assert found == {("shop", "Total"): 300, ("web", "Total"): 600, ("Total", "Total"): 900}


def test_a_customer_of_two_channels_counts_once_in_the_total(
    cube: Company, administrator: User
) -> None:
    found = cells(look(administrator, rows="channel", columns="-", measures="customers"))
    assert (found["shop", "Total"], found["web", "Total"]) == (1, 2)
    assert found["Total", "Total"] == 2


def test_people_see_figures_of_their_customers_only(
    cube: Company, rep: User, outsider: User
) -> None:
    mine = look(rep, rows="customer", columns="-", measures="revenue")
    assert cells(mine) == {("恒泰", "Total"): 400, ("Total", "Total"): 400}
    assert "1 customer" in str(mine.reach)
    assert look(outsider, rows="customer", columns="-").sheet.is_empty


def test_margins_are_not_for_whom_costs_are_hidden(
    cube: Company, rep: User, administrator: User
) -> None:
    assert "margin" not in look(rep).measures
    with pytest.raises(Refused):
        look(rep, measures="margin")
    margin = look(administrator, rows="-", columns="-", measures="margin")
    # 8 drills cost 60.00 each, tea has no cost
    assert cells(margin) == {("Total", "Total"): 900 - 480}


def test_what_is_hidden_of_customers_cannot_be_parted_by(cube: Company, rep: User) -> None:
    Role.objects.filter(pk=rep.role_id).update(hidden_fields=["customers.category"])
    with pytest.raises(Refused):
        look(User.objects.get(pk=rep.pk), rows="customer.category")


def test_a_role_without_orders_parts_nothing(cube: Company, rep: User) -> None:
    Role.objects.filter(pk=rep.role_id).update(abilities=["customers.view"])
    with pytest.raises(NotAllowed):
        look(User.objects.get(pk=rep.pk))


def test_a_time_is_compared_with_the_one_before(cube: Company, administrator: User) -> None:
    told = {"rows": "-", "columns": "-", "measures": "revenue", "compare": "before"}
    view = look(administrator, period="this_month", **told)
    (line,) = view.sheet.lines
    assert (line.cells[0].value, line.cells[0].change) == (800, "+700%")
    assert "Compared with" in str(view.compared)


def test_two_sorts_of_facts_meet_in_one_measure(cube: Company, administrator: User) -> None:
    asked = {"rows": "customer", "columns": "-", "measures": "revenue_per_contact"}
    found = cells(look(administrator, **asked))
    assert (found["恒泰", "Total"], found["Nord", "Total"]) == (400, None)
    by_product = look(administrator, rows="product", columns="-", measures="contacts")
    reason = by_product.computed.figure(by_product.computed.measures[0], (), ()).reason
    assert "cannot be parted" in str(reason)


def test_a_receipt_says_formula_numbers_conditions_and_whose(cube: Company, rep: User) -> None:
    asked = {"rows": "channel", "columns": "-", "measures": "average_order", "period": "all"}
    told = urlencode({**asked, "in.customer.city": "上海", "at": at(["shop"], [], "average_order")})
    page = logged_in(rep).get(f"/value/pivot/receipt/?{told}", HTTP_HX_REQUEST="true")
    text = page.content.decode()
    for words in ("Average order value", "revenue ÷ orders", "revenue = 300", "City is 上海",
                  "Of the 1 customer you may see", "pivot/records"):  # fmt: skip
        assert words in text


def test_the_records_behind_a_cell_add_up_to_it(cube: Company, administrator: User) -> None:
    asked = {"rows": "channel", "columns": "-", "measures": "revenue", "period": "all"}
    told = urlencode({**asked, "at": at(["web"], [], "revenue")})
    client = logged_in(administrator)
    text = client.get(f"/value/pivot/records/?{told}").content.decode()
    assert "2 orders" in text
    assert "600" in text
    assert f"/customers/{cube['ours'].public_id}/" in text
    assert "/orders/?" in text
    answer = client.post("/value/pivot/records/file/", QueryDict(told).dict())
    assert answer.content.decode().splitlines()[1].split(",")[-2:] == ["500.00", "1"]


def test_a_colleagues_record_is_not_behind_ones_own_cell(cube: Company, rep: User) -> None:
    told = urlencode({"rows": "-", "columns": "-", "measures": "revenue", "period": "all",
                      "at": at([], [], "revenue")})  # fmt: skip
    text = logged_in(rep).get(f"/value/pivot/records/?{told}").content.decode()
    assert "恒泰" in text
    assert "Nord" not in text


def test_files_hold_what_the_table_shows_and_no_formula(cube: Company, administrator: User) -> None:
    asked = {"rows": "customer.category", "columns": "-", "measures": "revenue", "period": "all"}
    client = logged_in(administrator)
    lines = client.post("/value/pivot/file/", {**asked, "form": "csv"}).content.decode()
    assert "'=cmd(),500" in lines
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.post("/value/pivot/file/", {**asked, "form": "xlsx"}).content)
    )
    assert book.get_sheet_by_index(0).to_python()[-1] == ["Total", 900]
    held = client.post("/value/pivot/file/", {**asked, "form": "parquet"}).content
    table = pq.read_table(io.BytesIO(held)).to_pylist()
    assert {row["customer.category"]: row["revenue"] for row in table} == {
        "=cmd()": Decimal(500),
        "key": Decimal(400),
    }
    assert Change.objects.filter(verb="exported", kind="orders").count() == 3


def test_whoever_may_not_export_takes_nothing_away(cube: Company, rep: User) -> None:
    assert logged_in(rep).post("/value/pivot/file/", {"form": "csv"}).status_code == 403


def test_the_page_asks_as_much_of_the_database_for_one_cell_as_for_many(
    cube: Company, administrator: User
) -> None:
    client = logged_in(administrator)
    counts = []
    for told in ("rows=-&columns=-", "rows=channel&rows=customer.city&columns=month&heat=1"):
        client.get(f"/value/pivot/?period=all&{told}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/value/pivot/?period=all&{told}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_say_who_and_what_in_words(cube: Company, administrator: User) -> None:
    told = urlencode(
        {"rows": ["customer", "channel"], "columns": ["quarter", "weekday"], "period": "all",
         "measures": ["revenue", "orders"], "compare": "year", "chart": "1"}, doseq=True
    )  # fmt: skip
    client = logged_in(administrator)
    text = client.get(f"/value/pivot/?{told}").content.decode()
    assert "Revenue and Orders by Customer, Channel, Quarter, and Day of the week" in text
    assert "恒泰" in text
    assert "<svg" in client.get(f"/value/pivot/chart/?{told}").content.decode()
    values = client.get(f"/value/pivot/values/customer/?{told}").content.decode()
    assert "Nord" in values


def test_a_kept_table_shows_everybody_their_own_figures(
    cube: Company, administrator: User, rep: User
) -> None:
    asked = look(administrator, rows="customer", columns="-").asked
    with pytest.raises(Refused):
        saving.keep(administrator, asked, " ", "me")
    with pytest.raises(NotAllowed):
        saving.keep(rep, asked, "Mine", "all")
    kept = saving.keep(administrator, asked, "Customers", "all")
    assert cells(looking.saved(rep, kept)) == {("恒泰", "Total"): 400, ("Total", "Total"): 400}
    page = logged_in(rep).get(f"/value/pivot/{kept.public_id}/", follow=True)
    assert "Customers" in page.content.decode()
    with pytest.raises(NotAllowed):
        saving.forget(rep, kept)
    private = saving.keep(administrator, asked, "Private", "me")
    with pytest.raises(OutOfReach):
        saving.found(rep, private.public_id)


def test_mail_brings_ones_own_figures_once_when_due(
    cube: Company, administrator: User, rep: User
) -> None:
    asked = look(administrator, rows="customer", columns="-").asked
    kept = saving.keep(administrator, asked, "Customers", "all")
    mailing.subscribe(rep, kept, "week")
    assert mailing.send_due() == 0
    Mailing.objects.update(due_on=timezone.localdate())
    assert (mailing.send_due(), mailing.send_due()) == (1, 0)
    (sent,) = mail.outbox
    html = str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert sent.to == [rep.email]
    assert "恒泰" in html
    assert "Nord" not in html
    assert not sent.attachments  # this role takes no files away
    kept.audience = "me"
    kept.save()
    Mailing.objects.update(due_on=timezone.localdate())
    assert mailing.send_due() == 0
    assert not Mailing.objects.exists()


def test_mondays_and_firsts_come_after_today() -> None:
    friday = BEFORE.replace(year=2026, month=3, day=6)
    assert str(mailing.next_day("week", friday)) == "2026-03-09"
    assert str(mailing.next_day("month", friday)) == "2026-04-01"
    assert mailing.next_day("day", friday) - friday == timedelta(days=1)


def test_a_measure_of_ones_own_stands_among_the_others(
    cube: Company, administrator: User, rep: User
) -> None:
    made = own_measures.make(administrator, "每件", "revenue / units")
    found = look(rep, rows="-", columns="-", measures=f"own-{made.word}")
    assert cells(found) == {("Total", "Total"): 100}
    with pytest.raises(Refused, match="cannot be added"):
        own_measures.make(administrator, "Wrong", "revenue + units")
    hidden = own_measures.make(administrator, "Cost a piece", "cost / units")
    assert f"own-{hidden.word}" not in look(rep).measures
    client = logged_in(administrator)
    assert "每件" in client.get("/value/measures/").content.decode()
    told = {"check": "1", "formula": "margin / revenue", "is_share": "1"}
    assert "gives a share" in client.post("/value/measures/make/", told).content.decode()
    client.post(f"/value/measures/{made.word}/take-out/")
    assert not OwnMeasure.objects.filter(pk=made.pk).exists()


def test_the_cube_of_the_tables_is_the_one_made_by_hand(
    company: Company, administrator: User, by: Actor
) -> None:
    assert not building.build()
    refresh()
    assert (building.build(), building.build()) == (True, False)
    made = building.latest_made()
    assert made
    for facts, asked in (
        ("sales", Question(("customer",), ("channel",), sums=SUMS, once=ONCE)),
        ("sales", Question(("product",), ("month",), sums=SUMS, once=ONCE)),
        ("contacts", Question(("customer",), ("contact.kind",), sums=frozenset({"visits"}))),
    ):
        assert answer(made.cube, facts, asked) == answer(by_hand().cube, facts, asked)
    found = look(administrator, rows="product.category", columns="-", measures="margin")
    assert cells(found)["工具", "Total"] == 800 - 480


def test_without_tables_the_page_says_what_it_takes(administrator: User) -> None:
    assert "No figures yet" in logged_in(administrator).get("/value/pivot/").content.decode()


@pytest.mark.parametrize("told", ["rows=nothing", "measures=nothing", "in.nothing=1"])
def test_what_is_not_there_is_refused(cube: Company, administrator: User, told: str) -> None:
    assert logged_in(administrator).get(f"/value/pivot/?{told}").status_code == 422


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("first=2026-13-01", "Give days as 2026-03-31."),
        ("first=2026-03-02&last=2026-03-01", "The first day must not come after the last."),
    ],
)
def test_a_wrong_day_is_told_above_the_form_that_has_it(
    cube: Company, administrator: User, told: str, words: str
) -> None:
    page = logged_in(administrator).get(f"/value/pivot/?period=between&{told}").content.decode()
    assert words in page
    assert "pivot-first" in page
