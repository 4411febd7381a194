"""Programs set up what feeds us, pull, and see how each feed is."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crm.api.rest.conftest import Program, program
from django_tasks_db.models import DBTaskResult

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.connecting import scheduling
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.records.models import Change

ROWS = "id,name,city,updated\nK-1,上海恒泰,上海,2026-11-01\nK-2,Nordlicht,Hamburg,2026-11-02\n"


@pytest.fixture(autouse=True)
def feed(tmp_path: Path, settings: Any) -> Path:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    folder = tmp_path / "feeds" / "erp"
    folder.mkdir(parents=True)
    (folder / "customers.csv").write_text(ROWS)
    os.utime(folder / "customers.csv", (time.time() - 99,) * 2)
    return folder


def do_what_waits() -> None:
    for task in DBTaskResult.objects.ready().filter(task_path__contains="pull_one"):
        told = task.args_kwargs
        task.delete()
        scheduling.pull_one.func(*told["args"], **told["kwargs"])


def test_a_folder_is_set_up_pulled_paused_and_let_go(ask: Program, feed: Path) -> None:
    new = {"sort": "folder", "name": "ERP", "where": {"folder": "erp", "pattern": "*.csv"}}
    made = ask("POST", "connections", new)
    assert made.status_code == 201, made.content.decode()
    where = f"connections/{made.json()['id']}"
    assert made.json()["state"] == "unfinished"
    assert ask("POST", f"{where}/pull", {}).status_code == 422
    assert ask("GET", f"{where}/columns").status_code == 422  # not tested yet
    assert ask("POST", f"{where}/test").json()["rows"][1][1] == "Nordlicht"
    proposed = ask("GET", f"{where}/columns?kind=customers").json()
    assert proposed["columns"]["id"] == "external_id"
    wrong = {"kind": "customers", "columns": {"id": "external_id", "none": "customers.name"}}
    assert ask("PUT", f"{where}/columns", wrong).status_code == 422
    mapped = ask("PUT", f"{where}/columns", proposed).json()
    assert (mapped["kind"], mapped["state"]) == ("customers", "off")
    schedule = {"every_minutes": 15, "mark_column": "updated", "deletions": "keep"}
    told = ask("PATCH", f"{where}/schedule", schedule).json()
    assert (told["every_minutes"], told["mark_column"], told["is_on"]) == (15, "updated", False)
    assert ask("PATCH", f"{where}/schedule", {"gone_column": "none"}).status_code == 422
    assert ask("POST", f"{where}/resume").json()["is_on"] is True
    assert ask("POST", f"{where}/pull", {"everything": True}).json()["state"] == "pulling"
    do_what_waits()
    assert Customer.objects.count() == 2
    read = ask("GET", where).json()
    assert (read["state"], read["last"]["created"]) == ("well", 2)
    [run] = ask("GET", f"{where}/runs").json()["items"]
    assert (run["state"], run["rows"]) == ("done", 2)
    health = {one["id"]: one for one in ask("GET", f"{where}/health").json()["figures"]}
    assert health["feed.accurate"]["value"] == 1
    assert ask("GET", f"{where}/refused").json()["items"] == []
    assert ask("POST", f"{where}/pause").json()["state"] == "off"
    assert ask("GET", f"{where}/machine").status_code == 422  # no machine of another
    assert ask("DELETE", where).status_code == 204
    assert Customer.objects.count() == 2


def test_what_opens_it_is_kept_and_never_told(ask: Program, administrator: User) -> None:
    place = {"system": "postgresql", "host": "erp.example.com", "database": "erp", "user": "r"}
    new = {"sort": "sql", "name": "ERP", "where": place, "secrets": {"password": "s3cret-of-erp"}}
    made = ask("POST", "connections", new).json()
    where = f"connections/{made['id']}"
    assert made["secrets"] == ["password"]
    moved = ask("PATCH", where, {"where": {"port": 5433, "is_encrypted": True}}).json()
    assert (moved["where"]["port"], moved["where"]["host"]) == (5433, "erp.example.com")
    assert Connection.objects.get().opens == {"password": "s3cret-of-erp"}
    told = [ask("GET", path).content.decode() for path in (where, "connections")]
    assert not any("s3cret" in text for text in told)
    for wrong in (
        {"where": {"wings": "2"}},
        {"secrets": {"token": "x"}},
        {"where": {"system": "moon"}},
        {"where": {"port": 99_999}},
    ):
        assert ask("PATCH", where, wrong).status_code == 422
    assert ask("POST", "connections", new).status_code == 422  # the name is taken
    assert program(administrator, "*.view", "*.change")("GET", where).status_code == 403
    narrow = program(administrator, "data.manage", "*.view")
    Connection.objects.update(sample={"headings": ["id", "name"], "rows": [["1", "x"]]})
    columns = {"kind": "customers", "columns": {"id": "external_id", "name": "customers.name"}}
    assert narrow("PUT", f"{where}/columns", columns).status_code == 422  # it makes nothing


def test_setting_one_up_is_no_change_of_records_to_be_undone(ask: Program, feed: Path) -> None:
    new = {"sort": "folder", "name": "ERP", "where": {"folder": "erp", "pattern": "*.csv"}}
    ask("POST", "connections", new)
    batch = Change.objects.filter(kind="connections").latest("pk").batch
    assert ask("POST", f"undo/{batch}").status_code == 422
