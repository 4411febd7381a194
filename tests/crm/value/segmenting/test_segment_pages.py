"""The pages of segments, from the first condition to the comparison of several."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crm.conftest import logged_in
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import widest
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.lists.conditions import NotUnderstood
from goodwill.crm.sales.opportunities import closing, moving, opening
from goodwill.crm.sales.opportunities.models import Pipeline, Stage
from goodwill.crm.value.segmenting import conditions, keeping, nesting, saying, showing
from goodwill.crm.value.segmenting.models import Segment, SegmentMember
from goodwill.language import english, speak

ALL = widest(0)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """An installation of its own: what is drawn lies in it."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    return tmp_path


@pytest.fixture
def company(by: Actor, rep: User) -> list[Customer]:
    facts: list[dict[str, Any]] = [
        {"name": "上海恒泰精密", "city": "上海", "stage": "repeat", "owner": rep},
        {"name": "上海远山", "city": "上海", "stage": "lost"},
        {"name": "Müller & Söhne", "city": "Köln", "stage": "lost"},
        {"name": "Ada", "sort": "person", "is_customer": False},
    ]
    return [changing.create(Customer(**one), by) for one in facts]


def segment(by: Actor, name: str, *parts: Any, **more: Any) -> Segment:
    group = conditions.read(ALL, {"all": list(parts)})
    return keeping.make({"name": name}, group, by, **more)


SHANGHAI = {"field": "city", "is": "上海"}
LOST = {"field": "stage", "is": "lost"}


def members(one: Segment) -> set[str]:
    held = SegmentMember.objects.filter(segment=one)
    return set(held.values_list("customer__name", flat=True))


FORM = {
    "name": "In 上海, not lost",
    "join-r": "all",
    "field-r-0": "city",
    "op-r-0": "is",
    "value-r-0": "上海",
    "join-r-1": "none",
    "field-r-1-0": "stage",
    "op-r-1-0": "is",
    "value-r-1-0": "lost",
    "field-r-1-7": "did.orders",
    "op-r-1-7": "from",
    "value-r-1-7": "1",
    "days-r-1-7": "90",
}


def test_what_the_builder_says_becomes_a_segment(company: Any, administrator: User) -> None:
    client = logged_in(administrator)
    counted = client.post(reverse("segment_count"), FORM).content.decode()
    assert '<strong class="reckoned__number">1</strong>' in counted
    assert (
        "Customers whose city is 上海 and (none of these holds: loyalty stage is Lost customer "
        "or number of orders in the last 90 days is at least 1)"
    ) in counted
    made = client.post(reverse("segment_new"), FORM)
    one = Segment.objects.get()
    assert made.headers["Location"] == reverse("segment", args=[one.public_id])
    assert members(one) == {"上海恒泰精密"}
    assert one.conditions == {
        "all": [
            {"field": "city", "is": "上海"},
            {
                "none": [
                    {"field": "stage", "is": "lost"},
                    {"did": "orders", "from": "1", "days": 90},
                ]
            },
        ]
    }
    page = client.get(reverse("segment", args=[one.public_id])).content.decode()
    assert "上海恒泰精密" in page
    assert "25" in page
    again = client.get(reverse("segment_conditions", args=[one.public_id])).content.decode()
    for name, value in FORM.items():
        assert name == "name" or f'name="{name.replace("r-1-7", "r-1-1")}"' in again, value


def test_a_form_that_cannot_be_understood_comes_back_as_it_was(
    company: Any, administrator: User
) -> None:
    wrong = {**FORM, "field-r-0": "known_on", "op-r-0": "between", "value-r-0": "2026-01-01"}
    answer = logged_in(administrator).post(reverse("segment_new"), wrong)
    assert answer.status_code == 422
    assert "needs two values" in answer.content.decode()
    assert "In 上海, not lost" in answer.content.decode()
    assert not Segment.objects.exists()


def test_rows_and_groups_come_one_by_one(company: Any, administrator: User) -> None:
    client = logged_in(administrator)
    row = client.get(
        reverse("segment_line"), {"place": "r-0-3", "field-r-0-3": "did.bought"}
    ).content.decode()
    assert 'name="days-r-0-3"' in row
    assert 'name="of-r-0-3"' in row
    group = client.get(reverse("segment_group"), {"place": "r-4"}).content.decode()
    assert 'name="join-r-4"' in group
    assert 'name="field-r-4-0"' in group
    for place in ("x", "r-0'onload", "r" + "-0" * 9):
        assert (
            "onload" not in client.get(reverse("segment_group"), {"place": place}).content.decode()
        )


