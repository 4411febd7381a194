"""Whom conditions fit: what the lists of the database say, and what was counted by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import widest
from goodwill.crm.commerce.models import Order, OrderLine, Product, ProductFamily
from goodwill.crm.customers.models import Activity, ContactPoint, Customer, Tag
from goodwill.crm.records import changing, sharing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.lists import conditions as of_lists
from goodwill.crm.records.lists.conditions import NotUnderstood
from goodwill.crm.records.own_fields.models import OwnField
from goodwill.crm.value.segmenting import conditions, counting, drawing, matching, questions
from goodwill.crm.value.segmenting.columns import People

ALL = widest(0)


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """An installation of its own: what is drawn lies in it."""
    from dataclasses import replace

    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    return tmp_path


@pytest.fixture
def people(home: Path, by: Actor, rep: User) -> People:
    """Six customers whom all tests of this file ask about."""
    OwnField.objects.create(
        kind="customers", name="shelf", labels={"en": "Shelf"}, sort="number", is_unique=False
    )
    vip = Tag.objects.create(name="VIP")
    old = Tag.objects.create(name="old friend")
    facts: list[dict[str, Any]] = [
        {"name": "上海恒泰精密", "city": "上海", "stage": "repeat", "owner": rep},
        {"name": "Müller & Söhne", "city": "Köln", "stage": "lost", "custom": {"shelf": 12}},
        {"name": "北京远山", "city": "北京", "stage": "repeat", "known_on": date(2024, 2, 29)},
        {"name": "Ada", "sort": "person", "do_not_contact": True, "custom": {"shelf": 0}},
        {"name": "abc 50% off", "city": "上海", "known_on": date(2026, 1, 1)},
        {"name": "Nobody", "is_customer": False, "category": "ABC"},
    ]
    made = [changing.create(Customer(**one), by) for one in facts]
    made[0].tags.set([vip, old])
    made[1].tags.set([old])
    Customer.objects.filter(pk=made[2].pk).update(parent=made[0])
    _bought(made, by)
    changing.create(
        ContactPoint(customer=made[0], sort="email", given="a@b.cn", value="a@b.cn"), by
    )
    now = timezone.now()
    for whom, sort, days in ((0, "visit", 3), (0, "call", 40), (1, "visit", 400)):
        changing.create(
            Activity(
                customer=made[whom], sort=sort, subject="x", happened_at=now - timedelta(days=days)
            ),
            by,
        )
    return drawing.draw()


def _bought(made: list[Customer], by: Actor) -> None:
    """恒泰: two orders of presses, one long ago; Müller: oil, cancelled; 远山: brought back."""
    machines = changing.create(ProductFamily(name="Machines"), by)
    presses = changing.create(ProductFamily(name="Presses", parent=machines), by)
    press = changing.create(Product(number="P1", name="Press", family=presses), by)
    oil = changing.create(Product(number="P2", name="Oil"), by)
    today = timezone.localdate()
    orders = (
        (0, "A1", 5, "sale", "confirmed", ((press, 100_00), (press, 20_00), (oil, 5_00))),
        (0, "A2", 500, "sale", "delivered", ((press, 90_00),)),
        (1, "B1", 5, "sale", "cancelled", ((oil, 7_00),)),
        (2, "C1", 20, "sale", "confirmed", ((oil, 7_00),)),
        (2, "C2", 10, "return", "confirmed", ((oil, -7_00),)),
    )
    for whom, number, days, sort, status, lines in orders:
        order = Order(
            customer=made[whom],
            number=number,
            ordered_on=today - timedelta(days=days),
            sort=sort,
            status=status,
            currency="CNY",
            amount_minor=sum(amount for _, amount in lines),
        )
        changing.create(order, by)
        for position, (product, amount) in enumerate(lines):
            OrderLine.objects.create(
                order=order,
                position=position,
                product=product,
                quantity_thousandths=1000,
                amount_minor=amount,
            )


def names(people: People, told: Any) -> set[str]:
    """Who fits, by name."""
    flags = matching.matching(people, conditions.read(ALL, told))
    found = Customer.objects.filter(pk__in=people.pk[flags].tolist())
    return set(found.values_list("name", flat=True))


HENGTAI, MUELLER, YUANSHAN = "上海恒泰精密", "Müller & Söhne", "北京远山"
ADA, ABC, NOBODY = "Ada", "abc 50% off", "Nobody"
DID = [
    ({"did": "orders", "from": 2}, {HENGTAI}),
    ({"did": "orders", "from": 1, "days": 30}, {HENGTAI, YUANSHAN}),
    ({"did": "orders", "is": 0}, {MUELLER, ADA, ABC, NOBODY}),
    ({"did": "bought", "from": 215}, {HENGTAI}),
    ({"did": "bought", "between": [7, 130], "days": 30}, {HENGTAI, YUANSHAN}),
    ({"did": "returns", "from": 1}, {YUANSHAN}),
    ({"did": "contacts", "from": 1, "days": 30}, {HENGTAI}),
    ({"did": "contacts", "from": 1, "of": "1"}, {HENGTAI, MUELLER}),
    ({"field": "does.last_order_on", "not_for_days": 10}, {MUELLER, YUANSHAN, ADA, ABC, NOBODY}),
    ({"field": "does.last_order_on", "last_days": 20}, {HENGTAI, YUANSHAN}),
    ({"field": "does.first_order_on", "empty": True}, {MUELLER, ADA, ABC, NOBODY}),
    ({"field": "does.has_email", "yes": True}, {HENGTAI}),
    ({"field": "does.last_contact_at", "last_days": 3}, {HENGTAI}),
    ({"field": "does.open_tasks", "is": 0}, {HENGTAI, MUELLER, YUANSHAN, ADA, ABC, NOBODY}),
]


def test_what_they_did_is_counted(people: People, company_currency: None) -> None:
    """By hand, from the orders and contacts above."""
    for told, fitting in DID:
        assert names(people, {"all": [told]}) == fitting, told


def test_an_order_of_two_presses_is_one_order(people: People, company_currency: None) -> None:
    press = str(Product.objects.get(name="Press").public_id)
    machines = str(ProductFamily.objects.get(name="Machines").public_id)
    for of in (press, machines):
        assert names(people, {"all": [{"did": "orders", "is": 2, "of": of}]}) == {HENGTAI}
        assert names(people, {"all": [{"did": "bought", "is": 210, "of": of}]}) == {HENGTAI}
        recent = {"did": "orders", "is": 1, "of": of, "days": 30}
        assert names(people, {"all": [recent]}) == {HENGTAI}


@pytest.fixture
def company_currency(people: People) -> None:
    """The company counts in the currency of these orders."""
    from goodwill.crm.accounts.company import company

    assert company().currency == "CNY"


def test_groups_stand_in_groups(people: People) -> None:
    """All, any and none, three deep."""
    inner = {"none": [{"field": "stage", "is": "lost"}, {"field": "sort", "is": "person"}]}
    told = {
        "all": [
            {
                "any": [
                    {"all": [{"field": "city", "is": "上海"}, inner]},
                    {"did": "returns", "from": 1},
                ]
            },
            {"field": "is_customer", "yes": True},
        ]
    }
    assert names(people, told) == {HENGTAI, ABC, YUANSHAN}
    assert names(people, {}) == {HENGTAI, MUELLER, YUANSHAN, ADA, ABC, NOBODY}


def _asked_values() -> dict[str, list[Any]]:
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    return {
        "name": ["abc", "ABC", "50%", "上海", "Müller & Söhne", "x"],
        "city": ["上海", "Köln", "shang"],
        "stage": ["repeat", "lost", "advocate"],
        "category": ["ABC", "abc"],
        "custom.shelf": ["0", "12", "11.5"],
        "known_on": ["2024-02-29", "2026-01-01", day],
        "created_at": [day, timezone.localdate().isoformat()],
        "owner": [],
        "tags": [],
        "parent": [],
        "do_not_contact": [],
    }


@st.composite
def _one(draw: st.DrawFn) -> Any:
    name, values = draw(st.sampled_from(sorted(_asked_values().items())))
    field = questions.askable(ALL)[name]
    if name in ("owner", "tags"):
        model = {"owner": User, "tags": Tag}[name]
        values = [str(pk) for pk in model.objects.values_list("pk", flat=True)]
    if name == "parent":
        values = [str(one) for one in Customer.objects.values_list("public_id", flat=True)[:2]]
    word, operator = draw(st.sampled_from(sorted(questions.questions(field).items())))
    takes = operator.takes.value
    if takes == "nothing":
        return {"field": name, word: True}
    if takes == "days":
        return {"field": name, word: draw(st.sampled_from([0, 1, 3, 900]))}
    some = st.sampled_from(values)
    if takes == "one":
        return {"field": name, word: draw(some)}
    size = 2 if takes == "two" else draw(st.integers(1, 2))
    return {"field": name, word: draw(st.lists(some, min_size=size, max_size=size))}


def test_columns_say_what_the_lists_of_the_database_say(people: People) -> None:
    """Two ways to ask the same question: whoever filters a list gets the segment's members."""
    kind = questions.customers()

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(_one(), min_size=1, max_size=2), st.sampled_from(["all", "any"]))
    def check(parts: list[Any], join: str) -> None:
        told = {join: parts}
        asked = of_lists.read(kind, ALL, told)
        from goodwill.crm.records.lists import fields

        rows = fields.with_own(Customer.objects.present(), tuple(one.field for one in asked))
        listed = rows.filter(of_lists.query(kind, ALL, asked))
        flags = matching.matching(people, conditions.read(ALL, told))
        assert set(people.pk[flags].tolist()) == set(listed.values_list("pk", flat=True)), told

    check()


