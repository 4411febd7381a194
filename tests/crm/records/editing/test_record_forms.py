"""Forms of any kind are built from what the kind says of its fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Product
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Customer, Tag
from goodwill.crm.records import changing, kinds
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.editing import saving
from goodwill.crm.records.editing.forms import form_for, standing
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.ui import speaking
from goodwill.language import Sentence

GOODS = Kind(
    word="products",
    model=Product,
    one=Sentence("Product"),
    many=Sentence("Products"),
    icon="cube",
    fields=(
        Field("number", Sentence("Number"), is_required=True),
        Field("name", Sentence("Name"), is_required=True),
        Field("unit_cost_minor", Sentence("Unit cost"), Sort.MONEY),
        Field("currency", Sentence("Currency")),
    ),
    columns=("number", "name"),
    order="name",
)


def sent(**values: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.fixture
def hengtai(by: Actor) -> Customer:
    return changing.create(Customer(name="上海恒泰精密", city="上海"), by)


def test_every_field_a_person_may_fill_is_asked_for(administrator: User) -> None:
    form = form_for(CUSTOMERS, administrator.reach)
    wanted = [field.name for field in CUSTOMERS.fields if field.is_editable]
    assert list(form().fields) == wanted


def test_hidden_fields_are_not_asked_for(rep: User) -> None:
    form = form_for(GOODS, rep.reach)
    assert "unit_cost_minor" not in form().fields


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_amounts_and_days_mean_the_same_in_every_language(administrator: User, tag: str) -> None:
    with speaking.to(tag):
        form = form_for(GOODS, administrator.reach, data={"currency": "EUR"})(
            sent(number="P1", name="泵", unit_cost_minor="1,234.50", currency="EUR")
        )
        assert form.is_valid(), form.errors
        assert form.wanted()["unit_cost_minor"] == 123_450
        day = form_for(CUSTOMERS, administrator.reach, only=["born_on"])(sent(born_on="1980-03-05"))
        assert day.is_valid()
        assert day.wanted() == {"born_on": date(1980, 3, 5)}


def test_an_amount_finer_than_its_currency_is_refused_beside_the_field(
    administrator: User,
) -> None:
    form = form_for(GOODS, administrator.reach, data={"currency": "JPY"})(
        sent(number="P1", name="Pump", unit_cost_minor="0.5", currency="JPY")
    )
    assert "unit_cost_minor" in form.errors


def test_a_number_that_is_taken_is_said_before_it_is_kept(administrator: User, by: Actor) -> None:
    changing.create(Product(number="P1", name="Pump"), by)
    form = form_for(GOODS, administrator.reach)(sent(number="P1", name="Valve"))
    assert "number" in form.errors


def test_what_is_too_long_is_said_before_it_is_kept(administrator: User) -> None:
    form = form_for(CUSTOMERS, administrator.reach, only=["name"])(sent(name="泰" * 201))
    assert "name" in form.errors


def test_a_link_leads_only_to_what_is_within_reach(rep: User, hengtai: Customer, by: Actor) -> None:
    """Jonas sees his own customers; 恒泰 is nobody's."""
    own = changing.create(Customer(name="苏州分厂", owner=rep), by)
    asked = form_for(CUSTOMERS, rep.reach, own, only=["parent"])
    assert "parent" in asked(sent(parent=str(hengtai.public_id))).errors
    assert asked(sent(parent="not an id")).errors
    assert asked(sent(parent="")).is_valid()


def test_what_a_link_leads_to_already_may_stay(rep: User, hengtai: Customer, by: Actor) -> None:
    own = changing.create(Customer(name="苏州分厂", owner=rep, parent=hengtai), by)
    form = form_for(CUSTOMERS, rep.reach, own, only=["parent"])(sent(parent=str(hengtai.public_id)))
    assert form.is_valid()
    assert form.wanted() == {"parent": hengtai}