def test_customers_come_and_go_and_each_day_is_counted(company: list[Customer], by: Actor) -> None:
    one = segment(by, "Shanghai", SHANGHAI)
    kept = segment(by, "Shanghai then", SHANGHAI, is_static=True)
    assert members(one) == members(kept) == {"上海恒泰精密", "上海远山"}
    changing.change(company[0], {"city": "北京"}, by)
    changing.change(company[2], {"city": "上海"}, by)
    for _ in range(2):  # a second time changes nothing
        keeping.bring_up_to_date()
        assert members(one) == {"上海远山", "Müller & Söhne"}
        assert members(kept) == {"上海恒泰精密", "上海远山"}
        day = one.days.get()
        assert (day.size, day.joined, day.left) == (2, 1, 1)
    one.refresh_from_db()
    assert one.size == 2


def test_what_is_taken_back_counts_again(company: Any, by: Actor, administrator: User) -> None:
    one = segment(by, "Shanghai", SHANGHAI)
    again = Actor(administrator)
    keeping.change_conditions(one, conditions.read(ALL, {"all": [LOST]}), again)
    assert members(one) == {"上海远山", "Müller & Söhne"}
    undoing_many.undo_batch(again.batch, by)
    one.refresh_from_db()
    assert one.asks == " city "
    keeping.regularly()
    assert members(one) == {"上海恒泰精密", "上海远山"}


def test_lists_of_customers_ask_who_is_in_a_segment(
    company: Any, by: Actor, administrator: User, rep: User
) -> None:
    one, other = segment(by, "Shanghai", SHANGHAI), segment(by, "Lost", LOST)
    client = logged_in(administrator)
    asked = f'{{"all":[{{"field":"segments","is":"{one.public_id}"}}]}}'
    page = client.get(reverse("customers"), {"where": asked}).content.decode()
    assert "customer segment is Shanghai" in page
    assert "上海远山" in page
    assert "Müller" not in page
    both = f'{{"field":"segments","is_not":"{other.public_id}"}}'
    page = client.get(
        reverse("customers"), {"where": asked.replace("]", f",{both}]")}
    ).content.decode()
    assert "上海恒泰精密" in page
    assert "上海远山" not in page
    editor = client.get(reverse("list_filter", args=["customers"]), {"where": asked})
    assert f'value="{one.public_id}" selected' in editor.content.decode()
    # whoever does not see the segment learns nothing from it
    page = logged_in(rep).get(reverse("customers"), {"where": asked}).content.decode()
    assert "上海恒泰精密" not in page


def test_figures_cover_what_the_person_sees(company: Any, by: Actor, rep: User) -> None:
    one = segment(by, "Shanghai", SHANGHAI)
    Segment.objects.update(audience="all")
    page = logged_in(rep).get(reverse("segment", args=[one.public_id])).content.decode()
    assert "Among the customers you see." in page
    assert "上海恒泰精密" in page
    assert "上海远山" not in page
    listed = logged_in(rep).get(reverse("segments")).content.decode()
    assert "<strong>1</strong>" in listed
    course = logged_in(rep).get(reverse("segment_course", args=[one.public_id]))
    assert "not shown to you" in course.content.decode()


def test_what_is_not_counted_yet_has_no_size_for_anybody(by: Actor, rep: User) -> None:
    Segment.objects.create(name="上海", conditions={"all": [SHANGHAI]}, owner=rep, team=rep.team)
    for reach in (ALL, rep.reach):
        [line] = showing.lines(Segment.objects.all(), reach, speak("en"))
        assert line.size is None


def test_a_segment_that_asks_for_what_is_hidden_is_not_there(
    company: Any, by: Actor, rep: User
) -> None:
    open_to_all = segment(by, "Shanghai", SHANGHAI)
    secret = segment(by, "Rated", {"any": [SHANGHAI, {"field": "credit_rating", "is": "A"}]})
    Segment.objects.update(audience="all")
    rep.role.hidden_fields = ["customers.credit_rating"]
    rep.role.save()
    seen = Segment.objects.within(User.objects.get(pk=rep.pk).reach)
    assert set(seen) == {open_to_all}
    assert logged_in(rep).get(reverse("segment", args=[secret.public_id])).status_code == 404