def test_counts_cover_what_the_person_sees(people: People, rep: User, by: Actor) -> None:
    """Own ones, those of the team, those that were shown."""
    everybody = conditions.read(ALL, {})
    assert counting.count(people, ALL, everybody).fitting == 6
    assert counting.count(people, rep.reach, everybody).fitting == 1
    assert by.user
    sharing.share(Customer.objects.get(name=ADA), rep, by.user)
    assert counting.count(people, rep.reach, everybody).of == 2


def test_hidden_fields_cannot_be_asked_for(people: People, rep: User) -> None:
    rep.role.hidden_fields = ["customers.credit_rating", "orders.amount_minor"]
    rep.role.save()
    reach = User.objects.get(pk=rep.pk).reach
    for told in ({"field": "credit_rating", "is": "A"}, {"did": "bought", "from": 1}):
        conditions.read(ALL, {"all": [told]})
        with pytest.raises(NotUnderstood):
            conditions.read(reach, {"all": [told]})


def test_what_is_no_condition_is_refused(db: None) -> None:
    deep: Any = {"field": "city", "is": "x"}
    for _ in range(7):
        deep = {"all": [deep]}
    wrong = (
        "not json",
        {"all": {}},
        {"some": []},
        {"all": [], "any": []},
        {"all": [{"field": "city"}]},
        {"all": [{"field": "owner", "me": True}]},
        {"all": [{"field": "notes", "contains": "x"}]},
        {"all": [{"did": "orders", "from": "many"}]},
        {"all": [{"did": "orders", "from": 1, "days": -1}]},
        {"all": [{"did": "orders", "from": 1, "of": "press"}]},
        {"all": [{"did": "returns", "from": 1, "of": "1"}]},
        {"all": [{"did": "flights", "from": 1}]},
        {"all": [{"field": "city", "is": "x"}] * 51},
        deep,
    )
    for told in wrong:
        with pytest.raises(NotUnderstood):
            conditions.read(ALL, told)  # type: ignore[arg-type]


