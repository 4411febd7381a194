"""Customers are reached by what works, on the ways they allow."""

from __future__ import annotations

import phonenumbers
import pytest
from django.core.validators import validate_email
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.consenting.stating import Said, state
from goodwill.crm.customers.errors import BadContactPoint
from goodwill.crm.customers.models import ContactPoint, Customer
from goodwill.crm.customers.reaching import addresses, elsewhere, points, writing
from goodwill.crm.customers.reaching.writing import link, shown, written
from goodwill.crm.records import changing, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change

from ..conftest import logged_in


@given(st.from_regex(writing._USUAL_ADDRESS, fullmatch=True, alphabet=st.characters(codec="ascii")))
def test_what_counts_as_an_address_at_first_sight_counts_at_a_closer_look(address):
    validate_email(address)
    assert written("email", address, "").value == address


@pytest.mark.parametrize(
    ("sort", "given", "value"),
    [
        ("phone", "138 0013 8000", "+8613800138000"),
        ("phone", "＋86 21-6100-1234", "+862161001234"),
        ("phone", "+44 20 7031 3000 ext. 12", "+442070313000"),
        ("email", " Anna.Berg@Example.COM ", "anna.berg@example.com"),
        ("wechat", "Wang_Fang-88", "wang_fang-88"),
        ("whatsapp", "+49 151 23456789", "+4915123456789"),
        ("web", "WWW.Example.com/About", "https://www.example.com/About"),
        ("address", "上海市浦东新区张江路 100 号", "上海市浦东新区张江路 100 号"),
    ],
)
def test_a_contact_point_is_kept_as_given_and_as_machines_need_it(
    sort: str, given: str, value: str
) -> None:
    assert written(sort, given, "CN").value == value


@pytest.mark.parametrize(
    ("sort", "given", "why"),
    [
        ("phone", "hello", "no telephone number"),
        ("phone", "12", "too few or too many"),
        ("email", "anna at example", "no e-mail"),
        ("wechat", "芳", "no WeChat"),
        ("web", "javascript://alert(1)", "no web address"),
        ("web", "two words", "no web address"),
        ("email", "", "Please write"),
        ("address", " ", "at least the street"),
    ],
)
def test_what_reaches_nobody_is_refused_with_the_reason(sort: str, given: str, why: str) -> None:
    with pytest.raises(BadContactPoint, match=why):
        written(sort, given, "CN")


def test_numbers_in_full_are_kept_as_the_library_of_numbers_reads_them() -> None:
    """Of every country: an example, one digit more or less, a prefix of the country between."""
    read = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = phonenumbers.example_number(region)
        code, national = f"+{number.country_code}", str(number.national_number)
        for rest in (national, national[:-1], f"{national}0", f"0{national}", f"1{national}"):
            given = f"{code} {rest[:3]} {rest[3:]}"
            wanted = phonenumbers.parse(given)
            if not phonenumbers.is_possible_number(wanted):
                continue
            kept = written("phone", given, "CN")
            assert kept.value == phonenumbers.format_number(wanted, PhoneNumberFormat.E164)
            assert kept.country == (phonenumbers.region_code_for_number(wanted) or "")
            read += 1
    assert read > 500


def test_numbers_read_as_at_home_or_abroad_and_keep_their_extension() -> None:
    kept = written("phone", "+44 20 7031 3000 ext. 12", "CN")
    assert shown("phone", kept.value, kept.parts, "CN") == "+44 20 7031 3000 × 12"
    assert shown("phone", "+8613800138000", {}, "CN") == "138 0013 8000"
    assert link("phone", kept.value, kept.parts) == "tel:+442070313000;ext=12"