def test_words_are_made_as_they_are_typed(administrator: User, by: Actor) -> None:
    kept = Tag.objects.create(name="展会")
    form = form_for(CUSTOMERS, administrator.reach, only=["tags"])(
        sent(tags=["展会"], tags_more="重点客户，VIP, 展会")
    )
    assert form.is_valid()
    assert not Tag.objects.filter(name="VIP").exists()
    words = form.wanted()["tags"]
    assert [word.name for word in words] == ["展会", "重点客户", "VIP"]
    assert words[0] == kept


def test_own_fields_are_asked_for_like_built_in_ones(
    administrator: User, hengtai: Customer, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = (
        Field("custom.floor", Sentence("Floor"), Sort.NUMBER),
        Field("custom.opened_on", Sentence("Opened"), Sort.DAY),
    )
    monkeypatch.setattr(kinds, "_OWN_FIELDS", lambda word: own)
    asked = form_for(
        CUSTOMERS, administrator.reach, hengtai, only=["custom.floor", "custom.opened_on"]
    )
    form = asked(QueryDict("custom.floor=12&custom.opened_on=2020-02-29"))
    assert form.is_valid(), form.errors
    saving.change(hengtai, form.wanted(), by, hengtai.version)
    assert Customer.objects.get(pk=hengtai.pk).custom == {"floor": 12, "opened_on": "2020-02-29"}
    assert 'value="12"' in str(asked(initial=standing(asked, hengtai))["custom.floor"])


@pytest.mark.parametrize(
    ("sort", "text", "kept"),
    [
        (Sort.PHONE, "021 5555 0123", "+862155550123"),
        (Sort.EMAIL, "Li@Example.com", "Li@Example.com"),
        (Sort.WEB, "example.com", "https://example.com"),
        (Sort.QUANTITY, "1.5", 1500),
        (Sort.MINUTES, "1:30", 90),
        (Sort.YES, "on", True),
        (Sort.COUNTRY, "CN", "CN"),
    ],
)
def test_each_sort_of_field_is_kept_in_its_form(
    administrator: User, monkeypatch: pytest.MonkeyPatch, sort: Sort, text: str, kept: object
) -> None:
    monkeypatch.setattr(
        kinds, "_OWN_FIELDS", lambda word: (Field("custom.one", Sentence("One"), sort),)
    )
    form = form_for(CUSTOMERS, administrator.reach, only=["custom.one"])(
        sent(**{"custom.one": text})
    )
    assert form.is_valid(), form.errors
    assert form.wanted() == {"custom.one": kept}


@pytest.mark.parametrize(
    ("sort", "text"),
    [
        (Sort.PHONE, "12"),
        (Sort.EMAIL, "li at example"),
        (Sort.WEB, "javascript:alert(1)"),
        (Sort.QUANTITY, "0.00001"),
        (Sort.NUMBER, "1e400"),
        (Sort.COUNTRY, "XX"),
        (Sort.DAY, "2023-02-29"),
    ],
)
def test_what_does_not_fit_the_field_is_refused(
    administrator: User, monkeypatch: pytest.MonkeyPatch, sort: Sort, text: str
) -> None:
    monkeypatch.setattr(
        kinds, "_OWN_FIELDS", lambda word: (Field("custom.one", Sentence("One"), sort),)
    )
    form = form_for(CUSTOMERS, administrator.reach, only=["custom.one"])(
        sent(**{"custom.one": text})
    )
    assert "custom.one" in form.errors


def test_whoever_makes_a_customer_owns_it(rep: User) -> None:
    made = saving.create(CUSTOMERS, {"name": "王芳", "sort": "person"}, Actor(rep))
    assert (made.owner, made.team) == (rep, rep.team)


def test_two_forms_of_one_class_have_fields_of_their_own(by: Actor) -> None:
    asked = form_for(CUSTOMERS, by.user.reach, only=("name", "city"))
    first, second = asked(), asked()
    first.fields["name"].label = "Called"
    assert second.fields["name"].label == "Name"
    assert first.fields.keys() == second.fields.keys() == {"name", "city"}