def test_a_moment_is_on_the_day_it_is_where_the_company_is(
    home: Path, by: Actor, settings: Any
) -> None:
    """Half past midnight in Shanghai is still the day before in UTC."""
    settings.TIME_ZONE = "Asia/Shanghai"
    early = datetime(2026, 3, 2, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    customer = changing.create(Customer(name="远山"), by)
    Customer.objects.filter(pk=customer.pk).update(created_at=early)
    people = drawing.draw()
    assert names(people, {"all": [{"field": "created_at", "is": "2026-03-02"}]}) == {"远山"}
    assert names(people, {"all": [{"field": "created_at", "before": "2026-03-02"}]}) == set()


def test_consent_is_judged_as_for_one_customer(people: People, by: Actor) -> None:
    """Yes to all, then no to offers by e-mail; yes long run out; yes, but do not contact."""
    from goodwill.crm.customers.consenting import may_contact
    from goodwill.crm.customers.models import Consent
    from goodwill.crm.records.models import new_id

    now = timezone.now()
    said: list[tuple[str, str, str, str, int, int | None]] = [
        (HENGTAI, "*", "*", "given", 9, None),
        (HENGTAI, "offers", "email", "refused", 5, None),
        (MUELLER, "offers", "*", "given", 300, 100),
        (ADA, "offers", "*", "given", 9, None),
        (YUANSHAN, "*", "*", "refused", 4, None),
        (YUANSHAN, "offers", "wechat", "given", 3, None),
        (ABC, "offers", "email", "given", 2, -30),
    ]
    for name, topic, channel, state, days, until in said:
        Consent.objects.create(
            public_id=new_id(),
            customer=Customer.objects.get(name=name),
            topic=topic,
            channel=channel,
            state=state,
            basis="consent",
            stated_at=now - timedelta(days=days),
            until=None if until is None else timezone.localdate() - timedelta(days=until),
        )
    known = drawing.draw()
    for channel in ("email", "phone", "sms", "wechat"):
        allowed = {
            one.name
            for one in Customer.objects.all()
            if may_contact(one, "offers", channel).is_allowed
        }
        told = {"all": [{"field": f"does.may_{channel}", "yes": True}]}
        assert names(known, told) == allowed
    assert names(known, {"all": [{"field": "does.may_email", "yes": True}]}) == {ABC}
