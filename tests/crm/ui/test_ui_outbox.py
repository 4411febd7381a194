"""Without a connection: pages that were kept open, what is logged waits, and it arrives once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 780}
WAITING = "#outbox-list .outbox__entry"


def log(page, text: str) -> None:
    page.locator("#log textarea").fill(text)
    page.locator("#log [name=channel]").first.check()
    page.locator("#log [type=submit]").click()


def waits_for(page, sentence: str) -> None:
    expect(page.locator(".bottom__waiting")).to_contain_text(sentence)


def test_what_is_logged_offline_arrives_once(window, administrator, parts):
    page = window(administrator, "/parts/", **PHONE)
    page.context.set_offline(True)
    log(page, "地下室里的拜访")
    waits_for(page, "1 waits to be sent")
    log(page, "a second one")
    waits_for(page, "2 wait to be sent")
    assert parts == []
    page.context.set_offline(False)
    expect(page.locator(".bottom__waiting")).not_to_be_visible()
    assert [entry["text"] for entry in parts] == ["地下室里的拜访", "a second one"]
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7.*", one["public_id"]) for one in parts)


def test_an_answer_that_was_lost_makes_no_second_entry(window, administrator, parts):
    page = window(administrator, "/parts/", **PHONE)

    def lose(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/logged/", lose, times=1)
    log(page, "in the lift")
    waits_for(page, "1 waits to be sent")
    page.locator(".bottom__waiting").click()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(WAITING)).to_have_count(0)
    assert len(parts) == 1


def test_what_waits_outlives_the_page(window, administrator, parts):
    page = window(administrator, "/parts/", **PHONE)
    page.route("**/logged/", lambda route: route.abort())
    log(page, "kept")
    waits_for(page, "1 waits to be sent")
    page.unroute("**/logged/")
    page.reload()
    expect(page.locator(".toast").first).to_contain_text("Sent: Visit: kept")
    assert len(parts) == 1


def test_a_refusal_is_shown_in_the_servers_words_and_can_be_discarded(window, administrator, parts):
    page = window(administrator, "/parts/", **PHONE)
    page.context.set_offline(True)
    log(page, "refuse this")
    page.context.set_offline(False)
    waits_for(page, "Something could not be sent")
    page.locator(".bottom__waiting").click()
    expect(page.locator(WAITING)).to_contain_text("Someone else closed this visit.")
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(WAITING)).to_have_count(0)
    assert parts == []


def test_what_one_person_logged_is_not_sent_by_another(window, administrator, rep, parts):
    page = window(administrator, "/parts/", **PHONE)
    page.route("**/logged/", lambda route: route.abort())
    log(page, "mine")
    waits_for(page, "1 waits to be sent")
    page.evaluate("document.body.dataset.me")
    page.unroute("**/logged/")
    page.context.clear_cookies()
    page.context.add_cookies(window(rep, "/parts/").context.cookies())
    page.reload()
    expect(page.locator(".bottom__waiting")).not_to_be_visible()
    assert parts == []


@pytest.fixture
def kept(window, administrator):
    """A page whose worker has kept what the list of addresses names."""
    page = window(administrator, "/parts/", service_workers="allow", **PHONE)
    page.wait_for_selector("body[data-kept]")
    return page


def test_pages_of_ones_own_are_read_offline_and_others_say_so(kept, live_server):
    kept.context.set_offline(True)
    kept.goto(f"{live_server.url}/parts/")
    expect(kept.locator("h1")).to_contain_text("上海恒泰精密")
    expect(kept.locator("#unconnected")).to_be_visible()
    kept.goto(f"{live_server.url}/account/sessions/")
    expect(kept.locator("h1")).to_have_text("No connection")


def test_logging_out_empties_what_was_kept(kept, live_server):
    kept.locator("[data-opens=more]").click()
    kept.locator("#more").get_by_text("Log out").click()
    kept.wait_for_url("**/account/login/**")
    kept.wait_for_function(
        "async () => (await caches.keys()).every(name => !name.startsWith('pages-'))"
    )
