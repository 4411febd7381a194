"""Setting a connection up in the browser, step by step, and looking after it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crm.conftest import logged_in
from crm.exchange.connecting.answering import Elsewhere
from crm.exchange.connecting.feeding import Feed, row
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from sftp_server import Sftp

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.connecting import pulling, scheduling
from goodwill.crm.exchange.connecting.models import Connection, Run
from goodwill.crm.exchange.connecting.pulling import Wish, pull
from goodwill.crm.records.models import Change

KEY = "s3cret-of-the-erp"


@pytest.fixture
def browser(administrator: User) -> Client:
    return logged_in(administrator)


def do_what_waits() -> None:
    """Do the tasks in the queue, as its worker would."""
    for task in DBTaskResult.objects.ready().filter(task_path__contains="pull_one"):
        arguments = task.args_kwargs
        task.delete()
        scheduling.pull_one.func(*arguments["args"], **arguments["kwargs"])


@pytest.fixture
def people(elsewhere: Elsewhere) -> list[dict[str, Any]]:
    """What the interface of the other system lists."""
    listed = [
        {"id": "K-1", "name": "上海恒泰", "city": "上海", "updated": "2026-11-01T10:00:00"},
        {
            "id": "K-2",
            "name": "Nordlicht",
            "city": "Hamburg",
            "updated": "2026-11-02T10:00:00",
        },
    ]
    elsewhere.answers["/people"] = lambda told: listed
    return listed


def set_up(browser: Client, url: str) -> Connection:
    """The three steps."""
    where = {"name": "Shop", "url": url, "opens_with": "bearer", "secret": KEY, "paging": "none"}
    answer = browser.post(reverse("new_connection", args=["rest"]), where)
    made = Connection.objects.get()
    columns = reverse("connection_columns", args=[made.public_id])
    assert answer["Location"] == columns
    page = browser.get(columns).content.decode()
    assert "上海恒泰" in page
    told = {
        "shape": "customers",
        "id_column": "id",
        "column-1": "customers.name",
        "column-2": "customers.city",
    }
    schedule = reverse("connection_schedule", args=[made.public_id])
    assert browser.post(columns, told)["Location"] == schedule
    assert browser.get(schedule).status_code == 200
    how = {"mark_column": "updated", "overlap": 10, "deletions": "keep", "every_minutes": 60}
    answer = browser.post(schedule, how)
    assert answer["Location"] == reverse("connection", args=[made.public_id])
    return made


def test_a_connection_is_set_up_in_three_steps_and_pulls(
    browser: Client, administrator: User, people: list[dict[str, Any]], elsewhere: Elsewhere
) -> None:
    made = set_up(browser, f"{elsewhere.url}/people")
    page = browser.get(reverse("connection", args=[made.public_id])).content.decode()
    assert "waits for its turn" in page
    do_what_waits()
    assert set(Customer.objects.values_list("name", "city")) == {
        ("上海恒泰", "上海"),
        ("Nordlicht", "Hamburg"),
    }
    page = browser.get(reverse("connection", args=[made.public_id])).content.decode()
    assert "100.0%" in page
    assert elsewhere.asked[-1][2]["Authorization"] == f"Bearer {KEY}"
    lines = Change.objects.filter(kind="connections").order_by("pk")
    assert [line.verb for line in lines] == ["created", "changed", "changed"]
    assert {line.by for line in lines} == {administrator}
    assert KEY not in str([line.fields for line in lines])


def test_a_secret_is_kept_encrypted_and_never_shown_again(
    browser: Client, people: list[dict[str, Any]], elsewhere: Elsewhere
) -> None:
    made = set_up(browser, f"{elsewhere.url}/people")
    made.refresh_from_db()
    assert KEY not in str(Connection.objects.values().get())
    assert made.opens == {"secret": KEY}
    for name in ("connection", "connection_where", "connection_columns", "connection_schedule"):
        assert KEY not in browser.get(reverse(name, args=[made.public_id])).content.decode()
    where = {**made.where, "name": "Shop", "secret": "", "url": f"{elsewhere.url}/people?x=1"}
    browser.post(reverse("connection_where", args=[made.public_id]), where)
    made.refresh_from_db()
    assert (made.opens, made.where["url"][-4:]) == ({"secret": KEY}, "?x=1")


def test_what_is_wrong_is_said_where_it_is_filled_in(
    browser: Client, elsewhere: Elsewhere, people: list[dict[str, Any]]
) -> None:
    new = reverse("new_connection", args=["rest"])
    assert browser.post(new, {"name": ""}).status_code == 422
    where = {"name": "Shop", "url": "https://169.254.169.254/x", "opens_with": "nothing",
             "paging": "none"}  # fmt: skip
    answer = browser.post(new, where)
    assert answer.status_code == 422
    assert "lies inside the network" in answer.content.decode()
    made = Connection.objects.get()
    again = reverse("connection_where", args=[made.public_id])
    browser.post(again, {**where, "url": f"{elsewhere.url}/people"})
    columns = reverse("connection_columns", args=[made.public_id])
    answer = browser.post(columns, {"shape": "customers", "column-1": "customers.name"})
    assert answer.status_code == 422
    assert "Choose the one column" in answer.content.decode()
    answer = browser.post(new, {**where, "url": f"{elsewhere.url}/people"})
    assert "Another connection is called so" in answer.content.decode()


def test_what_was_chosen_is_there_again(
    browser: Client, people: list[dict[str, Any]], elsewhere: Elsewhere
) -> None:
    made = set_up(browser, f"{elsewhere.url}/people")
    page = browser.get(reverse("connection_columns", args=[made.public_id])).content.decode()
    assert '<option value="id" selected>' in page
    assert '<option value="customers.city" selected>' in page
    page = browser.get(reverse("connection_schedule", args=[made.public_id])).content.decode()
    assert '<option value="updated" selected>' in page


def test_it_is_tested_switched_off_and_removed(
    browser: Client, people: list[dict[str, Any]], elsewhere: Elsewhere
) -> None:
    made = set_up(browser, f"{elsewhere.url}/people")
    do_what_waits()
    answer = browser.post(reverse("test_connection", args=[made.public_id]))
    assert "Nordlicht" in answer.content.decode()
    browser.post(reverse("switch_connection", args=[made.public_id]), {"off": 1})
    made.refresh_from_db()
    assert (made.is_on, made.next_at) == (False, None)
    browser.post(reverse("remove_connection", args=[made.public_id]))
    assert not Connection.objects.exists()
    assert Customer.objects.count() == 2


def test_so_much_gone_is_confirmed_on_the_page(
    browser: Client, connected: Callable[..., Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {"id": "external_id", "name": "customers.name"}
    erp = connected("sql", {}, columns=columns, deletions="bin")
    monkeypatch.setattr(pulling, "opened", lambda _: Feed([row(n) for n in range(20)], size=50))
    pull(erp)
    monkeypatch.setattr(pulling, "opened", lambda _: Feed([row(1)], size=50))
    pull(erp, Wish(is_everything=True))
    one = reverse("connection", args=[erp.public_id])
    assert "put them into the bin" in browser.get(one).content.decode()
    browser.post(reverse("pull_connection", args=[erp.public_id]), {"confirmed": 1})
    do_what_waits()
    assert Customer.objects.present().count() == 1
    assert "put them into the bin" not in browser.get(one).content.decode()


def test_pages_ask_the_database_no_more_for_more_connections(
    browser: Client, connected: Callable[..., Connection]
) -> None:
    def made(name: str) -> None:
        one = connected("sql", {}, name=name)
        Run.objects.create(connection=one, state="done", rows=3)
        Run.objects.create(connection=one, state="failed")

    def asked() -> int:
        with CaptureQueriesContext(database) as queries:
            for name in ("connections", "data"):
                assert browser.get(reverse(name)).status_code == 200
        return len(queries)

    made("one")
    asked()
    few = asked()
    for name in "abcde":
        made(name)
    assert asked() == few


def test_a_folder_of_this_server_is_chosen(browser: Client, settings: Any, tmp_path: Path) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    (tmp_path / "feeds" / "erp").mkdir(parents=True)
    file = tmp_path / "feeds" / "erp" / "k.csv"
    file.write_text("id,name\n1,恒泰\n", encoding="utf-8")
    os.utime(file, (time.time() - 99,) * 2)
    new = reverse("new_connection", args=["folder"])
    told = {"name": "Files", "pattern": "*.csv", "holds": "changes"}
    assert browser.post(new, {**told, "folder": "../../etc"}).status_code == 422
    assert browser.post(new, {**told, "folder": "erp"}).status_code == 302
    assert Connection.objects.get().rows == [["1", "恒泰"]]


@pytest.mark.sftp
def test_the_key_of_a_machine_is_confirmed_first(browser: Client, sftp_server: Sftp) -> None:
    for file in sftp_server.folder.iterdir():
        file.unlink()
    (sftp_server.folder / "k.csv").write_text("id,name\n1,恒泰\n", encoding="utf-8")
    told = {
        "name": "Files", "host": "127.0.0.1", "port": sftp_server.port, "user": sftp_server.user,
        "key": sftp_server.key, "folder": str(sftp_server.folder), "pattern": "*.csv",
        "holds": "changes",
    }  # fmt: skip
    page = browser.post(reverse("new_connection", args=["sftp"]), told).content.decode()
    assert sftp_server.fingerprint in page
    made = Connection.objects.get()
    assert made.headings == ()
    trust = reverse("trust_connection", args=[made.public_id])
    assert browser.post(trust, {"fingerprint": "SHA256:another"}).status_code == 422
    browser.post(trust, {"fingerprint": sftp_server.fingerprint})
    browser.get(reverse("connection_where", args=[made.public_id]))
    made.refresh_from_db()
    assert made.rows == [["1", "恒泰"]]
