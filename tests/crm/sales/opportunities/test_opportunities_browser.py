"""The board by drag and by choice, and the pages on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from crm.conftest import logged_in

from goodwill.crm.accounts.models import User
from goodwill.crm.sales.opportunities.models import Opportunity, Stage

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_deal_is_dragged_on_and_lost_with_its_reason(
    window: Callable[..., Page], deal: Opportunity, stages: dict[str, Stage], selling: User
) -> None:
    logged_in(selling).get("/opportunities/")  # templates are put together once
    board = window(selling, "/opportunities/")
    card = board.locator(".board__card")
    column = f"[data-stack='{stages['Proposal'].public_id}']"
    card.drag_to(board.locator(column))
    board.locator(f"{column} .board__card").wait_for()
    board.get_by_text("Moved.").wait_for()
    deal.refresh_from_db()
    assert deal.stage == stages["Proposal"]
    card.locator("select").select_option(str(stages["Lost"].public_id))
    dialog = board.locator("#dialog-frame")
    dialog.get_by_label("Why was it lost?").select_option("price")
    dialog.get_by_role("button", name="Mark as lost").click()
    board.locator(f"[data-stack='{stages['Lost'].public_id}'] .board__card").wait_for()
    deal.refresh_from_db()
    assert (deal.status, deal.lost_reason) == ("lost", "price")
    assert not [one for one in board.troubles if one.startswith("error")]


def test_the_question_comes_although_the_card_was_drawn_anew_meanwhile(
    window: Callable[..., Page], deal: Opportunity, stages: dict[str, Stage], selling: User
) -> None:
    board = window(selling, "/opportunities/")
    drawn_anew = "htmx.ajax('GET', location.href, { target: '#list', swap: 'outerHTML' })"

    def hold(route: Route) -> None:
        board.evaluate(drawn_anew)
        route.continue_()

    board.route("**/move/**", hold)
    board.evaluate("document.querySelector('.board__card').dataset.old = 'yes'")
    board.locator(".board__card select").select_option(str(stages["Lost"].public_id))
    board.locator("#dialog-frame").get_by_label("Why was it lost?").wait_for()
    assert not board.locator("[data-old]").count()
    board.locator(".waiting[data-on]").wait_for(state="detached")


def test_on_a_phone_nothing_stands_out_and_the_next_stage_is_a_tap_away(
    window: Callable[..., Page], deal: Opportunity, stages: dict[str, Stage], selling: User
) -> None:
    page = window(selling, f"/opportunities/{deal.public_id}/", width=390, height=844)
    page.get_by_role("button", name="Move to “Proposal”").click()
    page.get_by_text("Now in “Proposal”.").wait_for()
    for address in ("", "../won-and-lost/"):
        page.goto(page.url.split("?")[0] + address if address else page.url)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, (page.url, wide)
    deal.refresh_from_db()
    assert deal.stage == stages["Proposal"]