@pytest.mark.parametrize(
    ("country", "parts", "line", "region"),
    [
        (
            "CN",
            {
                "country_area": "江苏省",
                "city": "苏州市",
                "city_area": "虎丘区",
                "street_address": "科技路 8 号",
                "postal_code": "215000",
            },
            "215000 江苏省苏州市虎丘区 科技路 8 号",
            "CN-JS",
        ),
        (
            "US",
            {
                "country_area": "CA",
                "city": "Mountain View",
                "street_address": "1600 Amphitheatre Pkwy",
                "postal_code": "94043",
            },
            "1600 Amphitheatre Pkwy, Mountain View, CA 94043",
            "US-CA",
        ),
        (
            "DE",
            {"city": "Köln", "street_address": "Domstraße 1", "postal_code": "50667"},
            "Domstraße 1, 50667 Köln",
            "",
        ),
        ("US", {"city": "Reno"}, "Reno", ""),
    ],
)
def test_an_address_reads_in_the_order_of_its_country(
    country: str, parts: dict[str, str], line: str, region: str
) -> None:
    kept = written("address", "", country, parts)
    assert (kept.value, kept.region) == (line, region)


def test_regions_have_their_codes_of_today_in_any_writing() -> None:
    assert addresses.region_code("CN", "内蒙古自治区") == "CN-NM"
    assert addresses.region_code("CN", "广西") == "CN-GX"
    assert addresses.region_code("CN", "Jiangsu Sheng") == "CN-JS"
    assert addresses.region_code("TW", "台北市") == "TW-TPE"
    assert addresses.region_code("CN", "Atlantis") == ""
    assert addresses.regions("US")["US-CA"] == "California"


@pytest.fixture
def li(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(sort="person", name="李娜", owner=rep), by)


def test_the_first_of_its_sort_is_the_first_choice_until_another_is(
    li: Customer, by: Actor
) -> None:
    first = points.add(li, "phone", "138 0013 8000", by)
    second = points.add(li, "phone", "139 0013 9000", by)
    assert (first.is_primary, second.is_primary) == (True, False)
    points.make_first_choice(second, by)
    first.refresh_from_db()
    assert (first.is_primary, second.is_primary) == (False, True)
    points.remove(second, by)
    first.refresh_from_db()
    assert first.is_primary


def test_what_is_removed_comes_back_whole(li: Customer, by: Actor, administrator: User) -> None:
    first = points.add(li, "phone", "138 0013 8000", by)
    second = points.add(li, "phone", "139 0013 9000", by)
    action = Actor(administrator)
    points.remove(first, action)
    undoing_many.undo_batch(action.batch, Actor(administrator))
    kept = {one.pk: one.is_primary for one in li.contact_points.present()}
    assert kept == {first.pk: True, second.pk: False}


def test_the_same_number_is_not_added_twice(li: Customer, by: Actor) -> None:
    points.add(li, "phone", "138 0013 8000", by)
    with pytest.raises(BadContactPoint, match="already"):
        points.add(li, "phone", "+86-138-0013-8000", by)


def test_what_no_longer_holds_says_why_and_a_correction_starts_anew(
    li: Customer, by: Actor
) -> None:
    point = points.add(li, "email", "li@example.com", by)
    points.verify(point, by)
    points.mark_invalid(point, "bounced", by)
    assert point.invalid_because == "bounced"
    assert point.verified_at is None
    points.correct(point, "li.na@example.com", by)
    assert (point.value, point.invalid_since) == ("li.na@example.com", None)
    lines = Change.objects.filter(kind="contact_points", record_id=point.pk)
    assert lines.count() == 4


def test_changing_what_was_given_changes_the_checked_form_whichever_way(
    li: Customer, by: Actor
) -> None:
    point = points.add(li, "phone", "138 0013 8000", by)
    changing.change(point, {"given": "139 0013 9000"}, by)
    assert ContactPoint.objects.get(pk=point.pk).value == "+8613900139000"
    with pytest.raises(BadContactPoint):
        changing.change(point, {"given": "hello"}, by)


