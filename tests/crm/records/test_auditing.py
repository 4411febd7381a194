"""Who did what is found again, by those who may know, and only what they may know."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from crm.conftest import logged_in
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import auditing, changing, sealing
from goodwill.crm.records.auditing import looking
from goodwill.crm.records.auditing.looking import Wanted
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import CannotUndo
from goodwill.crm.records.models import Change


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    customer = changing.create(Customer(name="上海恒泰精密", city="上海", owner=rep), by)
    changing.change(customer, {"city": "苏州"}, Actor(rep))
    return customer


def verbs(reach: object, **wanted: str) -> list[str]:
    page = looking.page(reach, Wanted(**wanted))  # type: ignore[arg-type]
    return [one.line.verb for one in page.lines]


def test_lines_are_found_by_person_kind_record_verb_and_day(
    hengtai: Customer, administrator: User, rep: User
) -> None:
    auditing.note_seen(hengtai, ["credit_rating"], rep)
    auditing.note_exported("customers", 12, rep, {"filter": "city is 苏州"})
    reach = administrator.reach
    record = str(hengtai.public_id)
    assert verbs(reach, by=str(rep.public_id)) == ["exported", "seen", "changed"]
    assert verbs(reach, kind="customers", record=record) == ["seen", "changed", "created"]
    assert verbs(reach, verb="seen") == ["seen"]
    assert len(verbs(reach, day=timezone.localdate().isoformat())) == 4
    assert verbs(reach, day="2001-01-01") == []
    assert verbs(reach, kind="orders") == []


@pytest.mark.parametrize(
    "wanted",
    [{"by": "nobody"}, {"kind": "nothing", "record": "x"}, {"day": "2026-99-99"}, {"after": "x,y"}],
)
def test_questions_that_mean_nothing_are_answered_quietly(
    hengtai: Customer, administrator: User, wanted: dict[str, str]
) -> None:
    answer = logged_in(administrator).get(reverse("audit"), wanted)
    assert answer.status_code == 200


def test_pages_follow_each_other_without_gap_or_repetition(
    by: Actor, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "AT_ONCE", 3)
    for number in range(8):
        changing.create(Customer(name=f"Customer {number}"), by)
    seen: list[int] = []
    after = ""
    while True:
        page = looking.page(administrator.reach, Wanted(after=after))
        seen += [one.line.pk for one in page.lines]
        after = page.after
        if not after:
            break
    assert seen == sorted(Change.objects.values_list("pk", flat=True), reverse=True)


def test_the_audit_tells_nothing_of_records_out_of_reach(
    hengtai: Customer, administrator: User, outsider: User
) -> None:
    outsider.role.abilities = [*outsider.role.abilities, "audit.view"]
    outsider.role.save()
    page = logged_in(outsider).get(reverse("audit")).content.decode()
    assert "恒泰" not in page
    assert "苏州" not in page
    assert "恒泰" in logged_in(administrator).get(reverse("audit")).content.decode()


def test_hidden_fields_stay_hidden_in_the_audit(hengtai: Customer, manager: User) -> None:
    manager.role.abilities = ["*.view", "audit.view"]
    manager.role.scope = "all"
    manager.role.hidden_fields = ["customers.city"]
    manager.role.save()
    page = logged_in(manager).get(reverse("audit")).content.decode()
    assert "恒泰" in page
    assert "苏州" not in page


def test_what_was_only_looked_at_or_exported_cannot_be_undone(
    hengtai: Customer, rep: User, by: Actor
) -> None:
    line = auditing.note_seen(hengtai, ["credit_rating"], rep)
    with pytest.raises(CannotUndo):
        changing.undo(line, by)


def test_looking_does_not_stand_in_the_way_of_changing(hengtai: Customer, rep: User) -> None:
    seen = hengtai.version
    auditing.note_seen(hengtai, ["city"], rep)
    assert changing.change(hengtai, {"city": "无锡"}, Actor(rep), seen=seen)


def test_checking_says_whether_history_is_whole(hengtai: Customer, administrator: User) -> None:
    browser = logged_in(administrator)
    assert "History is whole" in browser.post(reverse("audit_check")).content.decode()
    Change.objects.filter(verb="changed").update(fields={"city": ["上海", "北京"]})
    said = browser.post(reverse("audit_check")).content.decode()
    assert "tampered" in said
    assert sealing.verify().broken is sealing.Break.EDITED


def test_a_page_costs_the_same_with_many_lines(
    by: Actor, administrator: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser = logged_in(administrator)
    changing.create(Customer(name="First"), by)
    browser.get(reverse("audit"))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("audit"))
    for number in range(40):
        changing.create(Customer(name=f"Customer {number}"), by)
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("audit"))
    assert len(many) == len(few)
