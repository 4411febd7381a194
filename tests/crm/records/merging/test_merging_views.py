"""The pages on which people make one of several, and several of one."""

from __future__ import annotations

from crm.conftest import logged_in
from crm.records.merging.merging_world import World, differing, dump
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodwill.crm.accounts.models import User
from goodwill.crm.records import changing, merging
from goodwill.crm.records.merging.models import Merge

HTMX = {"HTTP_HX_REQUEST": "true"}


def address(world: World, letters: str) -> str:
    ids = "/".join(str(world[letter].public_id) for letter in letters)
    return f"/merge/customers/{ids}/"


def test_side_by_side_chosen_merged_and_separated(world: World, administrator: User) -> None:
    browser, before = logged_in(administrator), dump()
    page = browser.get(address(world, "ab")).content.decode()
    assert page.index("Customer number") < page.index("Segment"), "What is contested comes first."
    a, b = world["a"], world["b"]
    sent = {
        "survivor": str(a.public_id),
        "choose-number": str(b.public_id),
        f"seen-{a.public_id}": a.version,
        f"seen-{b.public_id}": b.version,
    }
    answer = browser.post(address(world, "ab"), sent)
    assert answer["Location"] == f"/customers/{a.public_id}/"
    assert world["a"].number == "K-2"
    done = Merge.objects.get()
    assert f"/merges/{done.public_id}/undo/" in browser.get(answer["Location"]).content.decode()
    history = browser.get(f"/history/customers/{a.public_id}/").content.decode()
    assert f"/merges/{done.public_id}/" in history
    assert "Hengtai Precision" in history
    told = browser.get(f"/merges/{done.public_id}/").content.decode()
    assert "Separate them" in told
    assert "K-1" in told
    assert browser.post(f"/merges/{done.public_id}/undo/").status_code == 302
    rooms = ("customers.", "commerce.", "records.")
    found = [cell for cell in differing(before, dump()) if cell.startswith(rooms)]
    assert not [cell for cell in found if not cell.startswith("customers.Viewed")]
    assert "Taken back" in browser.get(f"/merges/{done.public_id}/").content.decode()


def test_who_looked_at_something_older_looks_again(world: World, administrator: User) -> None:
    a, b = world["a"], world["b"]
    sent = {
        "survivor": str(a.public_id),
        "choose-city": str(b.public_id),
        f"seen-{a.public_id}": a.version - 1,
    }
    answer = logged_in(administrator).post(address(world, "ab"), sent)
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    assert not Merge.objects.exists()


def test_only_who_may_merge_and_reaches_all_of_them_does(world: World, rep: User) -> None:
    browser = logged_in(rep)
    changing.change(world["d"], {"owner": rep}, world.by)
    assert browser.get(address(world, "bd")).status_code == 403
    rep.role.abilities = [*rep.role.abilities, "customers.merge"]
    rep.role.save()
    assert browser.get(address(world, "bd")).status_code == 200
    assert browser.get(address(world, "ba")).status_code == 403, "Shared to look at only."
    assert browser.get(address(world, "be")).status_code == 404
    assert browser.get(address(world, "bb")).status_code == 422
    done = merging.merge(world["b"], [world["d"]], {}, world.by)
    changing.change(world["b"], {"owner": world.by.user}, world.by)
    world["b"]
    assert browser.get(f"/merges/{done.public_id}/").status_code == 200, "It is shared with them."
    rep.role.abilities = ["*.view"]
    rep.role.save()
    assert browser.post(f"/merges/{done.public_id}/undo/").status_code == 403


def test_hidden_fields_are_not_shown(world: World, administrator: User) -> None:
    administrator.role.hidden_fields = ["customers.number", "customers.notes"]
    administrator.role.save()
    page = logged_in(administrator).get(address(world, "ab")).content.decode()
    assert "of a" not in page
    assert "Customer number" not in page


def test_the_picker_finds_and_the_list_sends_what_was_selected(
    world: World, administrator: User
) -> None:
    browser, a, b = logged_in(administrator), world["a"], world["b"]
    where = f"/merge/customers/{a.public_id}/"
    found = browser.get(where, {"q": "heng"}, HTTP_HX_TARGET="candidates", **HTMX)
    assert address(world, "ab") in found.content.decode()
    ids = [str(a.public_id), str(b.public_id)]
    answer = browser.post("/lists/customers/merge/", {"selected": ids}, **HTMX)
    assert answer["HX-Redirect"] == address(world, "ab")
    refused = browser.post("/lists/customers/merge/", {"selected": ids[:1]}, **HTMX)
    assert refused.status_code == 422


def test_five_cost_no_more_questions_than_two(world: World, administrator: User) -> None:
    browser = logged_in(administrator)

    def asked(letters: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            assert browser.get(address(world, letters)).status_code == 200
        return len(questions)

    asked("cd")
    assert asked("abcd") - asked("cd") <= 6, "Finding each, and noting what sensitive was seen."
