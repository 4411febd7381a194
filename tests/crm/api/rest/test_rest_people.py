"""Programs look after people, roles and teams as far as their key goes."""

from __future__ import annotations

import pytest
from crm.api.rest.conftest import Program, program
from crm.conftest import logged_in

from goodwill.crm.accounts import inviting
from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.api.rest.models import Answer
from goodwill.crm.records.models import Change

NEW = {"email": "lena@example.com", "name": "Lena", "role": "sales_rep"}


def test_somebody_is_invited_placed_and_let_in_no_longer(
    ask: Program, rep: User, teams: dict[str, Team]
) -> None:
    first = ask("POST", "people", NEW, Idempotency_Key="x").json()
    token = first["link"].rstrip("/").rpartition("/")[2]
    assert inviting.invited(token).name == "Lena"
    again = ask("POST", "people", NEW, Idempotency_Key="x").json()
    assert again == {**first, "link": None}
    assert token not in Answer.objects.get().content
    assert ask("POST", "people", NEW).status_code == 422
    where = f"people/{first['person']['id']}"
    placed = ask("PATCH", where, {"team": str(teams["west"].public_id)}).json()
    assert (placed["name"], placed["team"]) == ("Lena", str(teams["west"].public_id))
    [waiting] = ask("GET", "people/accounts?state=waiting").json()["items"]
    assert (waiting["id"], waiting["is_waiting"], waiting["role"]) == (
        placed["id"],
        True,
        "sales_rep",
    )
    renewed = ask("POST", f"{where}/invitation", {"send": False}).json()
    assert renewed["link"]
    assert ask("POST", f"{where}/deactivate").json()["is_active"] is False
    assert ask("POST", f"{where}/invitation", {}).status_code == 404
    assert ask("POST", f"{where}/activate").json()["is_active"] is True
    assert ask("POST", f"{where}/end-sessions").json() == {"sessions": 0}
    verbs = Change.objects.filter(kind="people").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["invited", "changed", "deactivated", "activated", "sessions_ended"]


def test_where_somebody_is_logged_in_is_told_and_ended(ask: Program, rep: User) -> None:
    browser = logged_in(rep)
    browser.get("/me/", headers={"User-Agent": "Firefox on Pixel"})
    his = f"people/{rep.public_id}"
    [device] = ask("GET", f"{his}/sessions").json()["items"]
    assert device["user_agent"] == "Firefox on Pixel"
    assert ask("POST", f"{his}/end-sessions").json() == {"sessions": 1}
    assert ask("GET", f"{his}/sessions").json() == {"items": []}
    assert browser.get("/me/").status_code == 302


def test_a_key_makes_nobody_mightier_than_itself(
    ask: Program, administrator: User, rep: User
) -> None:
    narrow = program(administrator, "people.manage", "roles.manage")
    assert narrow("POST", "people", {**NEW, "role": "administrator"}).status_code == 422
    his = f"people/{rep.public_id}"
    assert narrow("PATCH", his, {"role": "administrator"}).status_code == 422
    assert narrow("POST", "roles", {"name": "x", "like": "administrator"}).status_code == 422
    assert narrow("PATCH", "roles/sales_rep", {"abilities": ["*.*"]}).status_code == 422
    mine = f"people/{administrator.public_id}"
    assert ask("POST", f"{mine}/deactivate").status_code == 422
    assert program(rep)("GET", his).status_code == 401
    assert program(administrator, "*.view")("GET", his).status_code == 403


@pytest.mark.usefixtures("rep")
def test_roles_and_teams_are_kept(ask: Program) -> None:
    made = ask("POST", "roles", {"name": "Field rep", "like": "sales_rep"}).json()
    assert (made["word"], made["people"]) == ("field_rep", 0)
    wanted = {"scope": "team", "abilities": ["*.view"], "hidden_fields": ["orders.cost_minor"]}
    changed = ask("PATCH", "roles/field_rep", wanted).json()
    assert (changed["scope"], changed["hidden_fields"]) == ("team", ["orders.cost_minor"])
    for wrong in ({"abilities": ["fly"]}, {"hidden_fields": ["orders.wings"]}, {"scope": "moon"}):
        assert ask("PATCH", "roles/field_rep", wrong).status_code == 422
    listed = [one["word"] for one in ask("GET", "roles").json()["items"]]
    assert listed == ["administrator", "field_rep", "sales_rep"]
    assert ask("DELETE", "roles/sales_rep").status_code == 422  # Jonas has it
    assert ask("DELETE", "roles/field_rep").status_code == 204
    assert not Role.objects.filter(word="field_rep").exists()
    north = ask("POST", "teams", {"name": "North", "is_region": True}).json()
    part = ask("POST", "teams", {"name": "Lübeck", "part_of": north["id"]}).json()
    assert ask("POST", "teams", {"name": "Lübeck", "part_of": north["id"]}).status_code == 422
    assert ask("PATCH", f"teams/{north['id']}", {"part_of": part["id"]}).status_code == 422
    moved = ask("PATCH", f"teams/{part['id']}", {"part_of": None}).json()
    assert (moved["part_of"], moved["name"], moved["people"]) == (None, "Lübeck", [])
    assert ask("DELETE", f"teams/{part['id']}").status_code == 204
    assert ask("GET", f"teams/{part['id']}").status_code == 404
