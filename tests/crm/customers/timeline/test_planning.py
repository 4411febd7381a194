"""Tasks fall to someone who can see the customer, on a day they work."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.timeline import planning, reading, recording, reminding
from goodwill.crm.customers.timeline.errors import CannotSeeIt, NoTask
from goodwill.crm.customers.timeline.planning import Later, Plan
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.models import Share
from goodwill.crm.ui import speaking

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("now", "later", "day"),
    [
        ((2026, 3, 3), Later.TOMORROW, (2026, 3, 4)),
        ((2026, 3, 6), Later.TOMORROW, (2026, 3, 9)),  # Friday → Monday, not Saturday
        ((2026, 3, 4), Later.IN_3_DAYS, (2026, 3, 9)),  # Saturday → Monday
        ((2026, 3, 3), Later.NEXT_WEEK, (2026, 3, 10)),
        ((2026, 1, 31), Later.NEXT_MONTH, (2026, 3, 2)),  # Saturday 28 February → Monday
        ((2026, 12, 15), Later.NEXT_MONTH, (2027, 1, 15)),
    ],
)
def test_later_is_a_working_day(
    now: tuple[int, int, int], later: Later, day: tuple[int, int, int], rep: User
) -> None:
    rep.zone = "Asia/Shanghai"
    noon = datetime(*now, 12, tzinfo=SHANGHAI)
    assert planning.due(later, rep, noon) == datetime(*day, 9, tzinfo=SHANGHAI)


def test_nine_in_the_morning_is_where_the_person_works(rep: User) -> None:
    """At 22:00 on Tuesday in New York it is Wednesday in Shanghai."""
    now = datetime(2026, 3, 3, 22, tzinfo=NEW_YORK)
    rep.zone = "America/New_York"
    assert planning.due(Later.TOMORROW, rep, now) == datetime(2026, 3, 4, 9, tzinfo=NEW_YORK)
    rep.zone = "Asia/Shanghai"
    assert planning.due(Later.TOMORROW, rep, now) == datetime(2026, 3, 5, 9, tzinfo=SHANGHAI)


def test_a_follow_up_says_what_it_is_about_in_any_language(hengtai: Customer, rep: User) -> None:
    call = recording.log(hengtai, Entry("call", "续约"), Actor(rep)).entry
    task = planning.follow_up(call, Later.NEXT_WEEK, Actor(rep))
    assert task.subject == "Call again: 续约"
    assert speaking.show(reading.said(task)) == "Call again: 续约"
    assert task.remind_at == task.due_at


def test_a_done_task_moves_to_where_it_was_done_and_back(hengtai: Customer, rep: User) -> None:
    task = planning.plan(hengtai, Plan("offer"), Actor(rep))
    assert planning.finish(task, Actor(rep)) is not None
    assert planning.finish(task, Actor(rep)) is None
    assert list(Activity.objects.happened()) == [task]
    planning.reopen(task, Actor(rep))
    assert list(Activity.objects.open()) == [task]


def test_only_tasks_are_done(hengtai: Customer, rep: User) -> None:
    call = recording.log(hengtai, Entry("call", "a"), Actor(rep)).entry
    with pytest.raises(NoTask):
        planning.finish(call, Actor(rep))


def test_a_task_is_handed_only_to_who_sees_the_customer(
    hengtai: Customer, rep: User, manager: User, outsider: User
) -> None:
    task = planning.plan(hengtai, Plan("offer"), Actor(rep))
    with pytest.raises(CannotSeeIt):
        planning.assign(task, outsider, Actor(rep))
    planning.assign(task, manager, Actor(rep))
    assert Notice.objects.get().person == manager


def test_a_share_lets_someone_be_handed_a_task(
    hengtai: Customer, rep: User, outsider: User
) -> None:
    Share.objects.create(kind="customers", record_id=hengtai.pk, user=outsider, by=rep)
    planning.plan(hengtai, Plan("offer", owner=outsider), Actor(rep))
    assert Notice.objects.get().person == outsider


def test_people_are_reminded_once_however_often_the_job_runs(hengtai: Customer, rep: User) -> None:
    due_at = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
    planning.plan(hengtai, Plan("offer", due_at), Actor(rep))
    assert reminding.remind(due_at - timedelta(seconds=1)) == 0
    assert reminding.remind(due_at.astimezone(NEW_YORK)) == 1
    assert reminding.remind(due_at + timedelta(hours=1)) == 0
    assert Notice.objects.count() == 1


def test_a_reminder_that_was_cut_off_before_it_was_marked_tells_nobody_twice(
    hengtai: Customer, rep: User
) -> None:
    due_at = timezone.now()
    planning.plan(hengtai, Plan("offer", due_at), Actor(rep))
    reminding.remind(due_at)
    Activity.objects.update(reminded_at=None)
    reminding.remind(due_at)
    assert Notice.objects.count() == 1


def test_who_postpones_is_reminded_again(hengtai: Customer, rep: User) -> None:
    due_at = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
    task = planning.plan(hengtai, Plan("offer", due_at), Actor(rep))
    reminding.remind(due_at)
    planning.postpone(task, due_at + timedelta(days=1), Actor(rep))
    assert reminding.remind(due_at + timedelta(days=1)) == 1
    assert Notice.objects.count() == 2


def test_a_due_day_changed_in_a_list_moves_the_reminder(hengtai: Customer, rep: User) -> None:
    due_at = datetime(2026, 3, 4, 9, tzinfo=SHANGHAI)
    task = planning.plan(hengtai, Plan("offer", due_at), Actor(rep))
    later = due_at + timedelta(days=1)
    saving.change(task, {"due_at": later}, Actor(rep), seen=task.version)
    assert task.remind_at == later
    assert saving.is_one_by_one("activities", "due_at"), "many at once would tell nobody"


def test_nobody_is_reminded_of_what_is_done(hengtai: Customer, rep: User) -> None:
    task = planning.plan(hengtai, Plan("offer", timezone.now()), Actor(rep))
    planning.finish(task, Actor(rep))
    assert reminding.remind() == 0


def test_who_got_to_see_a_customer_is_told(hengtai: Customer, rep: User, outsider: User) -> None:
    Share.objects.create(kind="customers", record_id=hengtai.pk, user=outsider, by=rep)
    reminding.remind()
    reminding.remind()
    notice = Notice.objects.get()
    assert (notice.person, notice.about_id) == (outsider, hengtai.public_id)
