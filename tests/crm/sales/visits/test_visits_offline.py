"""On the phone without a connection: the round opens, a visit is logged with a memo, once.

In English and in Chinese.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.records import changing
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.visits import planning
from goodwill.crm.sales.visits.models import Visit
from goodwill.language import Sentence, speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
A_TONE = """() => {
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const heard = sound.createMediaStreamDestination();
  tone.connect(heard);
  tone.start();
  navigator.mediaDevices.getUserMedia = async () => heard.stream;
}"""


@pytest.mark.parametrize("tag", ["en", "zh-Hans"])
def test_a_visit_with_a_memo_waits_for_the_connection_and_arrives_once(
    window: Any, administrator: User, tag: str
) -> None:
    administrator.language = tag
    administrator.save()
    say = speak(tag).say
    by = Actor(administrator)
    customer = changing.create(Customer(name="上海恒泰精密", owner=administrator), by)
    planning.plan(customer, timezone.localdate(), by, "春茶")
    page: Page = window(administrator, reverse("round"), width=390, height=780)
    assert not page.evaluate(SIDEWAYS)
    page.evaluate(A_TONE)
    visit = page.get_by_role("article", name=customer.name)
    visit.get_by_text(say("What happened, memo, next step")).click()
    visit.get_by_role("button", name=say("Record a memo")).click()
    expect(visit.locator("[data-voice-told]")).to_have_text(say("Recording …"))
    page.wait_for_timeout(400)
    visit.get_by_role("button", name=say("Stop")).click()
    expect(visit.locator("[data-voice-told]")).to_contain_text(
        say("Memo of {seconds} s", seconds="#").split("#")[0]
    )
    page.context.set_offline(True)
    visit.locator("textarea").fill("在地下室：想要新报价")
    visit.get_by_label(say("Next step")).fill("寄报价")
    visit.get_by_role("button", name=say("Log the visit")).click()
    expect(page.locator(".bottom__waiting")).to_contain_text(
        say(Sentence("{n} waits to be sent", "{n} wait to be sent", n=1))
    )
    expect(visit).to_contain_text(say("Waits on this device and is sent by itself."))
    assert not Activity.objects.exists()
    page.context.set_offline(False)
    expect(page.locator(".bottom__waiting")).not_to_be_visible()
    expect(page.get_by_role("article", name=customer.name)).to_contain_text(say("Made"))
    entry = Activity.objects.get(sort="visit")
    assert entry.subject == "在地下室：想要新报价"
    assert Visit.objects.get().entry == entry
    assert Activity.objects.get(sort="task").subject == "寄报价"
    memo = Attachment.objects.get()
    assert (memo.record_id, memo.media_type.partition("/")[0]) == (entry.pk, "audio")
