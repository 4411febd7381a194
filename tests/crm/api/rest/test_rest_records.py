"""Records of every kind by the API: as the pages have them, and never a change lost."""

from __future__ import annotations

import pytest
from crm.api.rest.conftest import Program, program

from goodwill.crm.accounts.models import Role, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change


@pytest.fixture
def made(ask: Program) -> dict[str, object]:
    """A customer that a program has made."""
    told: dict[str, object] = ask(
        "POST", "customers", {"name": "上海远山", "tags": ["贵宾"]}
    ).json()
    return told


def test_what_was_made_is_read_again_with_its_version_as_etag(ask: Program) -> None:
    answer = ask("POST", "customers", {"name": "上海远山", "city": "上海", "tags": ["贵宾"]})
    assert answer.status_code == 201
    read = ask("GET", answer["Location"].removeprefix("/api/v1/"))
    assert read.json() == answer.json()
    assert read["ETag"] == '"1"'
    assert (read.json()["city"], read.json()["tags"]) == ("上海", ["贵宾"])
    assert Change.objects.get(kind="customers", verb="created").source == "api"


def test_nothing_is_told_again_that_the_program_knows(ask: Program, made: dict[str, str]) -> None:
    answer = ask("GET", f"customers/{made['id']}", If_None_Match='"1"')
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_change_of_what_is_not_as_it_was_is_refused_with_the_clash(
    ask: Program, made: dict[str, str]
) -> None:
    where = f"customers/{made['id']}"
    assert ask("PATCH", where, {"city": "杭州"}, If_Match='"1"')["ETag"] == '"2"'
    answer = ask("PATCH", where, {"city": "苏州"}, If_Match='"1"')
    assert answer.status_code == 412
    assert answer.json()["clashes"] == [
        {"field": "city", "was": "", "now": "杭州", "wanted": "苏州"}
    ]
    assert ask("GET", where).json()["city"] == "杭州"


def test_changes_of_different_fields_stand_beside_each_other(
    ask: Program, made: dict[str, str]
) -> None:
    where = f"customers/{made['id']}"
    ask("PATCH", where, {"city": "杭州"})
    assert ask("PATCH", f"{where}?seen=1", {"notes": "Likes tea"}).status_code == 200
    clash = ask("PATCH", f"{where}?seen=1", {"city": "苏州", "tags": []})
    assert clash.status_code == 409
    now = ask("GET", where).json()
    assert (now["city"], now["notes"], now["tags"]) == ("杭州", "Likes tea", ["贵宾"])


def test_clashes_about_links_tell_ids_that_programs_know(
    ask: Program, made: dict[str, str], manager: User, rep: User
) -> None:
    where = f"customers/{made['id']}"
    ask("PATCH", where, {"owner": str(manager.public_id)})
    clash = ask("PATCH", where, {"owner": str(rep.public_id)}, If_Match='"1"').json()["clashes"]
    assert [(one["now"], one["wanted"]) for one in clash] == [
        (str(manager.public_id), str(rep.public_id))
    ]


def test_what_is_deleted_comes_back_from_the_bin(ask: Program, made: dict[str, str]) -> None:
    where = f"customers/{made['id']}"
    assert ask("DELETE", where).status_code == 204
    assert ask("GET", where).status_code == 404
    assert [one["id"] for one in ask("GET", "customers/bin").json()["items"]] == [made["id"]]
    assert ask("POST", f"{where}/restore").json()["deleted_at"] is None
    assert ask("GET", where).status_code == 200


def test_lists_turn_by_cursor_and_filter_as_in_the_pages(ask: Program, by: Actor) -> None:
    for place in range(7):
        changing.create(Customer(name=f"客户 {place}", city="上海" if place % 2 else "杭州"), by)
    first = ask("GET", "customers?limit=3&fields=name&count=true").json()
    assert first["count"] == {"records": 7, "is_more": False}
    assert set(first["items"][0]) == {"id", "version", "name"}
    second = ask("GET", f"customers?limit=3&fields=name&after={first['next']}").json()
    third = ask("GET", f"customers?limit=3&fields=name&after={second['next']}").json()
    names = [one["name"] for page in (first, second, third) for one in page["items"]]
    assert names == [f"客户 {place}" for place in range(7)]
    assert third["next"] is None
    back = ask("GET", f"customers?limit=3&fields=name&before={third['previous']}").json()
    assert back["items"] == second["items"]
    where = '{"all":[{"field":"city","is":"上海"}]}'
    assert len(ask("GET", f"customers?where={where}").json()["items"]) == 3


@pytest.mark.parametrize(
    "query",
    ["sort=notes", "sort=nothing", "after=x", "fields=nothing", "where={", "limit=0", "limit=x"],
)
def test_what_a_list_cannot_do_is_refused_and_not_guessed(ask: Program, query: str) -> None:
    answer = ask("GET", f"customers?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "name"),
        ({"name": "x", "nam": "y"}, "nam"),
        ({"name": "x", "country": "ZZ"}, "country"),
        ({"name": "x", "stage": "no such"}, "stage"),
        ({"name": "x", "parent": "00000000-0000-0000-0000-000000000000"}, "parent"),
        ({"name": "x", "custom": {"nothing": 1}}, "custom.nothing"),
        ({"name": "x", "born_on": 20260301}, "born_on"),
        ({"name": None}, "name"),
    ],
)
def test_what_does_not_fit_is_named_by_field(ask: Program, sent: object, field: str) -> None:
    answer = ask("POST", "customers", sent)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not Customer.objects.exists()


def test_sensitive_fields_are_given_only_where_they_are_named_and_that_is_kept(
    ask: Program,
) -> None:
    where = (
        f"customers/{ask('POST', 'customers', {'name': 'x', 'credit_rating': 'A'}).json()['id']}"
    )
    assert "credit_rating" not in ask("GET", where).json()
    assert not Change.objects.filter(verb="seen").exists()
    assert ask("GET", f"{where}?fields=credit_rating").json()["credit_rating"] == "A"
    assert Change.objects.get(verb="seen").fields == {"fields": [None, ["credit_rating"]]}


def test_hidden_fields_are_not_there(rep: User) -> None:
    rep.role.abilities = [*rep.role.abilities, "api.use"]
    rep.role.hidden_fields = ["customers.notes"]
    rep.role.save()
    ask = program(User.objects.get(pk=rep.pk))
    told = ask("POST", "customers", {"name": "x"}).json()
    assert "notes" not in told
    for refused in (
        ask("GET", f"customers/{told['id']}?fields=notes"),
        ask("PATCH", f"customers/{told['id']}", {"notes": "y"}),
        ask("GET", 'customers?where={"all":[{"field":"notes","filled":true}]}'),
    ):
        assert refused.status_code == 422


def test_a_link_out_of_reach_is_not_told_and_not_lost(rep: User, manager: User, by: Actor) -> None:
    Role.objects.filter(pk=rep.role_id).update(abilities=["*.*", "api.use"])
    far = changing.create(Customer(name="West", owner=manager), by)
    near = changing.create(Customer(name="East", owner=rep, parent=far), by)
    ask = program(User.objects.get(pk=rep.pk))
    told = ask("GET", f"customers/{near.public_id}").json()
    assert told["parent"] is None
    ask("PATCH", f"customers/{near.public_id}", {"parent": None, "city": "杭州"})
    near.refresh_from_db()
    assert (near.parent_id, near.city) == (far.pk, "杭州")
