"""Suspicions follow what is written, and what people said of them stays."""

from __future__ import annotations

from goodwill.crm.customers.duplicates import keeping, looking
from goodwill.crm.customers.duplicates.models import MatchKey, Profile, Suspicion
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.records import changing, changing_many


def test_two_entries_of_one_are_suspected(twice):
    looking.look()
    (found,) = Suspicion.objects.waiting()
    assert (found.one, found.other) == twice
    assert found.score > 0.9
    assert found.levels["phone"] == "same"


def test_looking_again_finds_nothing_new_and_looks_at_nothing(twice):
    assert looking.look() == 2
    assert looking.look() == 0
    assert Suspicion.objects.count() == 1


def test_what_was_brought_in_by_the_thousand_is_found_as_well(by):
    rows = [Customer(name="Aldermere Instruments Ltd", number=str(n), city="Leeds") for n in (1, 2)]
    changing_many.create_many(rows, by)
    assert not Profile.objects.exists()
    looking.look()
    assert Suspicion.objects.waiting().count() == 1


def test_a_change_in_bulk_is_followed_by_way_of_history(twice, by):
    looking.look()
    _, other = twice
    other.refresh_from_db()
    changing_many.change_many_each([(other, {"name": "嘉禾百货", "city": "北京"})], by)
    looking.look()
    assert keeping.profiles([other.pk])[other.pk].name == "嘉禾百货"


def test_a_suspicion_goes_when_nothing_speaks_for_it_any_more(twice, by):
    looking.look()
    _, other = twice
    points.correct(other.contact_points.get(), "13911112222", by, country="CN")
    changing.change(other, {"name": "嘉禾百货", "city": "北京"}, by)
    looking.look()
    assert not Suspicion.objects.exists()


def test_what_somebody_called_different_stays_different(twice, by):
    looking.look()
    Suspicion.objects.update(state="different")
    changing.change(twice[1], {"notes": "Called today.", "legal_name": "恒泰精密机械有限公司"}, by)
    looking.look()
    assert list(Suspicion.objects.values_list("state", flat=True)) == ["different"]


def test_who_lies_in_the_bin_has_no_keys_and_waits_for_nobody(twice, by):
    looking.look()
    changing.delete(twice[1], by)
    assert not MatchKey.objects.filter(customer=twice[1]).exists()
    assert not Suspicion.objects.waiting().exists()
    changing.restore(twice[1], by)
    looking.look()
    assert Suspicion.objects.waiting().exists()


def test_pairs_are_looked_up_in_as_many_questions_for_many_as_for_few(
    by, django_assert_max_num_queries
):
    rows = [Customer(name=f"恒泰{n}号店", city="上海") for n in range(60)]
    changing_many.create_many(rows, by)
    with django_assert_max_num_queries(45):
        looking.look()
