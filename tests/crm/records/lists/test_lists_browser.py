"""Lists by keyboard and thumb: found, filtered, selected, changed, taken back, moved."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from listing import customer, put

from goodwill.crm.customers.models import Customer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("customers", "addresses"),
]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def wrong(page) -> list[str]:
    told = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in told for node in one["nodes"]]


def pick(page, select: str, value: str) -> None:
    """Choose, and wait until the form has been drawn anew for it."""
    page.wait_for_load_state("networkidle")
    page.locator(select).select_option(value)
    page.locator(f"{select} option[value='{value}'][selected]").wait_for(state="attached")


def cities() -> list[str]:
    return list(Customer.objects.order_by("name_key").values_list("city", flat=True))


def test_rows_are_selected_by_keyboard_changed_and_taken_back(window, administrator):
    put(*(customer(f"{letter} 王", city="上海") for letter in "abcd"))
    page = window(administrator, "/customers/")
    page.locator("#list-count", has_text="4").wait_for()
    for key in ("j", "x", "j", "j", "X"):
        page.keyboard.press(key)
    assert page.locator("[data-selected]").inner_text() == "3"
    page.get_by_role("button", name="Change …").click()
    pick(page, "#bulk-field", "city")
    page.locator("#bulk-value:not(select)").fill("苏州")
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("for 3 of 3 selected records").wait_for()
    page.get_by_role("button", name="Change them").click()
    page.get_by_text("3 records changed.").wait_for()
    assert cities() == ["苏州", "苏州", "苏州", "上海"]
    page.locator(".toast [data-undo]").click()
    page.locator("td", has_text="上海").nth(3).wait_for()
    assert cities() == ["上海"] * 4


def test_a_change_is_taken_back_while_the_list_is_still_on_its_way(window, administrator):
    put(*(customer(f"{letter} 王", city="上海") for letter in "ab"))
    page = window(administrator, "/customers/")
    page.locator("#list-count", has_text="2").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="Change …").click()
    pick(page, "#bulk-field", "city")
    page.locator("#bulk-value:not(select)").fill("苏州")
    page.get_by_role("button", name="Preview").click()
    held = []
    page.route("**/customers/", lambda route: held.append(route))  # noqa: PLW0108 (a bound method cannot be marked)
    page.get_by_role("button", name="Change them").click()
    page.locator(".toast [data-undo]").click()
    for _ in range(50):
        if cities() == ["上海"] * 2:
            break
        page.wait_for_timeout(100)
    assert cities() == ["上海"] * 2
    for route in held:
        route.continue_()
    page.unroute("**/customers/")
    page.locator("td", has_text="上海").nth(1).wait_for()


def test_on_a_phone_one_filters_and_removes_the_filter(window, administrator):
    put(customer("上海恒泰精密", city="上海"), customer("Berlin Optik", city="Berlin"))
    page = window(administrator, "/customers/", width=360, height=740)
    page.locator(".list__tools").get_by_role("button", name="Filter").click()
    pick(page, "#field-0", "city")
    pick(page, "#op-0", "is")
    page.get_by_label("Value").fill("上海")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_text("Customers whose city is 上海").first.wait_for()
    assert page.locator("tr[data-row]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("link", name="Remove: City is 上海").click()
    page.locator("tr[data-row]").nth(1).wait_for()


def test_one_finds_while_typing_and_the_focus_stays(window, administrator):
    put(customer("王芳"), customer("李雷"))
    page = window(administrator, "/customers/")
    page.keyboard.press("/")
    page.keyboard.type("李")
    page.get_by_text("Customers with “李”").first.wait_for()
    assert page.locator("tr[data-row]").count() == 1
    assert page.evaluate("document.activeElement.id") == "list-q"


def test_a_value_is_changed_where_it_stands(window, administrator):
    put(customer("王芳", city="上海"), customer("李雷", city="苏州"))
    page = window(administrator, "/customers/")
    row = page.locator("tr[data-row]", has_text="王芳")
    row.hover()
    row.get_by_role("button", name="Change City of 王芳").click()
    page.locator("dialog[open] [name=city]").fill("杭州")
    page.keyboard.press("Enter")
    page.locator("td", has_text="杭州").wait_for()
    assert sorted(cities()) == ["杭州", "苏州"]


def test_the_name_of_the_row_at_hand_is_changed_by_a_key(window, administrator):
    put(customer("李雷"))
    page = window(administrator, "/customers/")
    page.locator("tr[data-row]").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator("dialog[open] [name=name]").fill("李蕾")
    page.keyboard.press("Enter")
    page.locator(".list__title", has_text="李蕾").wait_for()
    assert Customer.objects.get().name == "李蕾"


def test_cards_are_moved_without_dragging(window, administrator):
    put(customer("王芳", stage="new"))
    page = window(administrator, "/customers/?shape=board")
    page.get_by_label("Move 王芳 to").select_option("repeat")
    page.locator("[data-stack=repeat] li", has_text="王芳").wait_for()
    assert Customer.objects.get().stage == "repeat"


def test_cards_are_dragged(window, administrator):
    put(customer("王芳", stage="new"), customer("b", stage="repeat"))
    page = window(administrator, "/customers/?shape=board")
    card, stack = page.locator("[data-stack=new] li"), page.locator("[data-stack=repeat] ul")
    card.drag_to(stack, source_position={"x": 20, "y": 16})
    page.get_by_text("Moved.").wait_for()
    assert Customer.objects.get(name="王芳").stage == "repeat"


@pytest.mark.parametrize("width", [360, 1280])
def test_everyone_can_use_it(window, administrator, width):
    put(*(customer(f"c{number}", stage="new", born_on="2026-11-03") for number in range(3)))
    asked = "where=%7B%22all%22%3A%5B%7B%22field%22%3A%22stage%22%2C%22is%22%3A%22new%22%7D%5D%7D"
    page = window(administrator, f"/customers/?{asked}", width=width, reduced_motion="reduce")
    assert wrong(page) == []
    page.locator(".list__tools").get_by_role("button", name="Filter").click()
    page.get_by_label("Which field").wait_for()
    assert wrong(page) == []
    for shape in ("board", "calendar&when=2026-11"):
        shown = window(
            administrator, f"/customers/?shape={shape}", width=width, reduced_motion="reduce"
        )
        assert wrong(shown) == []