def test_only_owners_change_a_segment(company: Any, by: Actor, rep: User, manager: User) -> None:
    one = segment(by, "Shanghai", SHANGHAI)
    Segment.objects.update(audience="all")
    address = reverse("segment_conditions", args=[one.public_id])
    assert logged_in(manager).post(address, FORM).status_code == 403
    assert logged_in(rep).get(reverse("segment", args=[one.public_id])).status_code == 200
    with pytest.raises(keeping.OnlyShown):
        keeping.change(one, {"name": "Mine"}, Actor(manager))


def test_segments_overlap(company: Any, by: Actor, administrator: User, rep: User) -> None:
    """恒泰 is in Shanghai alone, 远山 in both, Müller lost alone, Ada in neither."""
    one, other = segment(by, "Shanghai", SHANGHAI), segment(by, "Lost", LOST)
    third = segment(by, "Everybody then", {"field": "name", "filled": True}, is_static=True)
    from goodwill.crm.value.segmenting.overlapping import overlap

    told = overlap(keeping.people(), ALL, [one, other, third])
    assert told.sizes == (2, 2, 4)
    assert (told.in_any, told.in_all) == (4, 1)
    assert {part.is_in: part.size for part in told.parts} == {
        (True, False, True): 1,
        (True, True, True): 1,
        (False, True, True): 1,
        (False, False, True): 1,
    }
    of = [str(one.public_id), str(other.public_id)]
    page = logged_in(administrator).get(reverse("segments_overlap"), {"of": of}).content.decode()
    assert "3 customers are in at least one of them, 1 in all of them." in page
    alone = logged_in(administrator).get(reverse("segments_overlap"), {"of": of[:1]})
    assert "Choose 2 to 4 segments" in alone.content.decode()


def test_the_list_costs_the_same_however_many_segments(
    company: Any, by: Actor, administrator: User
) -> None:
    client = logged_in(administrator)
    counts = []
    client.get(reverse("segments"))  # who is asked for the first time is remembered
    for n in (2, 7):
        while Segment.objects.count() < n:
            segment(by, f"S{Segment.objects.count()}", SHANGHAI, LOST)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse("segments")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_is_erased_is_in_no_segment(company: list[Customer], by: Actor) -> None:
    """Nor in any file of what is known of all customers."""
    from goodwill.crm.customers.disclosing import rooms as disclosing
    from goodwill.crm.customers.erasing import rooms as erasing
    from goodwill.crm.value.segmenting import drawing

    one = segment(by, "Shanghai", SHANGHAI)
    told = {word: things for word, _, things in disclosing.all_tell(company[0], ALL)}
    assert [thing["segment"] for thing in told["segments"]] == ["Shanghai"]
    before = drawing.current()
    assert before
    erasing.all_forget(company[0])
    Customer.objects.filter(pk=company[0].pk).update(name="", city="")
    assert members(one) == {"上海远山"}
    keeping.run_asked.func(forgetting=True)
    assert not before.folder.exists()
    assert "恒泰" not in str(keeping.people().texts("name").words)


def test_a_customer_page_tells_the_segments(company: list[Customer], by: Actor, rep: User) -> None:
    segment(by, "Shanghai", SHANGHAI)
    address = reverse("segments_of_customer", args=[company[0].public_id])
    assert "Shanghai" not in logged_in(rep).get(address).content.decode()
    Segment.objects.update(audience="all")
    assert "Shanghai" in logged_in(rep).get(address).content.decode()


def test_yes_and_no_read_as_sentences(db: None) -> None:
    from goodwill.crm.value.segmenting import saying

    group = conditions.read(
        ALL,
        {"all": [{"field": "is_customer", "yes": True}, {"field": "does.has_email", "no": True}]},
    )
    assert str(saying.sentence(group)) == (
        "Customers whose “Is a customer” is yes and “Has an e-mail address” is no"
    )


def inside(one: Segment, word: str = "is") -> dict[str, str]:
    return {"field": "segments", word: str(one.public_id)}


