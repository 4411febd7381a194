"""The customer chooses who may contact them how, and has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.consenting import may_contact, who_may_contact_how
from goodwill.crm.customers.consenting.rule import judge
from goodwill.crm.customers.consenting.stating import Said, state
from goodwill.crm.customers.consenting.topics import ANY, TOPICS
from goodwill.crm.customers.errors import BadStatement
from goodwill.crm.customers.models import Consent, ContactPoint, Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

from ..conftest import logged_in

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Spoken:
    topic: str
    channel: str
    state: str
    stated_at: datetime = NOON
    until: date | None = None


def yes(topic: str, channel: str, hours: int = 0, until: date | None = None) -> Spoken:
    return Spoken(topic, channel, "given", NOON + timedelta(hours=hours), until)


def no(topic: str, channel: str, hours: int = 0, until: date | None = None) -> Spoken:
    return Spoken(topic, channel, "refused", NOON + timedelta(hours=hours), until)


def allowed(
    said: list[Spoken], topic: str = "news", channel: str = "email", on: date = DAY
) -> bool:
    return judge(said, topic, channel, on).is_allowed


@pytest.mark.parametrize(
    ("said", "is_allowed"),
    [
        ([], False),
        ([yes("news", "email")], True),
        ([yes("*", "*")], True),
        ([yes("news", "phone")], False),
        ([yes("news", "email"), no("*", "*", 1)], False),
        ([no("*", "*"), yes("news", "email", 1)], True),
        ([no("news", "email"), yes("*", "*", 1)], False),
        ([no("*", "email"), yes("news", "*", 1)], False),
        ([no("news", "email"), yes("news", "email", 1)], True),
        ([yes("news", "email", 1), no("news", "email")], True),
        ([no("news", "email"), yes("*", "*", 1), yes("news", "email", 2)], True),
        ([yes("news", "email", until=date(2026, 3, 1))], False),
        ([yes("news", "email", until=DAY)], True),
        ([yes("news", "email"), no("*", "*", 1, until=date(2026, 3, 1))], True),
        ([no("*", "*"), yes("news", "email", 1, until=date(2026, 3, 1))], False),
        ([yes("news", "email", 48)], False),
    ],
)
def test_the_most_specific_of_the_latest_holds_and_doubt_means_no(
    said: list[Spoken], is_allowed: bool
) -> None:
    assert allowed(said) is is_allowed


def test_what_needs_no_consent_is_allowed_until_it_is_refused() -> None:
    assert allowed([], topic="service")
    assert not allowed([no("service", "*")], topic="service")


topics = st.sampled_from([ANY, *TOPICS])
channels = st.sampled_from([ANY, *CHANNELS])
spoken = st.builds(
    Spoken,
    topics,
    channels,
    st.sampled_from(["given", "refused"]),
    st.integers(-99, 0).map(lambda hours: NOON + timedelta(hours=hours)),
    st.none() | st.dates(date(2026, 2, 25), date(2026, 3, 9)),
)
about = st.sampled_from(list(TOPICS))
by_way_of = st.sampled_from(list(CHANNELS))


@given(st.lists(spoken, max_size=8), about, by_way_of)
@settings(max_examples=25)
def test_a_last_no_to_everything_bars_everything(
    said: list[Spoken], topic: str, channel: str
) -> None:
    assert not allowed([*said, no("*", "*", 1)], topic, channel)


@given(st.lists(spoken, max_size=8), about, by_way_of)
@settings(max_examples=25)
def test_a_last_yes_to_exactly_this_opens_it(said: list[Spoken], topic: str, channel: str) -> None:
    assert allowed([*said, yes(topic, channel, 1)], topic, channel)


@given(st.lists(spoken, max_size=8), spoken, about, by_way_of)
@settings(max_examples=25)
def test_a_refusal_never_opens_and_a_consent_never_bars(
    said: list[Spoken], more: Spoken, topic: str, channel: str
) -> None:
    before, after = allowed(said, topic, channel), allowed([*said, more], topic, channel)
    assert (before <= after) if more.state == "given" else (before >= after)


@given(st.lists(spoken, max_size=8), spoken, about, by_way_of)
@settings(max_examples=25)
def test_what_is_said_of_another_topic_or_channel_changes_nothing(
    said: list[Spoken], more: Spoken, topic: str, channel: str
) -> None:
    if more.topic not in (ANY, topic) or more.channel not in (ANY, channel):
        assert allowed(said, topic, channel) == allowed([*said, more], topic, channel)


@given(st.permutations([no("*", "*"), yes("news", "email", 1), no("news", "*", 2)]))
@settings(max_examples=6)
def test_the_order_of_recording_does_not_matter_only_when_it_was_said(said: list[Spoken]) -> None:
    assert not allowed(said)


@pytest.fixture
def li(by: Actor) -> Customer:
    return changing.create(Customer(sort="person", name="李娜", preferred_channel="phone"), by)


def reach(customer: Customer, sort: str, value: str, by: Actor) -> ContactPoint:
    return changing.create(ContactPoint(customer=customer, sort=sort, given=value, value=value), by)


def test_no_e_mail_propose_the_phone(li: Customer, by: Actor) -> None:
    reach(li, "phone", "+8613800138000", by)
    state(li, Said("refused", ANY, "email"), by)
    answer = may_contact(li, "personal", "email")
    assert not answer.is_allowed
    assert answer.instead == "phone"
    assert str(answer.because).endswith("Propose instead: Phone.")


def test_a_way_that_nobody_knows_is_not_proposed(li: Customer, by: Actor) -> None:
    state(li, Said("refused", ANY, "email"), by)
    assert may_contact(li, "personal", "email").instead == ""


def test_who_is_not_to_be_contacted_is_not_contacted_at_all(li: Customer, by: Actor) -> None:
    state(li, Said("given", proof="form"), by)
    assert may_contact(li, "news", "phone").is_allowed
    changing.change(li, {"do_not_contact": True}, by)
    assert not may_contact(li, "news", "phone").is_allowed
    assert str(who_may_contact_how(li)) == "Do not contact at all."


def test_one_line_says_who_may_contact_how(li: Customer, by: Actor) -> None:
    assert str(who_may_contact_how(li)) == (
        "Prefers: Phone. Nothing stated yet, so only orders, contracts and questions and "
        "personal contact."
    )
    state(li, Said("refused", ANY, "email"), by)
    state(li, Said("given", ANY, "phone", proof="call"), by)
    state(li, Said("given", ANY, "wechat", proof="call"), by)
    assert str(who_may_contact_how(li)) == (
        "Prefers: Phone. Phone and WeChat: everything. E-mail: nothing. "
        "Otherwise only orders, contracts and questions and personal contact."
    )


@pytest.mark.parametrize(
    "said",
    [
        Said("given"),
        Said("perhaps", proof="form"),
        Said("refused", "weather"),
        Said("refused", channel="pigeon"),
        Said("refused", basis="whim"),
        Said("refused", stated_at=datetime(2999, 1, 1, tzinfo=UTC)),
        Said("refused", until=date(2020, 1, 1)),
    ],
)
def test_a_statement_that_cannot_be_is_refused(li: Customer, by: Actor, said: Said) -> None:
    with pytest.raises(BadStatement):
        state(li, said, by)
    assert not Consent.objects.exists()


def test_a_statement_is_recorded_in_two_taps(li: Customer, by: Actor, administrator: User) -> None:
    browser = logged_in(administrator)
    page = f"/customers/{li.public_id}/consent/"
    assert "Nothing stated yet" in browser.get(page).content.decode()
    answer = browser.post(f"{page}email/", {"state": "refused"})
    assert "E-mail: nothing." in answer.content.decode()
    (consent,) = Consent.objects.all()
    assert (consent.topic, consent.channel, consent.basis) == ("*", "email", "objection")
    assert consent.proof == "Said to 王芳"


def test_a_statement_in_detail_asks_for_its_proof(li: Customer, administrator: User) -> None:
    browser = logged_in(administrator)
    page = f"/customers/{li.public_id}/consent/state/"
    told = {"state": "given", "topic": "news", "channel": "email", "stated_on": "2026-01-05"}
    assert browser.post(page, told).status_code == 422
    assert browser.post(page, {**told, "proof": "Signed form 12"}).status_code == 200
    (consent,) = Consent.objects.all()
    assert consent.stated_at.date() == date(2026, 1, 5)


def test_the_card_is_only_for_those_within_reach(li: Customer, outsider: User) -> None:
    browser = logged_in(outsider)
    browser.defaults["HTTP_HX_REQUEST"] = "true"
    assert browser.get(f"/customers/{li.public_id}/consent/").status_code == 404
    posted = browser.post(f"/customers/{li.public_id}/consent/email/", {"state": "refused"})
    assert posted.status_code == 404
    assert not Consent.objects.exists()


def test_the_card_asks_the_database_equally_often_however_much_was_said(
    li: Customer, by: Actor, administrator: User
) -> None:
    browser = logged_in(administrator)
    counts = []
    for _ in range(3):
        state(li, Said("refused", ANY, "email"), by)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/customers/{li.public_id}/consent/")
        counts.append(len(queries))
    assert counts[1] == counts[2]
