"""Several records become one: nothing is lost, everything leads to the one that is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from crm.conftest import logged_in
from crm.records.merging.merging_world import World, differing, dump
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Price, PriceList, Product
from goodwill.crm.customers.erasing import erasing
from goodwill.crm.customers.models import ContactPoint, Customer, Relation
from goodwill.crm.records import binning, changing, finding, known_as, merging, sealing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.merging import following, pointing, proposing
from goodwill.crm.records.merging.errors import CannotMerge, CannotUnmerge, PartOfAnother
from goodwill.crm.records.merging.models import Merge, Merged, Move
from goodwill.crm.records.models import Change, SavedView


def test_all_that_named_the_others_names_the_one_that_is_kept(world: World) -> None:
    survivor, others = world["a"], [world["b"], world["c"]]
    merging.merge(survivor, others, {}, world.by)
    kept_twice = {"Customer_tags", "Viewed", "Share"}
    for pointer in pointing.pointers(Customer):
        if pointer.model.__name__ not in kept_twice:
            assert not pointer.rows(*others).exists(), pointer
    assert {tag.name for tag in survivor.tags.all()} == {"machines", "east"}
    assert {known.value for known in known_as.ids_of(survivor)} == {"ERP-a", "ERP-b", "ERP-c"}
    view = SavedView.objects.get()
    named = [str(world[letter].public_id) for letter in "aad"]
    assert view.conditions["all"][0]["any_of"] == named


def test_what_is_there_twice_is_set_aside(world: World) -> None:
    merging.merge(world["a"], [world["b"], world["c"]], {}, world.by)
    points = ContactPoint.objects.present().filter(customer=world["a"])
    assert points.filter(value="+862155550123").count() == 1
    assert points.count() == 4
    assert points.filter(is_primary=True).count() == 1
    ties = Relation.objects.present().filter(customer=world["a"])
    assert not ties.filter(person=world["a"]).exists()
    assert ties.filter(person=world["e"], role="buyer").count() == 1
    assert ties.filter(is_main=True).count() == 1


def test_values_are_those_chosen_or_the_first_there_is(world: World) -> None:
    a, b, c, d = (world[letter] for letter in "abcd")
    merging.merge(a, [b, c, d], {"number": b.pk, "notes": c.pk}, world.by)
    assert (a.name, a.number, a.notes) == ("上海恒泰精密", "K-2", "of c")
    assert (a.segment, a.legal_name, a.custom) == ("tools", "Hengtai Ltd", {"vat": "91310000"})
    assert a.do_not_contact
    assert (a.city, a.country) == ("上海", ""), "A place is taken from one record, not patched up."
    assert (a.owner, a.version) == (world.by.user, Customer.objects.get(pk=a.pk).version)


def test_it_is_refused_where_it_makes_no_sense(world: World, by: Actor) -> None:
    a, b, c, d = (world[letter] for letter in "abcd")
    product = changing.create(Product(number="P", name="Press"), by)
    before = dump()
    for survivor, others, told in (
        (a, [], "at least two"),
        (a, [a], "at least two"),
        (a, [product], "one kind"),
        (a, [b, c, d, world["e"], world["f"]], "Up to 5"),
    ):
        with pytest.raises(CannotMerge, match=told):
            merging.merge(survivor, others, {}, by)
    with pytest.raises(CannotMerge, match="changed meanwhile"):
        merging.merge(a, [b], {}, by, seen={b.pk: b.version - 1})
    with pytest.raises(CannotMerge, match="belong to itself"):
        merging.merge(d, [a], {"parent": d.pk}, by)
    with pytest.raises(CannotMerge, match="another record"):
        merging.merge(a, [b], {"city": c.pk}, by)
    changing.delete(c, by)
    with pytest.raises(CannotMerge, match="in the bin"):
        merging.merge(a, [c], {}, by)
    changing.restore(c, by)
    assert not differing(before, dump())
    assert not Merge.objects.exists()


def test_who_belonged_to_a_part_of_oneself_belongs_to_no_one(world: World) -> None:
    """c belongs to d, d to a: as one, c and a belong to nobody, and d to them."""
    c, a = world["c"], world["a"]
    merging.merge(c, [a], {}, world.by)
    assert c.parent is None
    assert world["d"].parent == c


def test_history_tells_of_it_and_stays_whole(world: World, by: Actor) -> None:
    a, b = world["a"], world["b"]
    done = merging.merge(a, [b], {"city": b.pk}, by)
    line = Change.objects.get(kind="customers", record_id=a.pk, verb="merged")
    assert line.fields["merged"] == [None, [str(b.public_id)]]
    assert line.fields["city"] == ["上海", ""]
    gone = Change.objects.get(kind="customers", record_id=b.pk, verb="merged_away")
    assert gone.fields["merged_into"] == [None, str(a.public_id)]
    moved = Change.objects.get(kind="orders", verb="moved")
    assert moved.fields == {"customer": [b.pk, a.pk]}
    with pytest.raises(Refused):
        changing.undo(moved, by)
    merging.unmerge(done, by)
    sealing.seal()
    assert sealing.verify().is_whole


def test_old_names_numbers_and_addresses_lead_to_the_one_that_is_kept(
    world: World, administrator: User
) -> None:
    c, b, a = world["c"], world["b"], world["a"]
    merging.merge(b, [c], {}, world.by)
    merging.merge(a, [b], {}, world.by)
    for text in ("Hengtai Ltd", "Hengtai Precision", "K-2", "恒泰精密"):
        found = [one.public_id for one in finding.find(text, administrator.reach)]
        assert a.public_id in found, text
        assert b.public_id not in found
    finding.enter_all()
    assert finding.find("K-2", administrator.reach)[0].public_id == a.public_id
    browser = logged_in(administrator)
    answer = browser.get(f"/customers/{c.public_id}/timeline/?q=x")
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/customers/{a.public_id}/timeline/?q=x",
    )
    assert browser.post(f"/delete/customers/{c.public_id}/").status_code == 404
    assert following.leading("customers") == {b.pk: a.pk, c.pk: a.pk}
    assert following.survivor_of(c) == a


def test_out_of_reach_is_out_of_reach_by_old_addresses_too(world: World, outsider: User) -> None:
    merging.merge(world["a"], [world["c"]], {}, world.by)
    answer = logged_in(outsider).get(f"/customers/{world['c'].public_id}/")
    assert answer.status_code == 404


def test_the_bin_keeps_what_was_merged_for_180_days(
    world: World, by: Actor, administrator: User
) -> None:
    done = merging.merge(world["a"], [world["b"]], {}, by)
    kind = next(one for one in binning.kinds() if one.word == "customers")
    assert not binning.binned(kind, administrator.reach).exists()
    with pytest.raises(PartOfAnother):
        changing.restore(world["b"], by)
    before, now = dump(), timezone.now()
    binning.purge(now + timedelta(days=179))
    assert not differing(before, dump())
    binning.purge(now + timedelta(days=181))
    assert not Customer.objects.filter(name="Hengtai Precision").exists()
    with pytest.raises(CannotUnmerge, match="left the bin"):
        merging.unmerge(done, by)
    assert finding.find("K-2", administrator.reach)[0].public_id == world["a"].public_id


def test_taking_back_tells_what_stays(world: World, by: Actor) -> None:
    a, b = world["a"], world["b"]
    done = merging.merge(a, [b], {"city": b.pk, "segment": b.pk}, by)
    changing.change(a, {"city": "苏州"}, by)
    tie = Relation(customer=a, person=world["d"], role="adviser")
    changing.create(tie, by)
    a.tags.clear()
    told = [str(one) for one in merging.unmerge(done, by).stayed]
    assert "City was changed since and stays as it is." in told
    assert "Tags: what was taken off since stays off." in told
    assert "Relations: 1 came since and stays with 上海恒泰精密." in told
    assert (world["a"].city, world["a"].segment, world["b"].segment) == ("苏州", "", "tools")
    with pytest.raises(CannotUnmerge, match="already"):
        merging.unmerge(done, by)


def test_a_chain_is_taken_back_from_its_end(world: World, by: Actor) -> None:
    before = dump()
    first = merging.merge(world["b"], [world["c"]], {}, by)
    second = merging.merge(world["a"], [world["b"]], {}, by)
    with pytest.raises(CannotUnmerge, match="Hengtai Precision was merged itself"):
        merging.unmerge(first, by)
    merging.unmerge(second, by)
    merging.unmerge(first, by)
    assert not differing(before, dump())
    assert not Move.objects.exists()


def test_the_middle_of_a_chain_keeps_what_it_set_aside(world: World, by: Actor) -> None:
    """Both b and c are tagged alike; as one they go on into e, and that into a."""
    before = dump()
    done = [
        merging.merge(survivor, [other], {}, by)
        for survivor, other in (
            (world["b"], world["c"]),
            (world["e"], world["b"]),
            (world["a"], world["e"]),
        )
    ]
    for one in reversed(done):
        merging.unmerge(one, by)
    assert not differing(before, dump())


def test_any_of_several_merges_is_taken_back_first(world: World, by: Actor) -> None:
    """The telephone number that b brought hides that of c; with b gone it shows."""
    before = dump()
    a, b, c = world["a"], world["b"], world["c"]
    ContactPoint.objects.filter(customer=a, value="+862155550123").delete()
    first = merging.merge(a, [b], {"notes": b.pk}, by)
    second = merging.merge(a, [c], {"notes": c.pk}, by)
    numbers = ContactPoint.objects.present().filter(customer=a, value="+862155550123")
    taken = numbers.get().pk
    merging.unmerge(first, by)
    assert numbers.get().pk != taken
    assert {tag.name for tag in a.tags.all()} == {"machines", "east"}
    assert world["a"].notes == "of c"
    merging.unmerge(second, by)
    assert world["a"].notes == "of a"
    assert not Move.objects.exists()
    assert [cell.split()[0] for cell in differing(before, dump())] == (
        ["customers.ContactPoint"] * len(differing(before, dump()))
    )


def test_what_would_be_a_circle_by_now_is_not_taken_back(world: World, by: Actor) -> None:
    d, f, c = world["d"], world["f"], world["c"]
    done = merging.merge(f, [d], {"parent": f.pk}, by)
    changing.change(world["a"], {"parent": c}, by)
    with pytest.raises(CannotUnmerge, match="belong to itself"):
        merging.unmerge(done, by)


def test_products_are_merged_with_their_prices(by: Actor) -> None:
    one, other = (changing.create(Product(number=f"P-{n}", name="Press"), by) for n in (1, 2))
    listed = PriceList(name="2026", currency="CNY", valid_from=timezone.localdate())
    changing.create(listed, by)
    for product, quantity in ((one, 1000), (other, 1000), (other, 5000)):
        price = Price(price_list=listed, product=product, amount_minor=5)
        price.from_quantity_thousandths = quantity
        changing.create(price, by)
    before = dump()
    with pytest.raises(CannotMerge, match="stays as it is"):
        merging.merge(one, [other], {"number": other.pk}, by)
    done = merging.merge(one, [other], {}, by)
    here = Price.objects.present().filter(price_list=listed)
    assert [price.product_id for price in here.order_by("pk")] == [one.pk, one.pk]
    merging.unmerge(done, by)
    assert not differing(before, dump())


def test_erasing_a_person_erases_what_became_part_of_it(world: World, by: Actor) -> None:
    e, f = world["e"], world["f"]
    merging.merge(e, [f], {"name": f.pk}, by)
    erasing.erase(e, by, "asked for it")
    assert (world["f"].name, world["f"].born_on) == ("—", None)
    assert Merged.objects.get().words == []
    assert not Move.objects.exists()
    assert not Change.objects.filter(fields__icontains="Li Wei").exists()


def test_the_one_with_most_that_hangs_on_it_is_proposed(world: World, administrator: User) -> None:
    records = [world["a"], world["b"], world["f"]]
    hanging = proposing.hanging_on(records, administrator.reach)
    proposal = proposing.propose(records, hanging)
    assert proposal.survivor == world["b"]
    assert "More hangs on it" in str(proposal.because)


def test_every_model_that_names_records_says_whether_it_moves() -> None:
    assert not pointing.undecided(), (
        "Say `moves_when_merged` (see goodwill.crm.records.merging) in these models."
    )