def test_a_segment_asks_who_is_in_another_and_follows_it(
    company: list[Customer], by: Actor
) -> None:
    there = segment(by, "Shanghai", SHANGHAI)
    lost = segment(by, "丢失的上海客户", inside(there), LOST)
    elsewhere = segment(by, "Elsewhere", inside(there, "is_not"), LOST)
    deepest = segment(by, "Deepest", inside(lost))
    assert members(lost) == members(deepest) == {"上海远山"}
    assert members(elsewhere) == {"Müller & Söhne"}
    keeping.change_conditions(there, conditions.read(ALL, {"all": [LOST]}), by)
    assert members(deepest) == {"上海远山", "Müller & Söhne"}
    assert members(elsewhere) == set()
    asked = conditions.read(ALL, {"all": [LOST, inside(deepest)]})
    with pytest.raises(nesting.PartOfItself, match="asks for “Shanghai” already"):
        keeping.change_conditions(there, asked, by)
    told = english().show(saying.sentence(conditions.read(ALL, deepest.conditions)))
    assert told == "Customers whose customer segment is 丢失的上海客户"
    changing.delete(lost, by)
    with pytest.raises(nesting.Gone):
        keeping.recount(deepest, keeping.people())
    assert len(members(deepest)) == 2


def test_nobody_asks_for_a_segment_that_they_do_not_see(
    company: Any, by: Actor, manager: User
) -> None:
    hidden = segment(by, "Only mine", SHANGHAI)
    group = conditions.read(manager.reach, {"all": [inside(hidden)]})
    with pytest.raises(NotUnderstood, match="that you do not see"):
        keeping.make({"name": "x"}, group, Actor(manager))


def test_open_opportunities_are_counted_by_stage(company: list[Customer], by: Actor) -> None:
    pipeline = changing.create(Pipeline(word="direct", name="销售", is_usual=True), by)
    stages = [
        changing.create(Stage(pipeline=pipeline, name=name, place=n, sort=sort, chance=9), by)
        for n, (name, sort) in enumerate((("接触", "open"), ("报价", "open"), ("丢单", "lost")))
    ]
    for customer, amount in ((company[0], 500_00), (company[0], 700_00), (company[1], 900_00)):
        deal = opening.open_({"name": "压机", "customer": customer, "amount_minor": amount}, by)
    moving.move(deal, stages[1], by)
    lost = opening.open_({"name": "x", "customer": company[2], "amount_minor": 1}, by)
    closing.lose(lost, "price", by)
    keeping.bring_up_to_date()
    quoted = {"did": "open_opportunities", "from": 1, "of": str(stages[1].public_id)}
    one = segment(by, "Quoted", quoted)
    assert members(one) == {"上海远山"}
    assert members(segment(by, "Large", {"did": "open_amount", "from": 1_000})) == {"上海恒泰精密"}
    has = {"field": "does.has_open_opportunity", "yes": True}
    assert members(segment(by, "Any", has)) == {"上海恒泰精密", "上海远山"}
    told = english().show(saying.sentence(conditions.read(ALL, one.conditions)))
    assert told == "Customers whose open opportunities in stage “报价” is at least 1"


def test_customers_of_a_list_are_put_into_a_segment_and_taken_out(
    company: list[Customer], administrator: User, rep: User
) -> None:
    client = logged_in(administrator)
    listed = client.get(reverse("customers")).content.decode()
    assert reverse("segment_put") in listed
    picked = {"selected": [str(one.public_id) for one in company[:2]]}
    assert (
        "2 customers to a segment" in client.post(reverse("segment_put"), picked).content.decode()
    )
    done = reverse("segment_put_done")
    assert client.post(done, picked).status_code == 422  # neither one nor a name
    assert client.post(done, {**picked, "name": "展会客户"}).status_code == 204
    one = Segment.objects.get()
    assert (one.is_static, members(one)) == (True, {"上海恒泰精密", "上海远山"})
    to = {"segment": str(one.public_id)}
    client.post(done, {"all": "1", "list": "", **to})
    assert len(members(one)) == 4
    client.post(done, {**picked, **to, "verb": "out"})
    one.refresh_from_db()
    assert (members(one), one.size) == ({"Müller & Söhne", "Ada"}, 2)
    assert (
        "put in one by one" in client.get(reverse("segment", args=[one.public_id])).content.decode()
    )
    rep.role.abilities = [*rep.role.abilities, "segments.*"]
    rep.role.save()
    assert logged_in(rep).post(done, {**picked, **to}).status_code == 404
