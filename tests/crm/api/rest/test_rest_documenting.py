"""The API tells of itself: to people in pages, to programs as OpenAPI."""

from __future__ import annotations

from crm.api.rest.conftest import Program
from crm.conftest import logged_in

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest.describing import described
from goodwill.crm.api.rest.documenting import operations
from goodwill.crm.api.rest.shaping import Given, Shape


def test_the_pages_tell_of_every_operation(administrator: User) -> None:
    browser = logged_in(administrator)
    front = browser.get("/api/v1/docs").content.decode()
    assert all(f"/api/v1/docs/{word}" in front for word in operations())
    page = browser.get("/api/v1/docs/orders").content.decode()
    assert all(f'id="{one.name}"' in page for one in operations()["orders"])
    assert "quantity_thousandths" in page
    assert browser.get("/api/v1/docs/nothing").status_code == 404


def test_the_description_is_open_and_names_each_operation_once(ask: Program) -> None:
    told = Program("", ask.client)("GET", "openapi.json").json()
    assert told["openapi"].startswith("3.1")
    names = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(names) == len(set(names)) > 200
    assert all(one["security"] for path in told["paths"].values() for one in path.values())


def test_every_operation_tells_of_its_refusals() -> None:
    for path in described()["paths"].values():
        for operation in path.values():
            assert {"400", "401", "403", "422", "429"} <= set(operation["responses"])


def test_no_two_shapes_bear_one_name() -> None:
    """They would stand for each other in the description."""
    described()
    names = [one.__name__ for base in (Given, Shape) for one in _all_of(base)]
    assert sorted(names) == sorted(set(names))


def _all_of(base: type) -> set[type]:
    below = set(base.__subclasses__())
    return below | {one for sub in below for one in _all_of(sub)}