def test_the_same_number_at_another_customer_is_told_only_within_reach(
    li: Customer, by: Actor, rep: User, outsider: User
) -> None:
    point = points.add(li, "phone", "138 0013 8000", by)
    mine = changing.create(Customer(name="恒泰", owner=rep), by)
    theirs = changing.create(Customer(name="Western", owner=outsider), by)
    for other in (mine, theirs):
        points.add(other, "phone", "+86 138 0013 8000", by)
    found = elsewhere.known_elsewhere([point], rep.reach)
    assert found == {("phone", "+8613800138000"): [mine]}


def card(browser: Client, customer: Customer) -> str:
    return browser.get(f"/customers/{customer.public_id}/reaching/").content.decode()


def test_a_call_is_one_tap_away_unless_the_customer_refused(
    li: Customer, by: Actor, rep: User
) -> None:
    points.add(li, "phone", "138 0013 8000", by)
    points.add(li, "email", "li@example.com", by)
    browser = logged_in(rep)
    assert 'href="tel:+8613800138000"' in card(browser, li)
    assert 'href="mailto:li@example.com"' in card(browser, li)
    state(li, Said("refused", channel="email"), by)
    page = card(browser, li)
    assert "mailto:" not in page
    assert "Propose instead: Phone." in page


def test_contact_points_are_added_mended_and_removed_on_the_card(
    li: Customer, rep: User, by: Actor
) -> None:
    browser = logged_in(rep)
    page = f"/customers/{li.public_id}/reaching/"
    assert 'name="given"' in browser.get(f"{page}?add=phone").content.decode()
    assert browser.post(f"{page}phone/", {"given": "12"}).status_code == 422
    assert browser.post(f"{page}phone/", {"given": "13800138000"}).status_code == 200
    point = ContactPoint.objects.get()
    there = f"/contact_points/{point.public_id}"
    assert 'value="13800138000"' in browser.get(f"{page}?edit={point.public_id}").content.decode()
    browser.post(f"{there}/correct/", {"given": "13900139000", "label": "office"})
    browser.post(f"{there}/verify/")
    point.refresh_from_db()
    assert (point.value, point.label) == ("+8613900139000", "office")
    assert point.verified_at is not None
    browser.post(f"{there}/invalidate/", {"because": "nobody there"})
    assert "nobody there" in card(browser, li)


def test_an_address_asks_for_the_parts_of_its_country(li: Customer, rep: User) -> None:
    browser = logged_in(rep)
    page = f"/customers/{li.public_id}/reaching/"
    asked = browser.get(f"{page}?add=address&country=CN").content.decode()
    assert "江苏省" in asked
    assert asked.index('name="postal_code"') < asked.index('name="street_address"')
    told = {"country": "CN", "country_area": "江苏省", "city": "苏州市", "street_address": "科技路"}
    browser.post(f"{page}address/", told)
    assert ContactPoint.objects.get().region == "CN-JS"


def test_others_do_not_touch_what_is_out_of_their_reach(
    li: Customer, by: Actor, outsider: User
) -> None:
    point = points.add(li, "phone", "138 0013 8000", by)
    browser = logged_in(outsider)
    browser.defaults["HTTP_HX_REQUEST"] = "true"
    for verb in ("correct", "prefer", "verify", "invalidate"):
        assert browser.post(f"/contact_points/{point.public_id}/{verb}/").status_code == 404
    assert browser.get(f"/customers/{li.public_id}/reaching/").status_code == 404


def test_the_card_asks_equally_often_for_two_points_as_for_ten(
    li: Customer, by: Actor, rep: User
) -> None:
    browser = logged_in(rep)
    counts = []
    for start in (0, 10, 20):
        for number in range(start, start + 2 + start // 2):
            points.add(li, "phone", f"138001380{number:02}", by)
        with CaptureQueriesContext(connection) as queries:
            card(browser, li)
        counts.append(len(queries))
    assert counts[1] == counts[2]
