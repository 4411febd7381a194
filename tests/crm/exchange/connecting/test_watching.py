"""How a feed is: figures, gaps, and news to those who manage data when it stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices import wording
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.exchange.connecting import scheduling, watching
from goodwill.crm.exchange.connecting.health import health
from goodwill.crm.exchange.connecting.models import Connection, Run
from goodwill.language import Sentence

NOW = timezone.now()


@pytest.fixture
def erp(connected: Callable[..., Connection]) -> Connection:
    return connected("sql", {}, on_since=NOW - timedelta(days=2), next_at=NOW)


def ran(connection: Connection, hours_ago: float, **facts: Any) -> Run:
    at = NOW - timedelta(hours=hours_ago)
    return Run.objects.create(
        connection=connection,
        **{"state": "done", "started_at": at, "touched_at": at, "ended_at": at, **facts},
    )


def told(person: User) -> list[str]:
    return [str(wording.revived(one.told)) for one in Notice.objects.of(person).order_by("pk")]


def test_those_who_manage_data_hear_once_that_a_feed_stopped_and_once_that_it_goes_on(
    erp: Connection, administrator: User, rep: User
) -> None:
    ran(erp, 1)
    watching.watch(NOW)
    assert told(administrator) == []
    why = wording.kept(Sentence("The line went dead."))
    later = NOW + timedelta(hours=2)
    ran(erp, 0.5, state="failed", problem=why)
    watching.watch(later)
    watching.watch(later + timedelta(minutes=5))
    assert told(administrator) == ["ERP has stopped feeding us: The line went dead."]
    ran(erp, -2)
    watching.watch(later)
    watching.watch(later)
    assert told(administrator)[1:] == ["ERP feeds us again."]
    assert told(rep) == []


def test_a_feed_that_was_just_switched_on_has_not_stopped(erp: Connection) -> None:
    Connection.objects.update(on_since=NOW - timedelta(minutes=5))
    watching.watch(NOW)
    assert not Notice.objects.exists()


def test_what_is_due_is_put_into_the_queue_once(erp: Connection) -> None:
    scheduling.pull_due()
    scheduling.pull_due()
    assert DBTaskResult.objects.count() == 1
    erp.refresh_from_db()
    assert erp.next_at is not None
    assert erp.next_at > NOW
    Connection.objects.update(is_on=False, next_at=NOW)
    scheduling.pull_due()
    assert DBTaskResult.objects.count() == 1


def test_a_task_of_a_connection_that_is_gone_or_busy_does_nothing(erp: Connection) -> None:
    Run.objects.create(connection=erp)
    scheduling.pull_one.func(str(erp.public_id))
    public_id = str(erp.public_id)
    erp.delete()
    scheduling.pull_one.func(public_id)


def test_figures_tell_how_accurate_complete_and_timely_a_feed_is(erp: Connection) -> None:
    """48 hours on; pulls that went well 47, 46 and 10 hours ago, each good for 2 h 10 min."""
    ran(erp, 47, rows=90, refused=10)
    ran(erp, 46, rows=10)
    ran(erp, 20, state="failed", problem=wording.kept(Sentence("The line went dead.")))
    ran(erp, 10)
    Connection.objects.update(at_source=200, known_here=150, counted_at=NOW)
    erp.refresh_from_db()
    told = health(erp, NOW)
    accurate, complete, timely, lag = told.figures
    assert (accurate.value, accurate.numerator, accurate.denominator) == (0.9, 90, 100)
    assert (complete.value, complete.n) == (0.75, 200)
    late = (36 - 13 / 6) + (10 - 13 / 6)
    assert timely.value == pytest.approx((48 - late) / 48, abs=1e-3)
    assert lag.value == pytest.approx(10, abs=0.1)
    latest, earlier = told.gaps
    assert latest.because is None
    assert str(earlier.because) == "The line went dead."
    assert earlier.hours == pytest.approx(36 - 13 / 6)


def test_a_figure_that_cannot_be_told_says_why(erp: Connection) -> None:
    Connection.objects.update(is_on=False)
    erp.refresh_from_db()
    for figure in health(erp, NOW).figures:
        assert figure.value is None
        assert figure.reason is not None
