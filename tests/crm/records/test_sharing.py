"""A record is shown to those outside its reach only as far as its owner says."""

from __future__ import annotations

import pytest
from crm.conftest import logged_in
from django.urls import reverse

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing, sharing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NothingToShare
from goodwill.crm.records.models import Change, Share
from goodwill.crm.value.segmenting.models import Segment


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(name="上海恒泰精密", owner=rep), by)


def sees(user: User, *, to_change: bool = False) -> bool:
    user = User.objects.get(pk=user.pk)
    found = Customer.objects.changeable if to_change else Customer.objects.within
    return bool(found(user.reach).exists())


def test_a_record_shared_to_look_at_is_seen_and_not_changed(
    hengtai: Customer, rep: User, outsider: User
) -> None:
    assert not sees(outsider)
    sharing.share(hengtai, outsider, rep)
    assert sees(outsider)
    assert not sees(outsider, to_change=True)
    assert sharing.is_only_shown(hengtai, outsider.reach)
    sharing.share(hengtai, outsider, rep, may_change=True)
    assert sees(outsider, to_change=True)
    assert not sharing.is_only_shown(hengtai, outsider.reach)
    assert Share.objects.count() == 1


def test_what_is_shared_with_a_team_is_shared_with_all_in_and_below_it(
    hengtai: Customer, rep: User, outsider: User, teams: dict[str, Team]
) -> None:
    sharing.share(hengtai, teams["hangzhou"], rep)
    assert not sees(outsider)
    sharing.share(hengtai, teams["west"], rep)
    assert sees(outsider)
    outsider.team = Team.objects.create(name="Chengdu", parent=teams["west"])
    outsider.save()
    assert sees(outsider)


def test_sharing_a_customer_shows_its_timeline_to_look_at(
    hengtai: Customer, rep: User, outsider: User, by: Actor
) -> None:
    entry = changing.create(Activity(customer=hengtai, sort="note", subject="Visit"), by)
    sharing.share(hengtai, outsider, rep)
    assert Activity.objects.within(outsider.reach).exists()
    assert sharing.is_only_shown(entry, outsider.reach)
    with pytest.raises(NothingToShare):
        sharing.share(entry, outsider, rep)


def test_the_owner_and_the_team_are_never_only_shown(hengtai: Customer, rep: User) -> None:
    assert not sharing.is_only_shown(hengtai, rep.reach)


def test_what_is_the_whole_company_s_is_never_only_shown(manager: User, by: Actor) -> None:
    product = changing.create(Product(number="P-1", name="Press"), by)
    assert not sharing.is_only_shown(product, manager.reach)
    form = reverse("edit", args=["products", product.public_id])
    assert logged_in(manager).get(form).status_code == 200


def test_a_segment_that_all_see_is_changed_by_its_owner_alone(manager: User, by: Actor) -> None:
    segment = changing.create(Segment(name="East", audience="all", owner=by.user), by)
    form = reverse("edit", args=["segments", segment.public_id])
    assert logged_in(manager).get(form).status_code in (403, 422)


def test_sharing_and_ending_it_stand_in_history(
    hengtai: Customer, rep: User, outsider: User
) -> None:
    shown = sharing.share(hengtai, outsider, rep)
    sharing.share(hengtai, outsider, rep)
    sharing.unshare(shown, hengtai, rep)
    lines = Change.objects.filter(kind="customers", record_id=hengtai.pk).order_by("pk")
    assert list(lines.values_list("verb", flat=True)) == ["created", "shared", "unshared"]
    assert not sees(outsider)


def test_no_side_door_changes_what_was_shared_to_look_at(
    hengtai: Customer, rep: User, outsider: User, by: Actor
) -> None:
    line = changing.change(hengtai, {"city": "上海"}, by)
    assert line is not None
    sharing.share(hengtai, outsider, rep)
    outsider.role.abilities = ["*.view", "*.change", "*.delete", "roles.manage"]
    outsider.role.save()
    browser = logged_in(outsider)
    one = hengtai.public_id
    told = {"selected": str(one), "field": "city", "value": "北京"}
    stage = {"field": "stage", "value": "prospect"}
    answers = {
        "edit": browser.post(reverse("edit", args=["customers", one]), {"city": "北京"}),
        "field": browser.post(reverse("edit_field", args=["customers", one, "city"]), told),
        "delete": browser.post(reverse("delete", args=["customers", one])),
        "bulk change": browser.post(reverse("list_change", args=["customers"]), told),
        "bulk delete": browser.post(reverse("list_delete", args=["customers"]), told),
        "board": browser.post(reverse("list_move", args=["customers", one]), stage),
        "undo": browser.post(reverse("undo", args=[line.batch])),
        "undo a line": browser.post(reverse("undo_line", args=["customers", one, line.version])),
    }
    wrong = {word: one.status_code for word, one in answers.items() if one.status_code < 400}
    assert not wrong
    fresh = Customer.objects.get()
    assert (fresh.city, fresh.stage, fresh.deleted_at) == ("上海", "", None)


def test_the_dialog_shares_with_people_and_teams(
    hengtai: Customer, administrator: User, outsider: User, teams: dict[str, Team]
) -> None:
    browser = logged_in(administrator)
    address = reverse("share", args=["customers", hengtai.public_id])
    assert "Vera Novak" in browser.get(address).content.decode()
    whom = {"whom": f"person:{outsider.public_id}", "may_change": "on"}
    assert browser.post(address, whom).status_code == 200
    browser.post(address, {"whom": f"team:{teams['hangzhou'].public_id}"})
    assert set(Share.objects.values_list("user__name", "team__name", "may_change")) == {
        ("Vera Novak", None, True),
        (None, "Hangzhou", False),
    }
    end = reverse("unshare", args=["customers", hengtai.public_id])
    browser.post(end, {"whom": f"person:{outsider.public_id}"})
    assert Share.objects.get().team == teams["hangzhou"]
    assert browser.post(address, {"whom": "person:x"}).status_code == 422
