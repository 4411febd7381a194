"""My day tells each person what to do, for whom and why."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.my_day import blocks, ground, reasons
from goodwill.crm.customers.timeline import planning, recording
from goodwill.crm.customers.timeline.planning import Plan
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

from ...conftest import logged_in


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(name="上海恒泰精密", owner=rep, team=rep.team), by)


def days_from_now(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_tasks_stand_by_the_day_they_are_due(hengtai: Customer, rep: User) -> None:
    for subject, due_at in (
        ("late", days_from_now(-3)),
        ("now", timezone.now()),
        ("whenever", None),
        ("soon", days_from_now(3)),
        ("far", days_from_now(30)),
    ):
        planning.plan(hengtai, Plan(subject, due_at), Actor(rep))
    shown = ground.to_do(rep, timezone.localdate())
    assert [line.entry.subject for line in shown.overdue] == ["late"]
    assert {line.entry.subject for line in shown.today} == {"now", "whenever"}
    assert [line.entry.subject for line in shown.soon] == ["soon"]


def test_what_is_due_today_is_due_by_the_readers_own_calendar(hengtai: Customer, rep: User) -> None:
    """1 March 01:00 in Shanghai is still 28 February in New York."""
    due_at = datetime(2026, 3, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    planning.plan(hengtai, Plan("call", due_at), Actor(rep))
    with timezone.override(ZoneInfo("America/New_York")):
        assert len(ground.to_do(rep, date(2026, 2, 28)).today) == 1
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        assert len(ground.to_do(rep, date(2026, 2, 28)).soon) == 1


def test_it_says_whom_to_see_next_and_why(hengtai: Customer, by: Actor, rep: User) -> None:
    today = timezone.localdate()
    born = (today + timedelta(days=2)).replace(year=1980)
    li = changing.create(Customer(name="李雷", sort="person", owner=rep, born_on=born), by)
    recording.log(hengtai, Entry("call", "Renewal", happened_at=days_from_now(-70)), Actor(rep))
    recording.log(li, Entry("call", "Hello"), Actor(rep))
    first, second = reasons.to_see(rep, today)
    assert (first.customer, first.in_days) == (li, 2)
    assert str(second.because) == "No contact for 70 days"


def test_who_asked_not_to_be_contacted_is_not_proposed(hengtai: Customer, rep: User) -> None:
    changing.change(hengtai, {"do_not_contact": True}, Actor(rep))
    assert reasons.to_see(rep, timezone.localdate()) == []


def test_a_room_adds_its_own_reason(
    hengtai: Customer, rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = reasons.Why(hengtai, blocks.Sentence("Contract ends"), 1)
    monkeypatch.setattr(reasons, "_REASONS", {"contracts": lambda person, today: [why]})
    assert reasons.to_see(rep, timezone.localdate()) == [why]


def test_those_who_lead_see_the_teams_open_tasks(
    hengtai: Customer, rep: User, manager: User
) -> None:
    planning.plan(hengtai, Plan("late", days_from_now(-3)), Actor(rep))
    planning.plan(hengtai, Plan("soon", days_from_now(3)), Actor(rep))
    today = timezone.localdate()
    assert ground.team(manager, today) == [ground.Colleague("Jonas Lindqvist", 2, 1)]
    assert ground.team(rep, today) is None


def test_only_administrators_see_how_the_installation_is(rep: User, administrator: User) -> None:
    words = [one.block.word for one in blocks.built(administrator)]
    assert "installation" in words
    assert "installation" not in [one.block.word for one in blocks.built(rep)]


def test_the_week_holds_the_time_recorded(hengtai: Customer, rep: User) -> None:
    recording.log(hengtai, Entry("visit", "Line 3", minutes=40), Actor(rep))
    today = timezone.localdate()
    days = ground.week(rep, today)
    assert len(days) == 7
    assert [day.minutes for day in days if day.is_today] == [40]
    assert days[0].on.weekday() == 0


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_the_page_opens_empty_in_every_language(tag: str, rep: User, administrator: User) -> None:
    for person in (rep, administrator):
        person.language = tag
        person.save()
        page = logged_in(person).get(reverse("my_day"))
        assert page.status_code == 200
        assert f'lang="{tag}"' in page.text


def test_a_full_day_takes_as_many_queries_as_an_empty_one(
    hengtai: Customer, rep: User, by: Actor
) -> None:
    page = logged_in(rep)
    page.get(reverse("my_day"))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert page.get(reverse("my_day")).status_code == 200
        return len(caught)

    planning.plan(hengtai, Plan("one"), Actor(rep))
    few = queries()
    for number in range(12):
        other = changing.create(Customer(name=f"客户 {number}", owner=rep), by)
        planning.plan(other, Plan(f"call {number}", days_from_now(number - 5)), Actor(rep))
        recording.log(other, Entry("visit", "was", minutes=5, reaction="bad"), Actor(rep))
    assert queries() == few


def test_a_task_of_a_private_entry_is_nobodys_business(
    hengtai: Customer, rep: User, manager: User
) -> None:
    planning.plan(hengtai, Plan("secret", days_from_now(1), is_private=True), Actor(rep))
    assert ground.team(manager, timezone.localdate()) == []
    assert Activity.objects.within(manager.reach).count() == 0
