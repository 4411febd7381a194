"""Repeated work: each once when its time has come, whatever dies meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodwill.crm.site import jobs
from goodwill.crm.site.jobs import JOBS, Job
from goodwill.crm.site.models import Beat

HOURLY = (Job("sessions", "goodwill.crm.site.jobs.clear_sessions", timedelta(hours=1)),)


def test_a_job_is_due_at_first_and_then_once_each_time(db: None) -> None:
    assert jobs.enqueue_due(HOURLY) == ["sessions"]
    assert jobs.enqueue_due(HOURLY) == []
    Beat.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert jobs.enqueue_due(HOURLY) == ["sessions"]
    assert DBTaskResult.objects.count() == 2


def test_a_turn_is_given_back_if_the_queue_refuses(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(word: str) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(type(jobs.run), "enqueue", lambda self, word: refuse(word))
        with pytest.raises(RuntimeError):
            jobs.enqueue_due(HOURLY)
    assert jobs.enqueue_due(HOURLY) == ["sessions"]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.word)
def test_every_job_may_run_twice(db: None, job: Job) -> None:
    jobs.run.func(job.word)
    jobs.run.func(job.word)


def test_a_job_that_nobody_has_written_is_passed_over() -> None:
    assert jobs.function_at("goodwill.crm.nowhere.at_all") is None
    assert jobs.function_at("goodwill.crm.site.jobs.nothing_of_the_kind") is None


def test_what_a_dead_worker_held_goes_back_into_the_queue(db: None) -> None:
    jobs.enqueue_due(HOURLY)
    held = DBTaskResult.objects.get()
    held.claim("dead")
    assert jobs.revive_abandoned() == 0  # it may only just have begun
    long_ago = timezone.now() - timedelta(minutes=5)
    DBTaskResult.objects.update(started_at=long_ago)
    jobs.sign_of_life("worker:dead")
    assert jobs.revive_abandoned() == 0  # it is alive and at it
    Beat.objects.filter(name="worker:dead").update(at=long_ago)
    assert jobs.revive_abandoned() == 1
    assert DBTaskResult.objects.get().status == "READY"
