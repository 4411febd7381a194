"""Who asks to be forgotten is forgotten everywhere, and the sums stay right."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from goodwill.crm.accounts.models import Role, User
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.consenting.stating import Said, state
from goodwill.crm.customers.erasing.blackening import BAR, blackened, names_of
from goodwill.crm.customers.erasing.erasing import erase, preview
from goodwill.crm.customers.errors import CannotErase
from goodwill.crm.customers.models import Activity, Consent, Customer, Tag, Tombstone
from goodwill.crm.customers.reaching import points
from goodwill.crm.customers.relating import relations
from goodwill.crm.customers.relating.relations import Tie
from goodwill.crm.records import changing, finding, known_as, sealing
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import Actor

from ..conftest import logged_in

TELLING = ("李娜", "13800138000", "+8613800138000", "li.na@example.com", "喜欢茶", "K-77", "合同")


@pytest.fixture
def li(by: Actor, rep: User) -> Customer:
    """A person of whom much is known, in every place where anything can be kept."""
    told = {"born_on": date(1988, 2, 29), "notes": "喜欢茶", "city": "上海", "number": "K-77"}
    person = Customer(sort="person", name="李娜", family_name="李", given_name="娜", owner=rep)
    for name, value in told.items():
        setattr(person, name, value)
    person.custom = {"hobby": "喜欢茶"}
    tag = Tag.objects.create(name="茶")
    changing.create(person, by, many={"tags": [tag]})
    changing.change(person, {"notes": "喜欢茶和李娜"}, by)
    points.add(person, "phone", "13800138000", by)
    points.remove(points.add(person, "email", "li.na@example.com", by), by)
    state(person, Said("given", proof="李娜 signed"), by)
    said = {"customer": person, "sort": "call", "minutes": 12, "subject": "李娜 called"}
    changing.create(Activity(**said, body="li.na@example.com"), by)
    keeping.attach(person, SimpleUploadedFile("合同.txt", "李娜".encode()), by.user)
    known_as.remember(person, "erp", "K-77")
    return person


@pytest.fixture
def hengtai(li: Customer, by: Actor) -> Customer:
    company = changing.create(Customer(name="恒泰精密"), by)
    relations.relate(company, li, Tie("buyer"), by)
    note = {
        "customer": company,
        "sort": "note",
        "subject": "Offer",
        "body": "李娜 decides in March",
    }
    changing.create(Activity(**note, person=li), by)
    changing.create(Activity(**{**note, "body": "Ask 李娜 again"}), by)
    return company


def everything_kept() -> str:
    """All text of all tables, as one string."""
    rows = []
    for model in apps.get_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        if columns and model is not Tombstone:
            rows += list(model._default_manager.values_list(*columns))
    return json.dumps(rows, ensure_ascii=False, default=str)


def test_nothing_tells_of_an_erased_person_any_more(
    li: Customer, hengtai: Customer, by: Actor
) -> None:
    before = everything_kept()
    assert all(word in before for word in TELLING)
    erase(li, by, "She asked for it on 3 March.")
    after = everything_kept()
    assert [word for word in TELLING if word in after] == []
    assert not Attachment.objects.exists()
    assert not finding.find("李娜", by.user.reach)


def test_that_something_happened_stays_for_costing(li: Customer, by: Actor) -> None:
    erase(li, by, "She asked for it.")
    (call,) = Activity.objects.filter(sort="call")
    assert (call.minutes, call.subject, call.body) == (12, "—", "")
    (consent,) = Consent.objects.all()
    assert (consent.state, consent.proof) == ("given", "")


def test_others_keep_their_entries_with_the_name_blacked_out(
    li: Customer, hengtai: Customer, by: Actor
) -> None:
    erase(li, by, "She asked for it.")
    bodies = set(hengtai.activities.values_list("body", flat=True))
    assert bodies == {f"{BAR} decides in March", f"Ask {BAR} again"}


def test_the_seal_over_history_holds(li: Customer, hengtai: Customer, by: Actor) -> None:
    sealing.seal()
    erase(li, by, "She asked for it.")
    sealing.seal()
    verdict = sealing.verify()
    assert verdict.is_whole
    assert verdict.erased > 5


def test_orders_keep_their_sums_and_an_empty_record(li: Customer, by: Actor) -> None:
    order = Order(customer=li, number="A-1", ordered_on=date(2026, 1, 5), currency="CNY")
    order.amount_minor = 128_400
    changing.create(order, by)
    assert preview(li).is_kept_in_place
    erase(li, by, "She asked for it.")
    kept = Customer.objects.present().get(pk=li.pk)
    assert (kept.name, kept.do_not_contact, kept.deleted_at) == ("—", True, None)
    assert kept.orders.get().amount_minor == 128_400


def test_without_orders_the_empty_record_goes_into_the_bin(li: Customer, by: Actor) -> None:
    assert not preview(li).is_kept_in_place
    erase(li, by, "She asked for it.")
    assert not Customer.objects.present().filter(pk=li.pk).exists()


def test_a_tombstone_says_when_by_whom_and_why(li: Customer, by: Actor) -> None:
    erase(li, by, "She asked for it on 3 March.")
    (stone,) = Tombstone.objects.all()
    assert (stone.public_id, stone.by, stone.reason) == (
        li.public_id,
        by.user,
        "She asked for it on 3 March.",
    )
    assert stone.gone["contact_points"] == 2


def test_the_preview_counts_what_goes(li: Customer, hengtai: Customer) -> None:
    found = preview(li)
    assert (found.contact_points, found.relations, found.activities) == (2, 1, 1)
    assert (found.mentions, found.files, found.consents) == (2, 1, 1)


def test_organisations_are_not_erased_and_nobody_without_a_reason(
    li: Customer, hengtai: Customer, by: Actor
) -> None:
    with pytest.raises(CannotErase, match="Only people"):
        erase(hengtai, by, "Why not")
    with pytest.raises(CannotErase, match="Say why"):
        erase(li, by, "  ")


def test_names_are_barred_as_whole_words_in_every_writing() -> None:
    jo = Customer(name="Jo Berg", family_name="Berg", given_name="Jo")
    text = "Jo Berg met Jo Bergmann; BERG, JO signed, jo  berg paid."
    assert blackened(text, names_of(jo)) == (f"{BAR} met Jo Bergmann; {BAR} signed, {BAR} paid.")
    ouyang = Customer(name="欧阳锋", family_name="欧阳", given_name="锋")
    assert blackened("歐陽鋒 and 欧阳锋", names_of(ouyang)) == f"{BAR} and {BAR}"


def test_erasing_takes_the_typed_name_a_reason_and_the_ability(
    li: Customer, rep: User, administrator: User
) -> None:
    page = f"/customers/{li.public_id}/erase/"
    refused = logged_in(rep)
    refused.defaults["HTTP_HX_REQUEST"] = "true"
    Role.objects.filter(pk=rep.role_id).update(abilities=["customers.view", "customers.change"])
    assert refused.get(page).status_code == 403
    browser = logged_in(administrator)
    shown = browser.get(page).content.decode()
    assert "2 contact points go." in shown
    wrong = browser.post(page, {"name": "李", "reason": "asked"})
    assert wrong.status_code == 422
    assert Customer.objects.get(pk=li.pk).name == "李娜"
    assert browser.post(page, {"name": "李娜", "reason": "asked"}).status_code == 302
    assert Customer.objects.get(pk=li.pk).name == "—"
