"""The bell counts what is new, and each notice leads to what it tells of."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.notices import telling, wording
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.language import Sentence

from ...conftest import logged_in


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(name="上海恒泰精密", owner=rep, team=rep.team), by)


def tell(person: User, about: Customer, key: str) -> None:
    sentence = Sentence("{who} mentioned you: {subject}", who="王芳", subject="续约")
    telling.tell([person], telling.news(Notice.Sort.MENTION, sentence, about, key=key))


def test_one_event_is_told_once(hengtai: Customer, rep: User) -> None:
    tell(rep, hengtai, "a")
    tell(rep, hengtai, "a")
    tell(rep, hengtai, "b")
    assert Notice.objects.count() == 2


def test_the_bell_counts_what_is_new(hengtai: Customer, rep: User, manager: User) -> None:
    browser = logged_in(rep)
    assert browser.get(reverse("notices_count")).text.strip() == ""
    tell(rep, hengtai, "a")
    tell(manager, hengtai, "a")
    assert "1 new" in browser.get(reverse("notices_count")).text
    browser.post(reverse("see_notices"))
    assert browser.get(reverse("notices_count")).text.strip() == ""
    assert Notice.objects.of(manager).unseen().count() == 1


def test_the_bell_is_cheap_however_much_there_is(hengtai: Customer, rep: User) -> None:
    for number in range(120):
        tell(rep, hengtai, str(number))
    browser = logged_in(rep)
    with CaptureQueriesContext(connection) as caught:
        assert "99+" in browser.get(reverse("notices_count")).text
    asked = [query["sql"] for query in caught if "notice" in query["sql"]]
    assert len(asked) == 1
    assert "LIMIT 100" in asked[0]


def test_opening_one_leads_to_what_it_tells_of(hengtai: Customer, rep: User) -> None:
    tell(rep, hengtai, "a")
    notice = Notice.objects.get()
    answer = logged_in(rep).post(reverse("open_notice", args=[notice.public_id]))
    assert answer.headers["Location"] == reverse("customer", args=[hengtai.public_id])
    notice.refresh_from_db()
    assert notice.seen_at is not None


def test_nobody_opens_the_notices_of_others(hengtai: Customer, rep: User, manager: User) -> None:
    tell(rep, hengtai, "a")
    where = reverse("open_notice", args=[Notice.objects.get().public_id])
    assert logged_in(manager).post(where).status_code == 404


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_the_page_opens_in_every_language(tag: str, hengtai: Customer, rep: User) -> None:
    rep.language = tag
    rep.save()
    browser = logged_in(rep)
    assert browser.get(reverse("notices")).status_code == 200
    tell(rep, hengtai, "a")
    page = browser.get(reverse("notices"))
    assert "王芳" in page.text
    assert "续约" in page.text


def test_sentences_come_back_as_they_were_kept() -> None:
    inner = Sentence("{n} day", "{n} days", n=3)
    from datetime import date
    from decimal import Decimal

    sentence = Sentence("x {a} {b} {c} {d}", a=inner, b=date(2026, 3, 3), c=Decimal("1.50"), d="王")
    again = wording.revived(wording.kept(sentence))
    assert str(again) == str(sentence)
    assert again.values["b"] == date(2026, 3, 3)
