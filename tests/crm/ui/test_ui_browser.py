"""The shell by keyboard and by hand: palette, help sheet, lists, dialogs, drawer, messages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def troubles(page) -> list[str]:
    return [told for told in page.troubles if "Service Worker" not in told]


def test_the_palette_is_used_by_keyboard_alone(window, administrator):
    page = window(administrator, "/parts/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Go, find, create or act")
    expect(box).to_be_focused()
    page.locator("#found [role=option]").first.wait_for()
    chosen = page.locator("#palette [role=option][aria-selected=true]")
    expect(chosen).to_contain_text("My day")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Customers")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/")
    assert troubles(page) == []


def test_the_palette_acts(window, administrator):
    page = window(administrator, "/parts/", color_scheme="light")
    page.keyboard.press("Control+k")
    page.keyboard.type("light or")
    expect(page.locator("#palette [role=option][aria-selected=true]")).to_have_text("Light or dark")
    with page.expect_response("**/look/"):
        page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    administrator.refresh_from_db()
    assert administrator.theme == "dark"


def test_esc_closes_the_palette_and_gives_the_focus_back(window, administrator):
    page = window(administrator, "/parts/")
    page.locator("#tell").focus()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    expect(page.locator("#tell")).to_be_focused()


def test_the_help_sheet_lists_what_the_keyboard_obeys(window, administrator):
    page = window(administrator, "/parts/")
    page.keyboard.press("?")
    sheet = page.locator("#keys")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("Next row")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/customers/")


def test_single_letters_can_be_switched_off(window, administrator):
    """WCAG 2.2, 2.1.4."""
    page = window(administrator, "/parts/")
    page.keyboard.press("?")
    page.get_by_label("Shortcuts of one letter work on this device").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_letters_typed_into_a_field_stay_letters(window, administrator):
    page = window(administrator, "/parts/")
    page.locator("#log textarea").click()
    page.keyboard.type("joke? gc")
    assert page.locator("#log textarea").input_value() == "joke? gc"
    expect(page.locator("#keys")).not_to_be_visible()


def test_a_list_is_walked_and_chosen_from_by_keyboard(window, administrator):
    page = window(administrator, "/parts/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    here = page.locator("[data-here]")
    expect(here).to_contain_text("Jonas & Co")
    page.keyboard.press("x")
    expect(here.locator("input")).to_be_checked()
    page.keyboard.press("k")
    expect(here).to_contain_text("上海恒泰精密")


def test_a_figure_opens_its_receipt_and_esc_leads_back(window, administrator):
    page = window(administrator, "/parts/")
    figure = page.locator("a.figure").first
    figure.click()
    receipt = page.locator("#drawer .receipt")
    expect(receipt).to_contain_text("revenue − returns − cost of goods")
    assert page.url.endswith("#receipt-va01")
    page.keyboard.press("Escape")
    expect(receipt).not_to_be_visible()
    expect(figure).to_be_focused()


def test_a_receipt_can_be_linked_to_and_fills_a_phone(window, administrator):
    page = window(administrator, "/parts/#receipt-rl07", width=360, height=740)
    receipt = page.locator("#drawer-frame")
    expect(receipt).to_contain_text("Repeat-purchase rate")
    assert receipt.bounding_box()["width"] == pytest.approx(360, abs=0.5)


def test_a_message_offers_the_way_back(window, administrator):
    page = window(administrator, "/parts/")
    page.locator("#tell").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("3 rows")
    page.keyboard.press("z")
    expect(toast).to_contain_text("Taken back.")


def test_a_refusal_appears_in_the_servers_words_and_the_page_stays(window, administrator):
    page = window(administrator, "/parts/")
    page.locator("#refuse").click()
    expect(page.locator(".toast")).to_contain_text("Your role does not allow this.")
    expect(page.locator("#part")).to_have_text("the part")


def test_a_failure_says_what_is_safe_and_tries_again(window, administrator):
    page = window(administrator, "/parts/")
    page.locator("#fail").click()
    expect(page.locator(".toast")).to_contain_text("nothing that was saved before is lost")
    with page.expect_response("**/fails/"):
        page.get_by_role("button", name="Try again").click()


def test_a_lost_connection_is_told_and_seen_to_end(window, administrator):
    page = window(administrator, "/parts/")
    page.context.set_offline(True)
    expect(page.locator("#unconnected")).to_be_visible()
    page.locator("#fail").click()
    expect(page.locator(".toast")).to_contain_text("What you entered is still here")
    page.context.set_offline(False)
    expect(page.locator("#unconnected")).not_to_be_visible()


def test_what_is_swapped_into_the_dialog_appears(window, administrator):
    page = window(administrator, "/parts/")
    page.locator("#load").click()
    dialog = page.get_by_role("dialog", name="Loaded")
    expect(dialog).to_contain_text("Here it is.")
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("#load")).to_be_focused()


def test_it_asks_before_it_does(window, administrator):
    page = window(administrator, "/parts/")
    page.locator("#sure").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Sure?")
    question.get_by_role("button", name="Go on").click()
    expect(page.locator(".toast")).to_contain_text("3 rows")


def test_what_was_typed_is_not_lost_by_a_slip(window, administrator):
    page = window(administrator, "/parts/")
    page.get_by_role("button", name="Log", exact=True).click()
    page.locator("#try textarea").fill("王总 asked for a renewal")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_contain_text("Leave without saving?")
    page.get_by_role("button", name="Cancel").last.click()
    assert page.locator("#try textarea").input_value() == "王总 asked for a renewal"


def test_a_menu_is_walked_by_arrows(window, administrator):
    page = window(administrator, "/parts/")
    button = page.get_by_role("button", name="More", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "Share"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Elsewhere"
    page.keyboard.press("End")
    assert focused(page) == "Delete"
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    assert button.get_attribute("aria-expanded") == "false"


def test_a_phone_has_what_it_needs_within_reach_of_the_thumb(window, administrator):
    page = window(administrator, "/parts/", width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    bar = page.get_by_role("navigation", name="Main")
    told = [tab.strip() for tab in bar.locator(".bottom__tab").all_inner_texts()]
    assert told == ["My day", "Customers", "", "Search", "More"]
    small = bar.locator(".bottom__tab").evaluate_all(
        "tabs => tabs.map(tab => tab.getBoundingClientRect())"
        ".filter(({width, height}) => width < 44 || height < 44).length"
    )
    assert small == 0
    bar.get_by_role("button", name="Create").click()
    expect(page.locator("#making")).to_contain_text("Log a call, visit or note")


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_it_never_scrolls_sideways(window, administrator, width):
    """320 is a 1280 window at 400 %, 640 at 200 %."""
    page = window(administrator, "/parts/", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_light_and_alone(window, administrator):
    page = window(administrator, "/parts/", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    for name in (".top", ".rail", ".actions"):
        expect(page.locator(name).first).not_to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color").startswith("oklch(0.2")


def test_what_is_pressed_before_the_scripts_are_there_is_done_once_they_are(window, administrator):
    page = window(administrator, "/parts/")
    held = []

    def hold(script):
        held.append(script)

    page.route("**/htmx*.js", hold)
    page.goto(page.url, wait_until="commit")
    page.get_by_role("button", name="Tell").click()
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.locator("#try")).not_to_be_visible()
    held[0].continue_()
    expect(page.locator("#try")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("3 rows")
    assert troubles(page) == []


def test_a_key_pressed_before_the_scripts_are_there_is_obeyed_once_they_are(window, administrator):
    page = window(administrator, "/parts/")
    held = []

    def hold(script):
        held.append(script)

    page.route("**/htmx*.js", hold)
    page.goto(page.url, wait_until="commit")
    page.locator("#tell").wait_for()
    page.keyboard.press("?")
    held[0].continue_()
    expect(page.locator("#keys")).to_be_visible()
