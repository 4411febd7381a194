"""A lead becomes a customer with all that belongs to it, once, and a lead again."""

from __future__ import annotations

from typing import Any

import pytest

from goodwill.crm.customers.disclosing.gathering import all_known
from goodwill.crm.customers.erasing.erasing import erase
from goodwill.crm.customers.models import Activity, Consent, ContactPoint, Customer
from goodwill.crm.records import changing, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import CannotUndo, Refused
from goodwill.crm.records.models import Change, Entry
from goodwill.crm.sales.leads import converting, similar, working
from goodwill.crm.sales.leads.converting import Wanted
from goodwill.crm.sales.leads.errors import NotThisLead
from goodwill.crm.sales.leads.models import Conversion, Lead
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline, Stage

FULL = {
    "company": "上海星河软件有限公司",
    "person_name": "周敏",
    "title": "采购",
    "email": "Zhou@Xinghe.example",
    "phone": "+86 21 6123 4567",
    "city": "上海",
    "country": "CN",
    "source": "web form",
    "message": "请寄价目表",
    "interest": "Desks",
    "may_contact": True,
    "consent": {"form": "Contact", "text": "I agree.", "topic": "offers"},
}
ONLY_CUSTOMER = Wanted(opportunity=None)


@pytest.fixture
def pipeline(by: Actor) -> Pipeline:
    made = changing.create(Pipeline(word="direct", name="Direct", is_usual=True), by)
    for place, sort in enumerate(("open", "won", "lost")):
        changing.create(Stage(pipeline=made, name=sort, place=place, sort=sort), by)
    return made


def test_a_lead_becomes_customer_contact_and_opportunity(
    lead: Any, pipeline: Pipeline, administrator: Any
) -> None:
    one = lead("星河", owner=administrator, **FULL)
    working.note(one, "call", "Wants ten desks", Actor(administrator))
    made = converting.convert(one, Wanted(), Actor(administrator))
    customer, person = made.customer, made.person
    assert person is not None
    assert (customer.name, customer.sort, customer.stage) == (
        FULL["company"], "organisation", "prospect",
    )  # fmt: skip
    assert (person.name, person.title, person.is_customer) == ("周敏", "采购", False)
    assert customer.relations.get().person == person
    points = dict(ContactPoint.objects.filter(customer=person).values_list("sort", "value"))
    assert points == {"email": "zhou@xinghe.example", "phone": "+862161234567"}
    said = Consent.objects.filter(customer=person, topic="offers", state="given")
    assert set(said.values_list("channel", flat=True)) == {"email", "phone"}
    assert set(said.values_list("proof", flat=True)) == {"I agree."}
    told = Activity.objects.filter(customer=customer).order_by("happened_at")
    assert [entry.body for entry in told] == ["请寄价目表", "Wants ten desks"]
    opened = Opportunity.objects.get(public_id=made.opportunity_id)
    assert (opened.name, opened.customer, opened.lead) == ("Desks", customer, one)
    one.refresh_from_db()
    assert (one.status, one.customer) == ("converted", customer)
    assert one.qualified_on is not None


def test_converting_twice_makes_nothing_twice(lead: Any, by: Actor) -> None:
    one = lead(**FULL)
    first = converting.convert(one, ONLY_CUSTOMER, by)
    again = converting.convert(Lead.objects.get(pk=one.pk), ONLY_CUSTOMER, Actor(by.user))
    assert again == first
    assert Customer.objects.buying().count() == 1


def test_taken_back_it_is_a_lead_again_and_can_be_converted_anew(lead: Any, by: Actor) -> None:
    one = lead(**FULL)
    made = converting.convert(one, ONLY_CUSTOMER, by)
    converting.take_back(one, Actor(by.user))
    assert (one.status, one.customer, one.converted_at) == ("new", None, None)
    assert not Customer.objects.present().exists()
    made.refresh_from_db()
    assert made.undone_at is not None
    converting.convert(one, ONLY_CUSTOMER, Actor(by.user))
    assert Customer.objects.present().buying().count() == 1
    assert Conversion.objects.count() == 2


def test_what_was_changed_since_is_not_taken_back(lead: Any, by: Actor) -> None:
    one = lead(**FULL)
    made = converting.convert(one, ONLY_CUSTOMER, by)
    undoing_many.undo_batch(made.batch, Actor(by.user))  # by the message's own way back
    assert converting.conversion_of(Lead.objects.get(pk=one.pk)) is None
    made = converting.convert(Lead.objects.get(pk=one.pk), ONLY_CUSTOMER, Actor(by.user))
    changing.delete(made.customer, Actor(by.user))
    with pytest.raises(CannotUndo):
        converting.take_back(Lead.objects.get(pk=one.pk), Actor(by.user))


def test_a_customer_that_is_there_is_proposed_and_taken(lead: Any, by: Actor) -> None:
    there = changing.create(Customer(name="上海星河软件有限公司", city="上海", country="CN"), by)
    one = lead(**FULL)
    assert by.user
    found = similar.similar(one, by.user.reach)
    assert [each.record for each in found.customers] == [there]
    made = converting.convert(one, Wanted(there, None), by)
    assert made.customer == there
    assert Customer.objects.buying().count() == 1
    named = lead(customer=there, name="Named")
    assert converting.convert(named, ONLY_CUSTOMER, by).customer == there
    other = lead(customer=there, name="Other")
    assert converting.convert(other, Wanted(None, None, is_new=True), by).customer != there


def test_a_private_person_becomes_one_customer(lead: Any, by: Actor) -> None:
    one = lead("Lena Fischer", person_name="Lena Fischer", email="lena@example.com")
    made = converting.convert(one, ONLY_CUSTOMER, by)
    assert (made.customer.sort, made.person) == ("person", None)
    assert made.customer.contact_points.get().value == "lena@example.com"


def test_nobody_converts_or_gives_up_by_changing_the_status_alone(lead: Any, by: Actor) -> None:
    one = lead()
    for status in ("converted", "disqualified"):
        with pytest.raises(Refused):
            changing.change(one, {"status": status}, by)
    converting.convert(one, ONLY_CUSTOMER, by)
    with pytest.raises(Refused):
        changing.change(one, {"status": "working"}, by)
    with pytest.raises(NotThisLead):
        working.give_up(Lead.objects.get(pk=one.pk), "no need", by)


def test_a_lead_from_the_same_mailbox_repeats_the_first(lead: Any, rep: Any) -> None:
    from goodwill.crm.sales.leads.taking_in import take_in

    first = lead(email="Zhou@Xinghe.example", owner=rep)
    again = take_in({"name": "Zhou", "email": "zhou@xinghe.example "}, Actor(None, source="api"))
    assert (again.duplicate_of, again.owner) == (first, rep)


def test_erasing_a_person_empties_the_lead_they_came_from(lead: Any, by: Actor) -> None:
    assert by.user
    one = lead(**FULL)
    working.note(one, "note", "Likes tea", by)
    person = converting.convert(one, ONLY_CUSTOMER, by).person
    assert person is not None
    known = {each.word: each.things for each in all_known(person, by.user.reach)}
    assert known["leads"][0]["email"] == FULL["email"]
    erase(person, by, "They asked for it on 3 March.")
    one.refresh_from_db()
    assert (one.person_name, one.email, one.phone, one.message) == ("", "", "", "")
    assert one.company == FULL["company"]
    assert not one.entries.exclude(body="").exists()
    assert not Entry.objects.filter(kind="leads", record_id=one.pk, words__contains="周敏").exists()
    lines = Change.objects.filter(kind="leads", record_id=one.pk)
    assert not any("周敏" in str(line.fields) for line in lines)
