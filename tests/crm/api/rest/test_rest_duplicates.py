"""Programs work through the queue of suspected duplicates."""

from __future__ import annotations

import pytest
from crm.api.rest.conftest import Program, program

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.duplicates import looking
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor


@pytest.fixture
def pair(by: Actor) -> tuple[Customer, Customer]:
    """The same company twice."""
    made = [
        changing.create(Customer(name="上海恒泰精密机械有限公司", city=city), by)
        for city in ("上海", "苏州")
    ]
    for one in made:
        points.add(one, "phone", "+86 21 6433 1234", by)
    looking.look()
    return made[0], made[1]


def test_a_pair_becomes_one_with_chosen_values_and_two_again(
    ask: Program, pair: tuple[Customer, Customer]
) -> None:
    [told] = ask("GET", "duplicates").json()["items"]
    assert told["score"] > 0.5
    assert {told["one"], told["other"]} == {str(one.public_id) for one in pair}
    assert "The same phone number" in [one["says"] for one in told["because"]]
    assert any(one["is_alike"] for one in told["facts"])
    where = f"duplicates/{told['id']}"
    assert ask("GET", where).json() == told
    first, second = (str(one.public_id) for one in pair)
    stranger = {"survivor": "00000000-0000-0000-0000-000000000000"}
    assert ask("POST", f"{where}/merge", stranger).status_code == 422
    wanted = {"survivor": second, "chosen": {"city": first}}
    done = ask("POST", f"{where}/merge", wanted).json()
    assert done["state"] == "same"
    kept = Customer.objects.present().get()
    assert (str(kept.public_id), kept.city) == (second, "上海")
    merge = ask("GET", f"merges/{done['merge']}").json()
    assert (merge["survivor"], merge["away"][0]["id"]) == (second, first)
    assert merge["undone_at"] is None
    assert ask("GET", where).status_code == 404
    assert ask("POST", f"duplicates/undo/{done['batch']}").json() == {"pairs": 1}
    assert sorted(one.city for one in Customer.objects.present()) == ["上海", "苏州"]
    assert ask("GET", f"merges/{done['merge']}").json()["undone_at"]


def test_a_pair_is_put_off_and_kept_apart(
    ask: Program, administrator: User, pair: tuple[Customer, Customer]
) -> None:
    [told] = ask("GET", "duplicates").json()["items"]
    where = f"duplicates/{told['id']}"
    assert ask("POST", f"{where}/later").json()["state"] == "later"
    assert ask("GET", "duplicates").json()["items"] == []
    assert len(ask("GET", "duplicates?state=later").json()["items"]) == 1
    done = ask("POST", f"{where}/different").json()
    assert ask("GET", "duplicates?state=later").json()["items"] == []
    narrow = program(administrator, "*.view", "*.change", "customers.merge")
    assert narrow("POST", f"duplicates/undo/{done['batch']}").status_code == 200
    assert program(administrator, "*.*")("GET", "duplicates?after=x").status_code == 422
    merged = ask("POST", "duplicates/merge-sure").json()
    assert merged["merged"] + merged["left"] <= 1


def test_whom_somebody_may_mean_is_told_within_reach(
    ask: Program, rep: User, pair: tuple[Customer, Customer]
) -> None:
    alike = ask("GET", f"duplicates/of/{pair[0].public_id}").json()["items"]
    assert [one["customer"] for one in alike] == [str(pair[1].public_id)]
    found = ask("GET", "duplicates/similar?name=上海恒泰精密机械有限公司&phone=02164331234")
    assert len(found.json()["items"]) == 2
    rep.role.abilities = [*rep.role.abilities, "api.use", "customers.merge"]
    rep.role.save()
    jonas = program(rep)
    assert jonas("GET", "duplicates").json()["items"] == []
    assert jonas("GET", f"duplicates/of/{pair[0].public_id}").status_code == 404
    similar = jonas("GET", "duplicates/similar?phone=02164331234&name=恒泰")
    assert similar.json()["items"] == []
