"""Whatever is brought in and taken back, killed in between or not: what stood before stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from goodwill.crm.customers.models import ContactPoint, Customer, Relation, Tag
from goodwill.crm.exchange.importing import running, undoing
from goodwill.crm.exchange.importing.engine import bringing
from goodwill.crm.exchange.importing.engine.writing import Writing
from goodwill.crm.exchange.importing.models import Import, Trace
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.records import changing, changing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import ExternalId

COLUMNS = {
    "Id": "external_id",
    "No": "customers.number",
    "Name": "customers.name",
    "Parent": "customers.parent",
    "City": "customers.city",
    "Mail": "contact_points.email",
    "Who": "person.name",
    "Tag": "tags",
}
few = st.sampled_from(["", "a", "b", "c"])
row = st.fixed_dictionaries(
    {
        "Id": few,
        "No": few,
        "Name": st.sampled_from(["Heng", "Tai", "恒泰", ""]),
        "Parent": few,
        "City": st.sampled_from(["", "上海", "Bonn"]),
        "Mail": st.sampled_from(["", "a@x.example", "b@x.example", "none"]),
        "Who": st.sampled_from(["", "王芳", "Ann Lee"]),
        "Tag": st.sampled_from(["", "fair", "fair;new"]),
    }
)
tables = st.lists(row, min_size=1, max_size=8)


def state() -> dict[str, Any]:
    left: dict[str, Any] = {"tags": sorted(Tag.objects.values_list("name", flat=True))}
    for model in (Customer, ContactPoint, Relation):
        for record in model.objects.filter(deleted_at=None):
            facts = {name: changing.told(record, name) for name in changing.written(model)}
            left[str(record.public_id)] = facts
    present = Customer.objects.filter(deleted_at=None).values("pk")
    ids = ExternalId.objects.filter(kind="customers", record_id__in=present)
    left["ids"] = sorted(ids.values_list("value", "record_id"))
    return left


@pytest.fixture
def there(by: Actor) -> Iterator[None]:
    """A few customers that rows may be about, one of them in the bin."""
    fair = Tag.objects.create(name="fair")
    heng, tai, gone = (Customer(name=name, number=number) for name, number in
                       (("Heng", "a"), ("Tai", ""), ("恒泰", "c")))  # fmt: skip
    changing_many.create_many([heng, tai, gone], by, many=[{"tags": [fair]}, {}, {}])
    changing.delete(gone, by)
    return


GENERATED = (Phase.explicit, Phase.generate)
NO_ROW = dict.fromkeys(COLUMNS, "")
WITH_A_NEW_TAG = {**NO_ROW, "Name": "恒泰", "Tag": "fair;new"}
AT_LENGTH = settings(
    max_examples=int(os.environ.get("GOODWILL_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
IN_SHORT = settings(AT_LENGTH, max_examples=4, derandomize=True, phases=GENERATED)


@IN_SHORT
@given(first=st.lists(row, min_size=1, max_size=3), second=st.lists(row, min_size=1, max_size=3))
@example(first=[NO_ROW], second=[WITH_A_NEW_TAG])
@pytest.mark.usefixtures("there")
def test_two_imports_taken_back_leave_what_stood_before(
    by: Actor, first: list[dict[str, str]], second: list[dict[str, str]]
) -> None:
    come_and_go(by, first, second)


@pytest.mark.proof
@AT_LENGTH
@given(first=tables, second=tables)
@pytest.mark.usefixtures("there")
def test_any_two_imports_taken_back_leave_what_stood_before(
    by: Actor, first: list[dict[str, str]], second: list[dict[str, str]]
) -> None:
    come_and_go(by, first, second)


def come_and_go(by: Actor, *tables: list[dict[str, str]]) -> None:
    """Bring in tables one after the other, and take them back, the last first."""
    with transaction.atomic():
        try:
            plan, stood, batches = Plan("customers", COLUMNS, source="erp"), [state()], []
            for rows in tables:
                actor = Actor(by.user, "import")
                running.bring(rows, plan, actor)
                batches.append(actor.batch)
                stood.append(state())
            stood.pop()
            for batch in reversed(batches):
                assert undoing.undo(batch, Actor(by.user)).left == 0
                assert state() == stood.pop()
            assert not Trace.objects.exists()
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("at", range(4))
@pytest.mark.django_db(transaction=True)
def test_an_import_that_dies_in_any_piece_goes_on_there(
    by: Actor, tmp_path: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The process dies while the piece is written: all of the piece is undone, none before."""
    object.__setattr__(settings.CONFIGURATION, "home", tmp_path / "home")
    monkeypatch.setattr(bringing, "SIZE", 3)
    file = tmp_path / "x.csv"
    rows = [f"n{n},Customer {n},{'n9' if n == 1 else ''}" for n in range(10)]
    file.write_text("\n".join(["Id,Name,Parent", *rows]))
    columns = {"Id": "external_id", "Name": "customers.name", "Parent": "customers.parent"}
    import_ = running.start(file, Plan("customers", columns, source="erp"), by.user)
    Import.objects.update(state=Import.State.WAITING)
    written, dies = Writing._outside, [at]

    def outside(self: Writing, drafts: Any) -> None:
        written(self, drafts)
        dies[0] -= 1
        if dies[0] == -1:
            raise SystemExit

    monkeypatch.setattr(Writing, "_outside", outside)
    with pytest.raises(SystemExit):
        running.run(import_.pk)
    running.run(import_.pk)
    import_.refresh_from_db()
    assert (import_.state, import_.counts["created"], import_.counts["rows"]) == ("done", 10, 10)
    assert Customer.objects.count() == ExternalId.objects.count() == 10
    assert Customer.objects.get(name="Customer 1").parent.name == "Customer 9"
