"""What people log is kept once, reaches those it names, and stays private if they say so."""

from __future__ import annotations

import threading
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.timeline import mentioning, reading, recording, timing
from goodwill.crm.customers.timeline.errors import (
    AlreadyAnother,
    NothingSaid,
    NotYet,
    SeveralOfThatName,
)
from goodwill.crm.customers.timeline.planning import Later
from goodwill.crm.customers.timeline.recording import Entry
from goodwill.crm.records import undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import Clashing
from goodwill.crm.ui import speaking


def test_the_first_line_is_the_subject(hengtai: Customer, rep: User) -> None:
    entry = recording.log(hengtai, Entry("note", "续约\n周五决定"), Actor(rep)).entry
    assert (entry.subject, entry.body) == ("续约", "周五决定")
    assert recording.text_of(entry) == "续约\n周五决定"


def test_a_long_first_line_is_kept_whole(hengtai: Customer, rep: User) -> None:
    text = "长" * 500
    entry = recording.log(hengtai, Entry("note", text), Actor(rep)).entry
    assert len(entry.subject) == 240
    assert recording.text_of(entry) == text


def test_a_visit_needs_no_word(hengtai: Customer, rep: User) -> None:
    entry = recording.log(hengtai, Entry("visit", minutes=40), Actor(rep)).entry
    assert (entry.department, entry.channel) == ("Shanghai", "visit")
    with speaking.to("zh-Hans"):
        assert reading.said(entry).text == "Visit"
    with pytest.raises(NothingSaid):
        recording.log(hengtai, Entry("note"), Actor(rep))


def test_what_is_sent_twice_is_there_once(hengtai: Customer, rep: User) -> None:
    told = Entry("call", "Renewal", follow_up=Later.IN_3_DAYS)
    first = recording.log(hengtai, told, Actor(rep))
    second = recording.log(hengtai, told, Actor(rep))
    assert (first.is_new, second.is_new) == (True, False)
    assert second.entry == first.entry
    assert Activity.objects.count() == 2  # the call and its follow-up


def test_an_id_of_someone_else_is_refused(hengtai: Customer, rep: User, manager: User) -> None:
    told = Entry("call", "Renewal")
    recording.log(hengtai, told, Actor(rep))
    with pytest.raises(AlreadyAnother):
        recording.log(hengtai, told, Actor(manager))


@pytest.mark.django_db(transaction=True)
def test_what_arrives_over_two_connections_at_once_is_there_once(
    hengtai: Customer, rep: User
) -> None:
    told, answers = Entry("call", "Renewal", public_id=uuid.uuid4()), []

    def send() -> None:
        answers.append(recording.log(hengtai, told, Actor(rep)).entry.pk)
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert len(answers) == 4


def test_the_unique_id_decides_when_both_looked_before_either_wrote(
    hengtai: Customer, rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Entry("call", "Renewal")
    first = recording.log(hengtai, told, Actor(rep))
    looked = iter([None, first.entry])
    monkeypatch.setattr(recording, "_known", lambda *_: next(looked))
    assert recording.log(hengtai, told, Actor(rep)).entry == first.entry
    assert Activity.objects.count() == 1


def test_a_clock_slightly_ahead_is_forgiven_a_future_day_is_not(
    hengtai: Customer, rep: User
) -> None:
    ahead = timezone.now() + timedelta(hours=2)
    entry = recording.log(hengtai, Entry("call", "a", happened_at=ahead), Actor(rep)).entry
    assert entry.happened_at <= timezone.now()
    later = timezone.now() + timedelta(days=3)
    with pytest.raises(NotYet):
        recording.log(hengtai, Entry("call", "b", happened_at=later), Actor(rep))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@王芳请看一下", ["王芳"]),
        ("请@陈梅 和 @王芳 看", ["陈梅", "王芳"]),
        ("ask @jonas lindqvist, please", ["Jonas Lindqvist"]),
        ("@Jonas Lindqvists", []),
        ("write to li@王芳.example", []),
        ("@mei@example.com knows", ["陈梅"]),
        ("@Vera Novak may not see it", []),
        ("@ nobody", []),
    ],
)
def test_names_are_found_in_either_writing(
    text: str,
    names: list[str],
    hengtai: Customer,
    administrator: User,
    manager: User,
    outsider: User,
) -> None:
    assert [one.name for one in mentioning.mentioned(text, hengtai)] == names


