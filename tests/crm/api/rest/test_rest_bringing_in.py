"""Programs bring files in, watch them, mend what was refused, and take them back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from crm.api.rest.conftest import Program, program

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.importing import running
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.own_fields import defining
from goodwill.crm.records.own_fields.models import OwnField

TABLE = """客户编号,客户名称,城市,注册日期
K-1,上海恒泰精密,上海,2024-03-01
K-2,苏州远山,苏州,2024-13-01
K-9,新名,昆山,2023-05-06
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)


def arrived(import_id: str) -> None:
    """What the queue would do."""
    running.run(Import.objects.get(public_id=import_id).pk)


def test_a_file_is_planned_tried_brought_in_and_taken_back(ask: Program, by: Actor) -> None:
    changing.create(Customer(name="旧名", number="K-9", city="昆山"), by)
    file = ask.send("imports/files", "客户.csv", TABLE, Idempotency_Key="1").json()
    assert ask.send("imports/files", "客户.csv", TABLE, Idempotency_Key="1").json() == file
    assert Upload.objects.count() == 1
    assert (file["kind"], file["columns"]["客户名称"]) == ("customers", "customers.name")
    where = f"imports/files/{file['id']}"
    wanted = {"columns": {"注册日期": "customers.known_on"}, "match": ["customers.number"]}
    planned = ask("PATCH", where, {**wanted, "mode": "both", "source": "ERP"}).json()
    assert (planned["match"], planned["source"]) == (["customers.number"], "ERP")
    assert planned["columns"]["城市"] == "customers.city"
    tried = ask("POST", f"{where}/try").json()
    counts = tried["effect"]["counts"]
    assert (counts["created"], counts["updated"], counts["rejected"]) == (1, 1, 1)
    assert tried["effect"]["refused"][0]["cells"]["客户编号"] == "K-2"
    assert [one["name"] for one in tried["effect"]["examples"]] == ["上海恒泰精密", "旧名"]
    assert Customer.objects.count() == 1
    begun = ask("POST", f"{where}/start")
    assert begun.status_code == 201
    its = begun.headers["Location"].removeprefix("/api/v1/")
    assert ask("GET", where).status_code == 404
    assert ask("POST", f"{its}/pause").json()["state"] == "paused"
    assert ask("POST", f"{its}/pause").status_code == 422
    assert ask("POST", f"{its}/resume").json()["state"] == "waiting"
    arrived(begun.json()["id"])
    done = ask("GET", its).json()
    assert (done["state"], done["rows"], done["rows_done"], done["share_done"]) == ("done", 3, 3, 1)
    assert done["counts"]["records"]["customers.created"] == 1
    [refused] = ask("GET", f"{its}/refused").json()["items"]
    assert (refused["row"], refused["column"]) == (3, "注册日期")
    mend = ask("GET", f"{its}/refused/file?form=csv")
    assert "2024-13-01" in mend.content.decode()
    [changed] = ask("GET", f"{its}/records?verb=changed").json()["items"]
    assert (changed["kind"], changed["name"]) == ("customers", "新名")
    assert [one["id"] for one in ask("GET", "imports").json()["items"]] == [done["id"]]
    undone = ask("POST", f"{its}/undo").json()
    assert (undone["state"], undone["undone"]["left"]) == ("undone", 0)
    assert [one.name for one in Customer.objects.present()] == ["旧名"]


def test_what_cannot_be_planned_is_refused_in_words(ask: Program) -> None:
    assert ask.send("imports/files", "x.xlsx", b"PK\x03\x04 no workbook").status_code == 422
    file = ask.send("imports/files", "c.csv", "Name;Ort\nMüller;Köln\n").json()
    where = f"imports/files/{file['id']}"
    wrong = {"columns": {"Ort": "customers.nothing", "Strasse": ""}}
    told = ask("PATCH", where, wrong).json()
    assert {one["field"] for one in told["errors"]} == {"columns.Ort", "columns.Strasse"}
    for sent in ({"kind": "nothing"}, {"match": ["customers.number"]}, {"makes": ["x"]}):
        assert ask("PATCH", where, sent).status_code == 422
    contracts = {"kind": "contracts", "columns": {"Name": "contracts.name", "Ort": ""}}
    assert "contracts.customer" in ask("PATCH", where, contracts).json()["missing"]
    assert "still missing" in ask("POST", f"{where}/start").json()["detail"]
    told = {"kind": "customers", "columns": {"Name": "customers.name"}}
    ask("PATCH", where, {**told, "match": [], "mode": "both"})
    assert "Choose by what rows find" in ask("POST", f"{where}/try").json()["detail"]
    read = ask("PATCH", where, {"reading": {"delimiter": ","}}).json()
    assert read["headings"] == ["Name;Ort"]
    assert not Import.objects.exists()
    assert ask("DELETE", where).status_code == 204
    assert ask("GET", "imports/files").json()["items"] == []


