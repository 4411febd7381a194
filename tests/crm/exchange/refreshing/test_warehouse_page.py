"""The warehouse's page: as of when, what is in it, and a refresh for the asking."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from crm.conftest import logged_in
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.refreshing import keeping, running
from goodwill.crm.exchange.refreshing.models import Refresh
from goodwill.crm.records.changing import Actor, create
from goodwill.warehouse.together import BeingWritten, next_generation

pytestmark = pytest.mark.django_db
PAGE = "/data/warehouse/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A warehouse of its own."""
    place = tmp_path / "warehouse"
    monkeypatch.setattr(keeping, "place", lambda: place)
    monkeypatch.setattr(running, "place", lambda: place)
    return place


def test_before_the_first_refresh_the_page_says_so(administrator: User) -> None:
    assert "have not been made yet" in logged_in(administrator).get(PAGE).text


def test_whoever_asks_gets_a_refresh_by_the_worker(administrator: User, by: Actor) -> None:
    create(Customer(name="恒泰"), by)
    browser = logged_in(administrator)
    answer = browser.post(PAGE + "refresh/", headers={"HX-Request": "true"})
    assert "Waits for the worker" in answer.text
    assert 'hx-trigger="every 2s"' in answer.text
    asked = Refresh.objects.get()
    assert (asked.state, asked.by) == ("waiting", administrator)
    running.ask_for(administrator)
    assert Refresh.objects.count() == 1
    running.run_asked.func(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.how, asked.share) == ("done", "full", 1.0)
    text = browser.get(PAGE).text
    assert "order_lines" in text
    assert f"goodwill value {keeping.place()}" in text
    assert "every 2s" not in text
    running.run_asked.func(asked.pk)  # a worker that comes late finds nothing to do
    assert Refresh.objects.get().state == "done"


def test_the_hour_refreshes_and_passes_where_somebody_is_at_it(folder: Path, by: Actor) -> None:
    running.hourly()
    with next_generation(folder) as making:
        for name, size in (("customers", 0), ("users", 0)):
            making.take_over(name, size)
        running.hourly()
        with pytest.raises(BeingWritten):
            running.run_here()
        making.facts = {**(making.before.facts if making.before else {})}
    assert [one.state for one in Refresh.objects.all()] == ["done"]


def test_what_a_dead_process_left_does_not_stop_the_next(administrator: User, by: Actor) -> None:
    long_ago = timezone.now() - timedelta(minutes=5)
    dead = Refresh.objects.create(state="running", started_at=long_ago)
    assert running.ask_for(administrator).pk != dead.pk
    running.run_here()
    dead.refresh_from_db()
    assert dead.state == "stopped"


def test_a_failure_is_told_and_the_tables_before_stay(
    administrator: User, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.run_here()

    def full(*_: Any, **__: Any) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "_what_changed", full)
        with pytest.raises(OSError, match="No space"):
            running.run_here()
    text = logged_in(administrator).get(PAGE).text
    assert "The last refresh failed: No space left on device. " in text
    assert "order_lines" in text


def test_tables_that_stay_old_are_told(
    administrator: User, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goodwill.crm.exchange.refreshing import views

    running.run_here()
    monkeypatch.setattr(views, "STOPPED_AFTER", timedelta(0))
    assert "were not refreshed for hours" in logged_in(administrator).get(PAGE).text


def test_only_who_looks_after_data_sees_it(rep: User) -> None:
    assert logged_in(rep).get(PAGE).status_code == 403
    assert logged_in(rep).post(PAGE + "refresh/").status_code == 403


def test_the_page_asks_the_same_however_many_refreshes_there_were(
    administrator: User, by: Actor
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert logged_in(administrator).get(PAGE).status_code == 200
        return len(asked)

    running.run_here()
    few = questions()
    Refresh.objects.bulk_create(Refresh(state="done", by=administrator) for _ in range(9))
    assert questions() == few
