"""Programs say what members have in common, count them and read them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from crm.api.rest.conftest import Program

from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor


@pytest.fixture(autouse=True)
def company(by: Actor, tmp_path: Path, settings: Any) -> None:
    """Three customers, and an installation of their own."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    for name, city, stage in (
        ("恒泰", "上海", "repeat"),
        ("远山", "上海", "lost"),
        ("M", "Köln", ""),
    ):
        changing.create(Customer(name=name, city=city, stage=stage), by)


IN_SHANGHAI = {"all": [{"field": "city", "is": "上海"}]}


def test_a_segment_from_its_conditions_to_its_members(ask: Program) -> None:
    made = ask("POST", "segments", {"name": "Shanghai", "audience": "all"}).json()
    place = f"segments/{made['id']}"
    assert ask("GET", f"{place}/members").json()["items"] == []
    counted = ask("POST", "segments/count", {"where": IN_SHANGHAI}).json()
    assert (counted["customers"], counted["of"]) == (2, 3)
    told = ask("PUT", f"{place}/conditions", {"where": IN_SHANGHAI}).json()
    assert told["in_words"] == "Customers whose city is 上海"
    assert ask("GET", f"{place}/conditions").json() == told
    found = ask("GET", f"{place}/members?sort=-name&count=1").json()
    assert {one["name"] for one in found["items"]} == {"恒泰", "远山"}
    assert found["count"]["records"] == 2
    for join in ("all", "any"):
        lost = urlencode({"where": json.dumps({join: [{"field": "stage", "is": "lost"}]})})
        found = ask("GET", f"{place}/members?{lost}").json()["items"]
        assert [one["name"] for one in found] == ["远山"]
    assert ask("GET", f"{place}/days").json()["items"][-1]["size"] == 2
    listed = ask("GET", "segments?count=1").json()
    assert (listed["items"][0]["size"], listed["count"]["records"]) == (2, 1)


def test_what_cannot_be_understood_is_refused_in_words(ask: Program) -> None:
    made = ask("POST", "segments", {"name": "x"}).json()
    wrong = {"where": {"all": [{"field": "city", "resembles": "上海"}]}}
    for method, path in (("POST", "segments/count"), ("PUT", f"segments/{made['id']}/conditions")):
        answer = ask(method, path, wrong)
        assert answer.status_code == 422
        assert "cannot be understood" in answer.content.decode()
    answer = ask("GET", f"segments/{made['id']}/members?where=%7B")
    assert answer.status_code == 422


def test_a_static_segment_keeps_who_is_put_in(ask: Program) -> None:
    made = ask("POST", "segments", {"name": "上海"}).json()
    ask("PUT", f"segments/{made['id']}/conditions", {"where": IN_SHANGHAI})
    kept = ask("POST", f"segments/{made['id']}/snapshot", {"name": "三月的上海"})
    assert (kept.status_code, kept.json()["size"], kept.json()["is_static"]) == (201, 2, True)
    other = Customer.objects.get(name="M")
    chosen = {"customers": [str(other.public_id)]}
    refused = ask("POST", f"segments/{made['id']}/members/add", chosen)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:goodwill:problem:refused")
    place = f"segments/{kept.json()['id']}/members"
    told = [ask("POST", f"{place}/add", chosen).json() for _ in range(2)]
    assert told == [{"customers": 1, "size": 3}, {"customers": 0, "size": 3}]
    assert len(ask("GET", place).json()["items"]) == 3
    assert ask("POST", f"{place}/remove", chosen).json() == {"customers": 1, "size": 2}
    own = ask("POST", "segments/static", {"name": "展会", **chosen}).json()
    read = ask("GET", f"segments/{own['id']}/conditions").json()
    assert (own["size"], read["in_words"]) == (1, "Customers who were put in one by one.")
    unknown = {"customers": [own["id"]]}
    assert ask("POST", f"{place}/add", unknown).json()["errors"][0]["field"] == "customers.0"
