"""The pages of lists: what they show, to whom, and what is done from them."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from crm.conftest import logged_in, without_ids
from django.db import connection
from django.test.utils import CaptureQueriesContext
from listing import customer, put

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing, kinds, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.records.lists import bulk, exporting
from goodwill.crm.records.models import Change, SavedView, Share
from goodwill.crm.records.own_fields.knowing import Labels

pytestmark = pytest.mark.usefixtures("customers", "addresses")


def where(**condition: object) -> str:
    return json.dumps({"all": [condition]})


def names(text: str) -> list[str]:
    cells = re.findall(r'<tr data-row>.*?class="list__title[^>]*>(.*?)</td>', text, re.S)
    return [re.sub(r"<button.*|<[^>]+>", "", cell, flags=re.S).strip() for cell in cells]


def test_a_list_shows_what_is_within_reach_and_nothing_else(rep: User, outsider: User) -> None:
    put(customer("上海恒泰精密", owner=rep), customer("Elsewhere", owner=outsider))
    assert names(logged_in(rep).get("/customers/").text) == ["上海恒泰精密"]


def test_what_people_wrote_is_text_wherever_a_list_shows_it(administrator: User, rep: User) -> None:
    evil = '"><script>alert(1)</script>'
    own = Field("custom.evil", Labels({"en": evil}, ""), Sort.TEXT)
    kinds.ask_own_fields(lambda word: [own] if word == "customers" else [])
    rep.name = evil
    rep.save()
    put(customer(evil, city=evil, owner=rep, custom={"evil": evil}))
    page = logged_in(administrator).get("/customers/?columns=name,city,owner,custom.evil").text
    assert page.count("&lt;script&gt;alert(1)") > 8  # four columns, each with its label
    assert "<script>alert" not in page


def test_conditions_come_with_a_sentence_and_can_be_removed(administrator: User) -> None:
    put(customer("a", city="上海"), customer("b", city="Berlin"))
    page = logged_in(administrator).get(
        "/customers/", {"where": where(field="city", **{"is": "上海"})}
    )
    assert names(page.text) == ["a"]
    assert "Customers whose city is 上海" in page.text
    assert "Remove: City is 上海" in page.text


def test_nothing_yet_teaches_and_nothing_found_offers_to_clear(administrator: User) -> None:
    browser = logged_in(administrator)
    assert "Whom the company does business with." in browser.get("/customers/").text
    assert "Clear the conditions" in browser.get("/customers/", {"q": "nobody"}).text


def test_htmx_gets_the_list_alone(administrator: User) -> None:
    put(customer("a"))
    part = logged_in(administrator).get(
        "/customers/", headers={"HX-Request": "true", "HX-Target": "list"}
    )
    assert part.text.lstrip().startswith('<section id="list"')


@pytest.mark.parametrize(
    "query", ["", "?shape=board", "?shape=calendar&by=born_on", "?sort=-owner"]
)
def test_the_number_of_questions_does_not_grow(administrator: User, rep: User, query: str) -> None:
    browser = logged_in(administrator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/customers/{query}").status_code == 200
        return len(found)

    put(*(customer(f"c{n}", owner=rep, stage="new") for n in range(3)))
    few = asked()
    put(*(customer(f"d{n}", owner=administrator, stage="new") for n in range(60)))
    assert asked() <= few + 1


def test_a_hidden_field_is_neither_shown_nor_asked_sorted_grouped_or_taken_away(rep: User) -> None:
    rep.role.hidden_fields = ["customers.credit_rating", "customers.custom.floor"]
    rep.role.save()
    put(customer("a", owner=rep, credit_rating="AAA", custom={"floor": 987654}))
    browser = logged_in(rep)
    asked = {"columns": "name,credit_rating,custom.floor", "group": "credit_rating"}
    page = browser.get("/customers/", {**asked, "sort": "credit_rating"})
    assert "AAA" not in without_ids(page.text)
    assert "Credit rating" not in page.text
    assert "987" not in without_ids(page.text)
    for field in ("credit_rating", "custom.floor"):
        refused = browser.get("/customers/", {"where": where(field=field, filled=True)})
        assert refused.status_code == 422
    taken = browser.post("/lists/customers/export/", {"list": "columns=name,credit_rating"})
    assert b"AAA" not in b"".join(taken.streaming_content)
    sums = browser.get("/lists/customers/groups/", asked).text
    assert "AAA" not in sums
    assert "Credit" not in sums


def test_a_shared_view_does_not_ask_hidden_fields_for_others(
    rep: User, administrator: User
) -> None:
    rep.role.hidden_fields = ["customers.credit_rating"]
    rep.role.save()
    view = SavedView.objects.create(
        kind="customers",
        name="Best",
        owner=administrator,
        audience="all",
        conditions={"all": [{"field": "credit_rating", "is": "A"}]},
    )
    assert logged_in(rep).get(f"/customers/?view={view.public_id}").status_code == 422


def test_counts_stop_at_a_bound_and_go_on_when_asked(administrator: User) -> None:
    put(*(customer(f"c{n}") for n in range(1_005)))
    browser = logged_in(administrator)
    assert "1,000+" in browser.get("/lists/customers/count/").text
    assert "1,005" in browser.get("/lists/customers/count/", {"exact": "1"}).text


def test_counts_stay_within_reach(manager: User, rep: User, outsider: User) -> None:
    put(customer("a", owner=rep, team=rep.team), customer("b", owner=outsider, team=outsider.team))
    shared = put(customer("c", owner=outsider))[0]
    Share.objects.create(kind="customers", record_id=shared.pk, user=manager, by=outsider)
    assert ">2<" in logged_in(manager).get("/lists/customers/count/").text.replace("</span>", "<")


def test_views_are_ones_own_until_they_are_shown_to_the_team(
    manager: User, rep: User, outsider: User
) -> None:
    manager.role.abilities = ["*.*"]
    manager.role.save()
    put(customer("a", city="上海", team=manager.team, owner=rep), customer("b", team=manager.team))
    browser = logged_in(manager)
    told = {
        "list": f"where={where(field='city', **{'is': '上海'})}&columns=name",
        "name": "Shanghai",
    }
    browser.post("/lists/customers/keep/", told)
    view = SavedView.objects.get()
    address = f"/customers/?view={view.public_id}"
    assert names(browser.get(address).text) == ["a"]
    assert logged_in(rep).get(address).status_code == 404
    changed = {"list": f"view={view.public_id}", "name": "Shanghai", "audience": "team"}
    browser.post("/lists/customers/keep/", changed)
    assert names(logged_in(rep).get(address).text) == ["a"]
    assert logged_in(outsider).get(address).status_code == 404
    assert logged_in(rep).post(f"/lists/customers/view/{view.public_id}/forget/").status_code == 403


def test_the_usual_view_opens_the_list(administrator: User) -> None:
    put(customer("a"), customer("b"))
    browser = logged_in(administrator)
    browser.post(
        "/lists/customers/keep/", {"list": "sort=-name", "name": "Z to A", "is_usual": "on"}
    )
    assert names(browser.get("/customers/").text) == ["b", "a"]
    assert names(browser.get("/customers/?view=-").text) == ["a", "b"]


def test_showing_views_to_others_needs_the_ability(rep: User) -> None:
    told = {"list": "", "name": "Mine", "audience": "all"}
    assert logged_in(rep).post("/lists/customers/keep/", told).status_code == 403
    assert not SavedView.objects.exists()


def test_many_are_changed_after_a_preview_and_taken_back_whole(
    administrator: User, rep: User
) -> None:
    put(customer("a", city="上海"), customer("b", city="Berlin"), customer("c", city="上海"))
    browser = logged_in(administrator)
    told = {"all": "1", "list": f"where={where(field='city', **{'is': '上海'})}"}
    told |= {"field": "owner", "value": str(rep.pk)}
    preview = browser.post("/lists/customers/preview/", told).text
    assert "for 2 of 2 selected records" in preview
    assert "Jonas Lindqvist" in preview
    assert browser.post("/lists/customers/change/", told).status_code == 204
    assert set(Customer.objects.filter(owner=rep).values_list("name", flat=True)) == {"a", "c"}
    batch = Change.objects.values_list("batch", flat=True).distinct().get()
    undoing_many.undo_batch(batch, Actor(administrator))
    assert not Customer.objects.filter(owner=rep).exists()


def test_only_what_one_may_change_is_changed_or_deleted(
    administrator: User, rep: User, outsider: User
) -> None:
    mine, others, shown = put(
        customer("a", owner=rep), customer("b", owner=outsider), customer("c", owner=outsider)
    )
    Share.objects.create(kind="customers", record_id=shown.pk, user=rep, by=administrator)
    ids = [str(one.public_id) for one in (mine, others, shown)]
    logged_in(rep).post(
        "/lists/customers/change/", {"selected": ids, "field": "city", "value": "x"}
    )
    assert list(Customer.objects.filter(city="x")) == [mine]
    logged_in(rep).post("/lists/customers/delete/", {"selected": ids})
    assert set(Customer.objects.present()) == {others, shown}
    refused = logged_in(rep).post("/lists/customers/delete/", {"selected": ids[1:]})
    assert refused.status_code == 422


def test_too_many_at_once_are_refused(administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    put(*(customer(f"c{n}") for n in range(3)))
    told = {"all": "1", "field": "city", "value": "x"}
    refused = logged_in(administrator).post("/lists/customers/change/", told)
    assert refused.status_code == 422
    assert "At most 2 records" in refused.text
    assert not Customer.objects.filter(city="x").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("stage", "nonsense"), ("born_on", "soon"), ("name", "")]
)
def test_a_value_that_does_not_fit_changes_nothing(
    administrator: User, field: str, value: str
) -> None:
    put(customer("a"))
    told = {"all": "1", "field": field, "value": value}
    assert logged_in(administrator).post("/lists/customers/change/", told).status_code == 422
    assert not Change.objects.exists()


def test_cards_move_between_the_columns_of_a_board(rep: User, outsider: User) -> None:
    mine, others = put(customer("王芳", owner=rep, stage="new"), customer("b", owner=outsider))
    browser = logged_in(rep)
    board = browser.get("/customers/?shape=board").text
    assert "王芳" in board
    assert "Move 王芳 to" in board
    address = f"/lists/customers/move/{mine.public_id}/"
    assert browser.post(address, {"field": "stage", "value": "repeat"}).status_code == 204
    assert Customer.objects.get(pk=mine.pk).stage == "repeat"
    assert browser.post(address, {"field": "stage", "value": "x"}).status_code == 403
    assert browser.post(address, {"field": "city", "value": "x"}).status_code == 403
    elsewhere = f"/lists/customers/move/{others.public_id}/"
    assert browser.post(elsewhere, {"field": "stage", "value": "new"}).status_code == 404


def test_a_calendar_shows_days_and_leads_to_the_rest_of_them(administrator: User) -> None:
    put(
        *(customer(f"c{n}", born_on="1990-05-05") for n in range(6)),
        customer("later", born_on="1990-06-20"),
    )
    page = logged_in(administrator).get("/customers/?shape=calendar&by=born_on&when=1990-05").text
    assert page.count("<li data-row>") == 4
    assert "2 more" in page
    assert "later" not in page
    assert "May 1990" in page
    week = logged_in(administrator).get("/customers/?shape=calendar&by=born_on&when=1990-W18").text
    assert week.count("<li data-row>") == 6


def test_groups_lead_to_their_records(administrator: User) -> None:
    put(customer("a", stage="new"), customer("b", stage="new"), customer("c"))
    text = logged_in(administrator).get("/lists/customers/groups/", {"group": "stage"}).text
    found = re.findall(r"<span>(.*?)</span> <strong>(.*?)</strong>", text)
    assert found == [("New customer", "2"), ("Empty", "1")]


def test_the_editor_of_conditions_says_what_it_was_told(administrator: User) -> None:
    browser = logged_in(administrator)
    told = {"join": "all", "field-0": "city", "op-0": "is", "value-0": "上海", "field-1": "stage"}
    told |= {"op-1": "is", "value-1": "new", "group-1": "1", "list": ""}
    told |= {"field-2": "do_not_contact", "op-2": "yes", "group-2": "1"}
    answer = browser.get("/lists/customers/filter/apply/", told)
    page = browser.get(answer["Location"])
    assert (
        "Customers whose city is 上海 and (stage is New customer or do not contact is yes)"
        in page.text
    )
    editor = browser.get("/lists/customers/filter/?" + answer["Location"].partition("?")[2]).text
    assert editor.count("<fieldset") == 3
    wrong = browser.get(
        "/lists/customers/filter/apply/", {"field-0": "born_on", "op-0": "is", "value-0": "x"}
    )
    assert wrong.status_code == 422


def test_records_that_are_asked_for_are_found_by_name(administrator: User, rep: User) -> None:
    """In English names and Chinese ones; several at once, and those chosen stay by name."""
    names = ("恒泰集团", "Nord Group", "Hengtai Old")
    group, other, _ = (changing.create(customer(name), Actor(administrator)) for name in names)
    put(customer("恒泰上海", parent=group), customer("Nord Köln", parent=other), customer("allein"))
    browser = logged_in(administrator)
    line = {"field-0": "parent", "op-0": "any_of", "value-0": str(group.public_id)}
    editor = browser.get("/lists/customers/filter/line/", {"place": "0", **line}).text
    assert f'type="checkbox" name="value-0" value="{group.public_id}" checked' in editor
    assert "恒泰集团" in editor
    asked = {"as": "value-0", "many": "1", "q": "nord", "value-0": str(group.public_id)}
    found = browser.get("/pick/customers/parent/", asked).text
    assert found.index("恒泰集团") < found.index("Nord Group")
    told = {"field-0": "parent", "op-0": "any_of", "list": ""}
    told["value-0"] = [str(group.public_id), str(other.public_id)]  # type: ignore[assignment]
    answer = browser.get("/lists/customers/filter/apply/", told)
    page = browser.get(answer["Location"]).text
    assert "part of is 恒泰集团 or Nord Group" in page
    assert "恒泰上海" in page
    assert "allein" not in page
    theirs = logged_in(rep).get("/pick/customers/parent/", {**asked, "q": "hengtai"})
    assert "Hengtai Old" not in theirs.text


def test_a_file_speaks_the_language_of_whoever_takes_it(administrator: User) -> None:
    put(customer("王芳", city="杭州"))
    administrator.language = "zh-Hans"
    administrator.save()
    asked = {"list": "columns=name,city"}
    answer = logged_in(administrator).post("/lists/customers/export/", asked)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == ["名称,城市", "王芳,杭州"]


def test_files_hold_no_formulas_and_history_knows_of_them(administrator: User) -> None:
    put(customer("=1+1"), customer("王芳", city="@SUM(A1)"))
    browser = logged_in(administrator)
    answer = browser.post("/lists/customers/export/", {"list": "columns=name,city"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == ["Name,City", "'=1+1,", "王芳,'@SUM(A1)"]
    line = Change.objects.get(verb="exported")
    assert line.by == administrator
    assert line.fields["records"] == [None, 2]
    book = browser.post("/lists/customers/export/", {"list": "columns=name", "form": "xlsx"})
    sheet = ZipFile(BytesIO(b"".join(book.streaming_content))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_a_sign_where_other_settings_begin_a_cell_is_defused_too() -> None:
    assert exporting.defused("a;=1+1") == "a;'=1+1"
    assert exporting.defused("a\n +1") == "a\n' +1"
    assert exporting.defused("＝1") == "'＝1"
    assert exporting.defused("-5 °C; fine; dry") == "'-5 °C; fine; dry"
    assert exporting.defused("Tel. +86 21 5555; Mon-Fri") == "Tel. +86 21 5555; Mon-Fri"
    assert exporting.defused(-5) == "-5"


def test_a_parquet_file_has_types_and_what_the_reader_may_see(administrator: User) -> None:
    put(customer("恒泰", city="上海", born_on=date(1980, 2, 29)), customer("=1+1"))
    browser = logged_in(administrator)
    asked = {"list": "columns=name,city,do_not_contact,born_on", "form": "parquet"}
    answer = browser.post("/lists/customers/export/", asked)
    table = pq.read_table(BytesIO(b"".join(answer.streaming_content)))
    assert table.column_names == ["name", "city", "do_not_contact", "born_on"]
    rows = {row["name"]: row for row in table.to_pylist()}
    assert set(rows) == {"恒泰", "=1+1"}
    assert (rows["恒泰"]["city"], rows["=1+1"]["city"]) == ("上海", None)
    assert rows["恒泰"]["do_not_contact"] is False
    assert rows["恒泰"]["born_on"] == date(1980, 2, 29)
    assert Change.objects.get(verb="exported").fields["form"] == [None, "parquet"]


def test_a_long_list_goes_on_in_another_sheet(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(*(customer(f"Customer {n}") for n in range(5)))
    monkeypatch.setattr(exporting, "SHEET_ROWS", 2)
    asked = {"list": "columns=name", "form": "xlsx"}
    answer = logged_in(administrator).post("/lists/customers/export/", asked)
    book = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    rows = [book.read(name).count(b"<row ") for name in sheets]
    assert rows == [3, 3, 2]


def test_taking_a_list_away_needs_the_ability(rep: User) -> None:
    rep.role.abilities = ["customers.view"]
    rep.role.save()
    assert logged_in(rep).post("/lists/customers/export/").status_code == 403
    assert not Change.objects.exists()


def test_a_person_without_the_ability_sees_no_list(rep: User) -> None:
    rep.role.abilities = []
    rep.role.save()
    assert logged_in(rep).get("/customers/").status_code == 403
    assert logged_in(rep).get("/lists/nothing/count/").status_code == 404