def test_the_longest_name_is_meant(hengtai: Customer, administrator: User, manager: User) -> None:
    longer = User.objects.create_user(
        "fangfang@example.com", name="王芳芳", role=administrator.role
    )
    assert mentioning.mentioned("@王芳芳来了", hengtai) == [longer]


def test_one_of_two_with_the_same_name_is_not_guessed(
    hengtai: Customer, administrator: User
) -> None:
    other = User.objects.create_user("wangfang@example.com", name="王芳", role=administrator.role)
    with pytest.raises(SeveralOfThatName):
        mentioning.mentioned("@王芳请看", hengtai)
    assert mentioning.mentioned("@wangfang@example.com 请看", hengtai) == [other]
    offered = mentioning.offered("王", hengtai, but=hengtai.owner)
    assert {word for _, word in offered} == {"wangfang@example.com", "fang@example.com"}


def test_who_is_mentioned_is_told_and_sees_what_is_private(
    hengtai: Customer, rep: User, manager: User, administrator: User
) -> None:
    told = Entry("note", "@陈梅 他们可能要走", is_private=True)
    entry = recording.log(hengtai, told, Actor(rep)).entry
    seen = {
        person: Activity.objects.within(person.reach).filter(pk=entry.pk).exists()
        for person in (rep, manager, administrator)
    }
    assert seen == {rep: True, manager: True, administrator: False}
    notice = Notice.objects.get()
    assert (notice.person, notice.about_id) == (manager, entry.public_id)


def test_mentioning_oneself_tells_nobody(hengtai: Customer, rep: User) -> None:
    recording.log(hengtai, Entry("note", "@Jonas Lindqvist: remember"), Actor(rep))
    assert not Notice.objects.exists()


def test_who_is_mentioned_later_is_told_then_and_only_then(
    hengtai: Customer, rep: User, manager: User, administrator: User
) -> None:
    entry = recording.log(hengtai, Entry("note", "@陈梅 hello"), Actor(rep)).entry
    values = {"text": "@陈梅 @王芳 hello"}
    recording.rewrite(entry, values, Actor(rep), seen=entry.version)
    assert sorted(Notice.objects.values_list("person__name", flat=True)) == ["王芳", "陈梅"]


def test_two_who_mend_the_same_words_are_asked(hengtai: Customer, rep: User, manager: User) -> None:
    entry = recording.log(hengtai, Entry("note", "old"), Actor(rep)).entry
    seen = entry.version
    again = Activity.objects.get(pk=entry.pk)
    recording.rewrite(again, {"text": "Jonas's"}, Actor(rep), seen=seen)
    with pytest.raises(Clashing):
        recording.rewrite(entry, {"text": "Mei's"}, Actor(manager), seen=seen)


def test_a_told_subject_that_someone_rewrites_is_theirs(hengtai: Customer, rep: User) -> None:
    entry = recording.log(hengtai, Entry("visit"), Actor(rep)).entry
    recording.rewrite(entry, {"text": "参观工厂"}, Actor(rep), seen=entry.version)
    entry.refresh_from_db()
    assert reading.said(entry) == "参观工厂"


def test_the_clock_ends_with_the_entry(
    hengtai: Customer, rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer = timing.start(rep, hengtai)
    timer.started_at = timezone.now() - timedelta(minutes=12, seconds=5)
    timer.save()
    assert timing.minutes(timer) == 13
    recording.log(hengtai, Entry("call", "a", minutes=13), Actor(rep))
    assert timing.running(rep) is None


def test_a_clock_left_running_overnight_says_nothing(hengtai: Customer, rep: User) -> None:
    timer = timing.start(rep, hengtai)
    timer.started_at = datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone())
    timer.save()
    assert timing.running(rep) is None


def test_undoing_what_was_logged_takes_the_follow_up_with_it(hengtai: Customer, rep: User) -> None:
    action = Actor(rep)
    recording.log(hengtai, Entry("call", "a", follow_up=Later.TOMORROW), action)
    undoing_many.undo_batch(action.batch, Actor(rep))
    assert not Activity.objects.present().exists()
