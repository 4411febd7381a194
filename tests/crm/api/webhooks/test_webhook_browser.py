"""An administrator has another system told of changes, sees that it failed, and sends it again."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from crm.api.webhooks.receiver import Receiver
from crm.conftest import logged_in

from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks.delivering import deliver
from goodwill.crm.api.webhooks.models import Delivery, Webhook
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.language import speak

if TYPE_CHECKING:
    from playwright.sync_api import Page

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("tag", "width"), [("en", 1280), ("zh-Hans", 390)])
def test_what_did_not_arrive_is_seen_and_sent_again(
    window: Callable[..., Page],
    receiver: Receiver,
    administrator: User,
    by: Actor,
    tag: str,
    width: int,
) -> None:
    User.objects.update(language=tag)
    administrator.refresh_from_db()
    say = speak(tag).say
    logged_in(administrator).get("/data/webhooks/")  # what starting takes is not waited for
    page = window(administrator, "/data/webhooks/", width=width)
    page.get_by_role("link", name=say("New webhook")).click()
    page.get_by_label(say("What is it for?")).fill("仓库：新客户")
    page.get_by_label(say("Address")).fill(receiver.address)
    page.get_by_label(say("Customers"), exact=True).check()
    page.get_by_role("button", name=say("Make webhook")).click()
    secret = page.get_by_label(say("Secret")).input_value()
    page.get_by_role("button", name=say("Copy")).click()
    page.get_by_text(say("Copied")).wait_for()
    page.get_by_role("button", name=say("Send a test")).click()
    page.get_by_text(say("Taken with {status}.", status=200)).wait_for()
    assert receiver.checked(secret)[0]["type"] == "goodwill.test"

    receiver.status = 503
    changing.create(Customer(name="上海恒泰精密机械制造有限公司"), by)
    deliver()
    Delivery.objects.filter(state="waiting").update(state="given_up")
    page.get_by_role("link", name="仓库：新客户").click()
    page.get_by_text(say("Failing"), exact=True).wait_for()
    page.get_by_role("link", name=say("Given up"), exact=True).click()
    page.get_by_role("link", name=say("Created")).click()
    page.get_by_text("503").first.wait_for()
    page.get_by_text("not now").wait_for()

    receiver.status = 200
    page.get_by_role("button", name=say("Send again")).click()
    page.get_by_text(say("The message is sent again within a minute.")).wait_for()
    deliver()
    page.reload()
    page.get_by_text(say("Taken with {status}.", status=200)).wait_for()
    assert receiver.taken[-1]["type"] == "customers.created"
    assert Webhook.objects.get().failing_since is None
    told: list[str] = page.troubles  # type: ignore[attr-defined]
    assert not [line for line in told if line.startswith("error")]
