"""The report in a real browser: offline, by hand and by keyboard, small, dark, on paper."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def visible_receipts(window) -> list[str]:
    return window.evaluate(
        "[...document.querySelectorAll('.receipt')]"
        ".filter(one => one.checkVisibility()).map(one => one.id)"
    )


def focused(window) -> str:
    return window.evaluate("document.activeElement.id || document.activeElement.hash || ''")


def test_it_opens_from_disk_and_asks_nobody(open_page):
    window = open_page()
    window.wait_for_load_state("networkidle")
    assert window.title() == "What our customers are worth · Goodwill"
    assert window.troubles == []


@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_it_never_scrolls_sideways(open_page, width):
    """320 is a 1280 window at 400 %, 640 at 200 %."""
    window = open_page(width=width)
    assert window.evaluate("document.documentElement.scrollWidth") <= width


def test_a_click_opens_the_receipt_and_esc_leads_back(open_page):
    window = open_page()
    figure = window.locator(".finding .figure[href='#receipt-va07']").first
    figure.scroll_into_view_if_needed()
    before = window.evaluate("scrollY")
    figure.click()
    assert visible_receipts(window) == ["receipt-va07"]
    assert focused(window) == "receipt-va07"
    assert window.evaluate("scrollY") == before
    window.keyboard.press("Escape")
    window.wait_for_function("!document.querySelector('.receipt:target')")
    assert visible_receipts(window) == []
    window.wait_for_function("place => scrollY === place", arg=before)
    assert focused(window) in {"figure-va07", "#receipt-va07"}


def test_the_keyboard_alone_opens_reads_and_closes_a_receipt(open_page):
    window = open_page()
    window.locator("#figure-rl01").focus()
    window.keyboard.press("Enter")
    assert visible_receipts(window) == ["receipt-rl01"]
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.className") == "receipt__close"
    window.keyboard.press("Enter")
    window.wait_for_function("!document.querySelector('.receipt:target')")
    assert focused(window) == "figure-rl01"


def test_a_second_use_of_a_figure_gets_the_focus_back(open_page):
    window = open_page()
    second = window.locator(".figure[href='#receipt-rl07']").nth(2)
    second.click()
    window.keyboard.press("Escape")
    window.wait_for_function("!document.querySelector('.receipt:target')")
    assert second.evaluate("figure => figure === document.activeElement")


def test_a_click_beside_the_receipt_closes_it(open_page):
    window = open_page(hash="#receipt-rl01")
    window.locator("h1").click(position={"x": 2, "y": 2})
    window.wait_for_function("!document.querySelector('.receipt:target')")


def test_a_receipt_can_be_linked_to(open_page):
    window = open_page(hash="#receipt-rl07-region-华东")
    assert visible_receipts(window) == ["receipt-rl07-region-华东"]


def test_the_back_button_closes_the_receipt(open_page):
    window = open_page()
    window.locator("#figure-rl01").click()
    window.go_back()
    assert visible_receipts(window) == []


def test_receipts_open_without_scripts(open_page):
    window = open_page(java_script_enabled=False)
    window.locator("#figure-rl01").click()
    assert window.locator("#receipt-rl01").is_visible()
    window.locator("#receipt-rl01 .receipt__close").click()
    assert not window.locator("#receipt-rl01").is_visible()


def test_on_a_phone_the_receipt_is_a_sheet_and_the_rest_is_out_of_reach(open_page):
    window = open_page(**PHONE, hash="#receipt-be02", reduced_motion="reduce")
    box = window.locator("#receipt-be02").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert window.evaluate("document.querySelector('.everything').inert")
    window.keyboard.press("Escape")
    window.wait_for_function("!document.querySelector('.receipt:target')")
    assert not window.evaluate("document.querySelector('.everything').inert")


def test_charts_are_redrawn_for_a_phone_and_not_shrunk(open_page):
    for width, shown, hidden in ((1280, "wide", "narrow"), (390, "narrow", "wide")):
        window = open_page(width=width)
        assert window.locator(f".chart__{shown}").first.is_visible()
        assert not window.locator(f".chart__{hidden}").first.is_visible()
        letters = window.evaluate(
            f"(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width * 12)"
            f"(document.querySelector('.chart__{shown} svg'))"
        )
        assert letters >= 11.5


def test_the_contents_of_a_phone_open_lead_and_close(open_page):
    window = open_page(**PHONE)
    contents = window.locator("#contents")
    assert not contents.is_visible()
    window.locator(".contents__open").click()
    assert contents.is_visible()
    contents.get_by_text("Who comes back").click()
    contents.wait_for(state="hidden")
    top = window.locator("#loyalty").evaluate("one => one.getBoundingClientRect().top")
    assert 0 <= top < 90


def test_targets_of_the_finger_are_large_enough(open_page):
    """WCAG 2.2, 2.5.8: 24 by 24; links in the flow of text are excepted."""
    window = open_page(**PHONE, hash="#receipt-be02", reduced_motion="reduce")
    small = window.evaluate(
        "[...document.querySelectorAll('button, summary, .receipt__close')]"
        ".filter(one => one.checkVisibility())"
        ".map(one => [one.className || one.tagName, one.getBoundingClientRect()])"
        ".filter(([_, box]) => box.height < 24 || box.width < 24).map(([name]) => name)"
    )
    assert small == []


def test_a_column_sorts_both_ways_with_empty_cells_last(open_page):
    window = open_page()
    table = window.locator("#negative table")
    table.get_by_role("button", name="Profit").click()

    def profits() -> list[str]:
        return table.locator("tbody tr td:nth-child(2)").all_inner_texts()

    assert profits() == ["84,200.50", "61,020.00", "-1,204.75", "—"]
    table.get_by_role("button", name="Profit").click()
    assert profits() == ["-1,204.75", "61,020.00", "84,200.50", "—"]


def test_a_figure_that_cannot_be_told_says_why_on_focus(open_page):
    window = open_page()
    window.locator("#negative .figure--none").focus()
    window.keyboard.press("Shift+Tab")
    window.keyboard.press("Tab")
    said = window.evaluate("getComputedStyle(document.activeElement, '::after').content")
    assert "There is nothing to divide by" in said


def test_a_figure_is_copied_with_what_it_takes_to_believe_it(open_page):
    window = open_page(hash="#receipt-rl07", permissions=["clipboard-read", "clipboard-write"])
    window.locator("#receipt-rl07 [data-copy]").click()
    window.get_by_text("Copied").wait_for()
    copied = window.evaluate("navigator.clipboard.readText()").replace("\u00a0", " ")
    assert copied == ("Repeat-purchase rate: 51.1% (49.1% – 53.1%) · Dec 31, 2024 · RL07 v2")


def test_the_page_and_its_charts_follow_the_reader_into_the_dark(open_page):
    def colours(window) -> tuple[str, str]:
        ground = window.evaluate("getComputedStyle(document.body).backgroundColor")
        letters = window.evaluate("getComputedStyle(document.querySelector('.drawing text')).fill")
        return ground, letters

    light = colours(open_page(color_scheme="light"))
    dark = colours(open_page(color_scheme="dark"))
    assert light[0] != dark[0]
    assert light[1] != dark[1]


def test_nothing_moves_for_those_who_do_not_want_it(open_page):
    window = open_page(reduced_motion="reduce", hash="#receipt-rl01")
    moving = "getComputedStyle(document.getElementById('receipt-rl01')).animationName"
    assert window.evaluate(moving) == "none"


def test_it_prints_light_with_its_receipts_and_nothing_that_floats(open_page):
    window = open_page(color_scheme="dark")
    window.emulate_media(media="print", color_scheme="dark")
    assert len(visible_receipts(window)) > 5
    assert not window.locator(".contents").is_visible()
    assert window.locator(".chart__wide").first.is_visible()
    ink = window.evaluate("getComputedStyle(document.body).color")
    assert ink.startswith("oklch(0.2")


def test_it_prints_to_a_few_pages_of_a4(open_page):
    pdf = open_page().pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 5 <= pages <= 10
    assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12]", pdf)
