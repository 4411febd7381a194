"""One list of everything: by day, newest first, as quick on the last page as on the first."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.timeline import planning, reading, recording
from goodwill.crm.customers.timeline.planning import Plan
from goodwill.crm.customers.timeline.reading import Wanted
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change

from ...conftest import logged_in

PART = {"HX-Request": "true"}


def filled(customer: Customer, owner: User, count: int, *, at: datetime | None = None) -> None:
    """Entries an hour apart, the first the latest; those of one moment if `at` is given."""
    now = timezone.now()
    Activity.objects.bulk_create(
        Activity(
            customer=customer,
            sort="note",
            subject=f"note {number}",
            owner=owner,
            created_by=owner,
            happened_at=at or now - timedelta(hours=number),
        )
        for number in range(count)
    )


def subjects(page: reading.Page) -> list[str]:
    return [line.entry.subject for day in page.days for line in day.lines]


def walked(customer: Customer, reader: User) -> list[str]:
    """Everything, page after page."""
    page = reading.page(customer, reader, Wanted())
    found = subjects(page)
    while page.after:
        page = reading.page(customer, reader, Wanted(), page.after)
        found += subjects(page)
    return found


def test_pages_follow_each_other_without_gap_or_double(hengtai: Customer, rep: User) -> None:
    filled(hengtai, rep, 2 * reading.AT_ONCE + 5)
    assert walked(hengtai, rep) == [f"note {n}" for n in range(2 * reading.AT_ONCE + 5)]


def test_entries_of_one_moment_are_told_apart(hengtai: Customer, rep: User) -> None:
    filled(hengtai, rep, 2 * reading.AT_ONCE, at=timezone.now())
    assert len(set(walked(hengtai, rep))) == 2 * reading.AT_ONCE


def test_what_arrives_meanwhile_moves_nothing(hengtai: Customer, rep: User) -> None:
    filled(hengtai, rep, reading.AT_ONCE + 3)
    first = reading.page(hengtai, rep, Wanted())
    recording.log(hengtai, Entry("note", "new"), Actor(rep))
    rest = reading.page(hengtai, rep, Wanted(), first.after)
    assert subjects(rest) == [f"note {reading.AT_ONCE + n}" for n in range(3)]


def test_an_address_that_was_tampered_with_shows_the_first_page(
    hengtai: Customer, rep: User
) -> None:
    filled(hengtai, rep, 3)
    for after in ("x", "2026-01-01~", "~1", "2026-13-01T00:00:00~4"):
        assert len(subjects(reading.page(hengtai, rep, Wanted(), after))) == 3


def test_days_are_those_of_the_reader(hengtai: Customer, rep: User) -> None:
    """Half past midnight in Shanghai is the day before in New York."""
    at = datetime(2026, 3, 3, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    filled(hengtai, rep, 1, at=at)
    for zone, day in (("Asia/Shanghai", 3), ("America/New_York", 2)):
        with timezone.override(ZoneInfo(zone)):
            (only,) = reading.page(hengtai, rep, Wanted()).days
            assert only.on.day == day


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"sort": "call"}, ["Renewal"]),
        ({"text": "decide"}, ["Renewal"]),
        ({"channel": "visit"}, ["Factory"]),
        ({"department": "Shanghai"}, ["Factory", "Renewal"]),
        ({"displeased": "1"}, ["Factory"]),
        ({"mine": "1"}, ["Factory", "Renewal"]),
        ({"mine": "1", "sort": "order"}, []),
        ({}, ["Order 7", "Factory", "Renewal"]),
    ],
)
def test_filters_combine(
    asked: dict[str, str], found: list[str], hengtai: Customer, rep: User, manager: User
) -> None:
    recording.log(hengtai, Entry("call", "Renewal\nwill decide on Friday"), Actor(rep))
    recording.log(hengtai, Entry("visit", "Factory", reaction="bad"), Actor(rep))
    Activity.objects.create(customer=hengtai, sort="order", subject="Order 7", owner=manager)
    assert subjects(reading.page(hengtai, rep, Wanted.asked(asked))) == found


def test_open_tasks_stand_on_top_and_not_in_the_stream(hengtai: Customer, rep: User) -> None:
    planning.plan(hengtai, Plan("later", timezone.now() + timedelta(days=9)), Actor(rep))
    planning.plan(hengtai, Plan("sooner", timezone.now() + timedelta(days=1)), Actor(rep))
    assert [one.entry.subject for one in reading.planned(hengtai, rep)] == ["sooner", "later"]
    assert reading.page(hengtai, rep, Wanted()).days == ()


def test_the_number_of_queries_does_not_grow(hengtai: Customer, rep: User, manager: User) -> None:
    page, where = logged_in(rep), reverse("timeline", args=[hengtai.public_id])

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert page.get(where, headers=PART).status_code == 200
        return len(caught)

    recording.log(hengtai, Entry("note", "@陈梅 one"), Actor(rep))
    planning.plan(hengtai, Plan("one"), Actor(rep))
    queries()
    few = queries()
    filled(hengtai, rep, 25)
    for number in range(5):
        recording.log(hengtai, Entry("note", f"@陈梅 {number}"), Actor(rep))
        planning.plan(hengtai, Plan(f"task {number}"), Actor(rep))
    assert queries() == few


def test_out_of_reach_is_not_there(hengtai: Customer, rep: User, outsider: User) -> None:
    entry = recording.log(hengtai, Entry("note", "secret"), Actor(rep)).entry
    browser = logged_in(outsider)
    for name, record in (("timeline", hengtai), ("mentionable", hengtai), ("activity", entry)):
        assert browser.get(reverse(name, args=[record.public_id])).status_code == 404
    for name in ("finish_activity", "delete_activity", "edit_activity", "follow_up_activity"):
        assert browser.post(reverse(name, args=[entry.public_id])).status_code == 404
    sent = {"customer": str(hengtai.public_id), "text": "hello"}
    assert browser.post(reverse("log"), sent).status_code == 404


def test_a_private_entry_is_not_even_there_for_administrators(
    hengtai: Customer, rep: User, administrator: User
) -> None:
    told = Entry("note", "他们可能要走", is_private=True)
    entry = recording.log(hengtai, told, Actor(rep)).entry
    where = reverse("timeline", args=[hengtai.public_id])
    assert "他们可能要走" in logged_in(rep).get(where, headers=PART).text
    browser = logged_in(administrator)
    assert "他们可能要走" not in browser.get(where, headers=PART).text
    assert browser.get(reverse("activity", args=[entry.public_id])).status_code == 404


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_every_part_opens_in_every_language(tag: str, hengtai: Customer, rep: User) -> None:
    rep.language = tag
    rep.save()
    place = {"latitude": 31.23, "longitude": 121.47, "accuracy_m": 12.0}
    told = Entry("visit", "参观\n三号线", minutes=40, reaction="bad", place=place, is_private=True)
    visit = recording.log(hengtai, told, Actor(rep)).entry
    task = planning.plan(hengtai, Plan("报价", timezone.now() - timedelta(days=3)), Actor(rep))
    browser = logged_in(rep)
    places = [
        reverse("timeline", args=[hengtai.public_id]),
        reverse("log"),
        reverse("log_customers") + "?begun=恒泰",
        reverse("mentionable", args=[hengtai.public_id]) + "?begun=",
    ]
    for entry in (visit, task):
        places += [reverse(name, args=[entry.public_id]) for name in ("activity", "edit_activity")]
    for where in places:
        for headers in ({}, PART):
            page = browser.get(where, headers=headers)
            assert page.status_code == 200, where


def test_logging_answers_with_the_new_timeline(hengtai: Customer, rep: User) -> None:
    sent = {"customer": str(hengtai.public_id), "sort": "call", "text": "续约", "quick_minutes": 15}
    page = logged_in(rep).post(reverse("log"), sent, headers=PART)
    assert page.status_code == 200
    assert "续约" in page.text
    assert Activity.objects.get().minutes == 15
    assert "toast" in page.headers["HX-Trigger"]


def test_what_is_wrong_is_said_in_words(hengtai: Customer, rep: User) -> None:
    sent = {"customer": str(hengtai.public_id), "sort": "note", "text": " "}
    page = logged_in(rep).post(reverse("log"), sent, headers=PART)
    assert page.status_code == 422
    assert "Write a word about it first." in page.text


def test_an_entry_is_mended_and_what_it_said_is_kept(hengtai: Customer, rep: User) -> None:
    entry = recording.log(hengtai, Entry("call", "Renewal", minutes=5), Actor(rep)).entry
    sent = {"text": "续约", "minutes": "15", "seen": entry.version}
    where = reverse("edit_activity", args=[entry.public_id])
    page = logged_in(rep).post(where, sent, headers=PART)
    assert page.status_code == 200
    assert "续约" in page.text
    line = Change.objects.filter(kind="activities", record_id=entry.pk).latest("pk")
    assert line.fields["subject"] == ["Renewal", "续约"]
    assert line.fields["minutes"] == [5, 15]


def test_tasks_are_done_postponed_handed_on_and_deleted_from_their_line(
    hengtai: Customer, rep: User, manager: User
) -> None:
    task = planning.plan(hengtai, Plan("offer", timezone.now()), Actor(rep))
    browser = logged_in(rep)
    for name, sent in (
        ("finish_activity", {}),
        ("reopen_activity", {}),
        ("postpone_activity", {"later": "next_week"}),
        ("postpone_activity", {"until": "2030-03-04T09:00"}),
        ("assign_activity", {"owner": manager.email}),
        ("follow_up_activity", {"later": "tomorrow"}),
        ("delete_activity", {}),
    ):
        page = browser.post(reverse(name, args=[task.public_id]), sent, headers=PART)
        assert page.status_code == 200, name
    task.refresh_from_db()
    assert task.due_at == datetime(2030, 3, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert task.owner == manager
    assert task.deleted_at is not None


def test_a_day_that_is_none_is_refused(hengtai: Customer, rep: User) -> None:
    task = planning.plan(hengtai, Plan("offer"), Actor(rep))
    where = reverse("postpone_activity", args=[task.public_id])
    page = logged_in(rep).post(where, {"until": "soon"}, headers=PART)
    assert page.status_code == 422
    assert "This is no date and time." in page.text


def test_the_clock_is_started_and_stopped(hengtai: Customer, rep: User) -> None:
    where, browser = reverse("timer", args=[hengtai.public_id]), logged_in(rep)
    assert "Running" in browser.post(where, headers=PART).text
    assert "Running" not in browser.post(where, {"stop": "1"}, headers=PART).text


def test_who_may_only_look_plans_nothing(hengtai: Customer, rep: User) -> None:
    entry = recording.log(hengtai, Entry("call", "a"), Actor(rep)).entry
    rep.role.abilities = ["*.view"]
    rep.role.save()
    browser = logged_in(rep)
    for name in ("follow_up_activity", "edit_activity", "delete_activity", "postpone_activity"):
        where = reverse(name, args=[entry.public_id])
        assert browser.post(where, {"later": "tomorrow"}, headers=PART).status_code == 403
    shown = browser.get(reverse("timeline", args=[hengtai.public_id]), headers=PART).text
    assert reverse("log") not in shown


def test_the_list_shows_what_one_may_see_and_leads_to_logging(
    hengtai: Customer, rep: User, manager: User
) -> None:
    Activity.objects.create(customer=hengtai, sort="call", subject="打电话问价", owner=rep)
    Activity.objects.create(
        customer=hengtai, sort="note", subject="private thought", owner=rep, is_private=True
    )
    pages = [logged_in(one).get(reverse("activities")).content.decode() for one in (rep, manager)]
    assert all("打电话问价" in page for page in pages)
    assert ["private thought" in page for page in pages] == [True, False]
    assert f'href="{reverse("log")}"' in pages[0]
