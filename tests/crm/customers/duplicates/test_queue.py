"""The queue: who sees what, what a decision does, and that all of it can be taken back."""

from __future__ import annotations

import json

import pytest
from crm.conftest import logged_in, without_ids
from django.urls import reverse

from goodwill.crm.accounts.models import Role, User
from goodwill.crm.customers.duplicates import deciding, learning, looking
from goodwill.crm.customers.duplicates.models import Learnt, Suspicion
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OnlyShown
from goodwill.crm.records.sharing import share


def decide(client, suspicion, word):
    address = reverse("decide_duplicate", args=[suspicion.public_id, word])
    return client.post(address, headers={"HX-Request": "true"})


def undo_of(answer):
    return json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]


@pytest.fixture
def suspicion(twice):
    looking.look()
    return Suspicion.objects.get()


def test_a_pair_is_shown_with_what_speaks_for_it(administrator, suspicion):
    page = logged_in(administrator).get("/duplicates/").content.decode()
    assert "上海恒泰精密机械有限公司" in page
    assert "恒泰精密機械（上海）" in page
    assert "The same phone number" in page
    assert "is kept" in page


def test_the_same_merges_into_the_one_that_is_known_better(administrator, suspicion, twice):
    answer = decide(logged_in(administrator), suspicion, "same")
    one, other = (Customer.objects.get(pk=each.pk) for each in twice)
    assert (one.deleted_at, other.deleted_at is None) == (None, False)
    suspicion.refresh_from_db()
    assert (suspicion.state, suspicion.decided_by) == ("same", administrator)
    logged_in(administrator).post(undo_of(answer))
    other.refresh_from_db()
    suspicion.refresh_from_db()
    assert (other.deleted_at, suspicion.state, suspicion.decided_by) == (None, "open", None)


@pytest.mark.parametrize("word", ["different", "later"])
def test_a_decision_takes_the_pair_out_of_the_queue_until_it_is_taken_back(
    administrator, suspicion, word
):
    client = logged_in(administrator)
    answer = decide(client, suspicion, word)
    looking.look()
    assert not Suspicion.objects.waiting().exists()
    client.post(undo_of(answer))
    assert Suspicion.objects.waiting().exists()


def test_what_was_put_off_waits_in_a_list_of_its_own(administrator, suspicion):
    client = logged_in(administrator)
    decide(client, suspicion, "later")
    assert "恒泰精密機械（上海）" not in client.get("/duplicates/").content.decode()
    assert "恒泰精密機械（上海）" in client.get("/duplicates/later/").content.decode()


def test_nobody_takes_back_what_others_said(administrator, rep, suspicion):
    undo = undo_of(decide(logged_in(administrator), suspicion, "different"))
    rep.role.abilities = ["*.*"]
    rep.role.save()
    assert logged_in(rep).post(undo).status_code == 404
    assert Suspicion.objects.decided().exists()


def test_a_pair_is_there_only_for_whom_both_are(rep, twice, by, administrator):
    """Jonas owns one of the two; the other is nobody's business of his."""
    rep.role.abilities = [*rep.role.abilities, "customers.merge"]
    rep.role.save()
    one, other = twice
    changing.change(one, {"owner": rep}, by)
    looking.look()
    client = logged_in(rep)
    assert "恒泰" not in client.get("/duplicates/").content.decode()
    assert decide(client, Suspicion.objects.get(), "same").status_code == 404
    share(other, rep, administrator)
    assert "恒泰" in client.get("/duplicates/").content.decode()
    with pytest.raises(OnlyShown):
        deciding.same(Suspicion.objects.get(), Actor(User.objects.get(pk=rep.pk)))


def test_whoever_may_not_merge_has_no_queue(rep):
    rep.role.abilities = ["*.view", "*.change"]
    rep.role.save()
    assert logged_in(rep).get("/duplicates/").status_code == 403


def test_all_that_is_sure_is_merged_at_once_chains_too(administrator, make):
    for name in ("恒泰精密机械有限公司", "恒泰精密机械", "恒泰精密機械"):
        make(name, "13900000001", "li@hengtai.cn", city="上海")
    make("嘉禾百货", "13900000002")
    looking.look()
    client = logged_in(administrator)
    client.post("/duplicates/all/")
    assert Customer.objects.present().count() == 2
    batch = Suspicion.objects.decided().values_list("batch", flat=True).distinct().get()
    client.post(reverse("duplicates_back", args=[batch]))
    assert Customer.objects.present().count() == 4
    assert Suspicion.objects.waiting().count() == 3


def test_a_merge_done_side_by_side_counts_as_said_and_its_undoing_too(suspicion, twice, by):
    from goodwill.crm.records import merging

    done = merging.merge(twice[0], [twice[1]], {}, by)
    looking.look()
    suspicion.refresh_from_db()
    assert (suspicion.state, suspicion.decided_by) == ("same", by.user)
    merging.unmerge(done, by)
    looking.look()
    suspicion.refresh_from_db()
    assert suspicion.state == "open"


def test_different_holds_for_what_one_of_them_becomes_part_of(make, by):
    """A ≠ B, then A becomes part of C, which looks like B as well: nobody is asked again."""
    from goodwill.crm.records import merging

    a, b, c = (make("恒泰精密机械", "13900000001", city="上海") for _ in range(3))
    looking.look()
    for one in Suspicion.objects.filter(one=a, other=b):
        deciding.different(one, by)
    Suspicion.objects.filter(one=b, other=c).delete()
    merging.merge(c, [a], {}, by)
    looking.look()
    assert not Suspicion.objects.waiting().exists()


def test_twenty_decisions_move_the_weights(make, by):
    for n in range(24):
        Suspicion.objects.create(
            one=make(f"甲{n}"),
            other=make(f"乙{n}"),
            score=0.6,
            levels={"mail": "same", "name": "short"},
            state="same" if n < 2 else "different",
        )
    assert learning.learn_from_decisions()
    learnt = Learnt.objects.get()
    assert (learnt.same, learnt.different) == (2, 22)
    assert learnt.weights["firm.mail.same"] < 5


def test_few_decisions_move_nothing(suspicion, by):
    deciding.different(suspicion, by)
    assert not learning.learn_from_decisions()


def test_the_queue_asks_as_much_of_many_pairs_as_of_one(
    administrator, make, django_assert_max_num_queries
):
    for n in range(12):
        make(f"恒泰{'甲乙丙丁戊己'[n // 2]}机械", f"1390000000{n // 2}", city="上海")
    looking.look()
    assert Suspicion.objects.waiting().count() >= 6
    client = logged_in(administrator)
    client.get("/duplicates/")
    with django_assert_max_num_queries(24):
        client.get("/duplicates/")


def test_who_else_a_customer_may_be_is_told_from_its_page(administrator, twice):
    page = logged_in(administrator).get(f"/duplicates/of/{twice[0].public_id}/").content.decode()
    assert "恒泰精密機械（上海）" in page
    assert f"/merge/customers/{twice[0].public_id}/{twice[1].public_id}/" in page


def test_a_role_without_contact_points_is_not_told_of_phones(administrator, suspicion):
    role = Role.objects.create(
        word="r", name="R", scope="all", abilities=["customers.view", "customers.merge"]
    )
    User.objects.filter(pk=administrator.pk).update(role=role)
    page = logged_in(User.objects.get(pk=administrator.pk)).get("/duplicates/").content.decode()
    assert "恒泰" in page
    assert "phone number" not in page
    assert "139" not in without_ids(page)