def test_a_key_brings_in_what_it_may_and_sees_its_own(
    ask: Program, administrator: User, manager: User
) -> None:
    file = ask.send("imports/files", "客户.csv", TABLE).json()
    manager.role.abilities = [*manager.role.abilities, "data.import", "api.use"]
    manager.role.save()
    mei = program(manager)
    assert mei("GET", f"imports/files/{file['id']}").status_code == 404
    its = ask("POST", f"imports/files/{file['id']}/start").json()["id"]
    assert mei("GET", f"imports/{its}").status_code == 404
    assert mei("POST", f"imports/{its}/undo").status_code == 404
    assert mei("GET", "imports").json()["items"] == []
    narrow = program(administrator, "*.view", "data.import")
    file = narrow.send("imports/files", "客户.csv", TABLE).json()
    assert file["kind"] == ""  # such a key makes nothing
    kinds = {"kind": "customers"}
    assert narrow("PATCH", f"imports/files/{file['id']}", kinds).status_code == 422
    assert narrow("POST", f"imports/files/{file['id']}/start").status_code == 422


def test_own_fields_are_made_of_columns_that_fit_none(
    ask: Program, administrator: User, by: Actor
) -> None:
    table = "客户名称,建筑面积,验收\n上海恒泰,1200.5,2024-03-01\n苏州远山,80,2024-04-02\n"
    file = ask.send("imports/files", "c.csv", table).json()
    where = f"imports/files/{file['id']}"
    ask("PATCH", where, {"kind": "customers", "columns": {"建筑面积": "", "验收": ""}})
    narrow = program(administrator, "*.view", "customers.*", "data.import")
    wanted = {"columns": ["建筑面积", "验收"]}
    assert narrow("POST", f"{where}/fields", wanted).status_code == 403
    assert ask("POST", f"{where}/fields", {"columns": ["颜色"]}).status_code == 422
    assert not OwnField.objects.exists()
    made = ask("POST", f"{where}/fields", wanted).json()
    names = [made["columns"][heading] for heading in wanted["columns"]]
    assert ask("POST", f"{where}/fields", wanted).json()["columns"] == made["columns"]
    assert [f"custom.{one.name}" for one in OwnField.objects.all()] == names
    assert [one.sort for one in OwnField.objects.all()] == ["number", "day"]
    ask("PATCH", where, {"mode": "insert"})
    arrived(ask("POST", f"{where}/start").json()["id"])
    area = names[0].removeprefix("custom.")
    assert {one.custom[area] for one in Customer.objects.present()} == {1200.5, 80}


def test_fields_are_made_all_or_none(ask: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defining, "MOST", 1)
    file = ask.send("imports/files", "c.csv", "客户名称,面积,楼层\n恒泰,1,2\n").json()
    where = f"imports/files/{file['id']}"
    ask("PATCH", where, {"kind": "customers", "columns": {"面积": "", "楼层": ""}})
    refused = ask("POST", f"{where}/fields", {"columns": ["面积", "楼层"]})
    assert (refused.status_code, OwnField.objects.count()) == (422, 0)
    assert ask("GET", where).json()["columns"]["面积"] == ""


def test_what_columns_may_become_and_empty_tables(ask: Program) -> None:
    told = ask("GET", "imports/targets?kind=orders").json()["items"]
    product = next(one for one in told if one["name"] == "order_lines.product")
    assert (product["sort"], product["to"]) == ("link", "products")
    table = ask("GET", f"imports/template?{urlencode({'kind': 'orders', 'form': 'csv'})}")
    assert table.status_code == 200
    assert ask("GET", "imports/targets?kind=nothing").status_code == 422
