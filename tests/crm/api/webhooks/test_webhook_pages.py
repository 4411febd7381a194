"""The pages of webhooks: made, watched, mended, and nobody else's to see."""

from __future__ import annotations

import re
from collections.abc import Callable

from crm.api.webhooks.receiver import Receiver
from crm.conftest import logged_in
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks import keeping
from goodwill.crm.api.webhooks.delivering import deliver
from goodwill.crm.api.webhooks.keeping import Made
from goodwill.crm.api.webhooks.models import Delivery, Webhook
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor

Told = Callable[..., Made]


def test_somebody_makes_one_tries_it_and_sees_what_came_of_it(
    receiver: Receiver, administrator: User
) -> None:
    browser = logged_in(administrator)
    assert "Nobody is told yet" in browser.get("/data/webhooks/").content.decode()
    assert "Which records?" in browser.get("/data/webhooks/new/").content.decode()
    wanted = {"name": "仓库", "address": receiver.address, "kinds": ["customers"]}
    made = browser.post("/data/webhooks/new/", wanted)
    secret = re.search(r'value="(whsec_[^"]+)"', made.content.decode())
    assert secret
    webhook = Webhook.objects.get()
    sent = browser.post(f"/data/webhooks/{webhook.public_id}/test/", follow=True)
    assert "Taken with 200." in sent.content.decode()
    assert "thanks" in sent.content.decode()
    assert receiver.checked(secret[1])[0]["type"] == "goodwill.test"
    page = browser.get(f"/data/webhooks/{webhook.public_id}/").content.decode()
    assert "Arrived" in page
    assert secret[1] not in page
    assert "仓库" in browser.get("/data/webhooks/").content.decode()


def test_an_address_inside_is_refused_with_its_reason(administrator: User) -> None:
    wanted = {"name": "Sly", "address": "http://169.254.169.254/latest/meta-data/"}
    answer = logged_in(administrator).post("/data/webhooks/new/", wanted)
    assert answer.status_code == 422
    assert "inside the network" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_one_changes_it_stops_it_starts_it_and_removes_it(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    made, browser = told(administrator), logged_in(administrator)
    its = f"/data/webhooks/{made.webhook.public_id}/"
    assert "Warehouse" in browser.get(f"{its}edit/").content.decode()
    browser.post(f"{its}edit/", {"name": "Shop", "address": receiver.address, "verbs": ["deleted"]})
    made.webhook.refresh_from_db()
    assert (made.webhook.name, made.webhook.verbs) == ("Shop", ["deleted"])
    assert "whsec_" in browser.post(f"{its}secret/").content.decode()
    browser.post(f"{its}stop/")
    assert "Start and send what was missed" in browser.get(its).content.decode()
    changing.delete(changing.create(Customer(name="C"), by), by)
    browser.post(f"{its}start/", {"missed": "1"})
    deliver()
    assert receiver.events() == ["customers.deleted"]
    assert "Shop is removed." in browser.post(f"{its}remove/", follow=True).content.decode()
    assert browser.get(its).status_code == 404


def test_what_was_given_up_is_sent_again_from_its_page(
    told: Told, receiver: Receiver, administrator: User, by: Actor
) -> None:
    made, browser = told(administrator), logged_in(administrator)
    changing.create(Customer(name="上海恒泰精密"), by)
    receiver.status = 500
    deliver()
    Delivery.objects.update(state="given_up")
    sent = Delivery.objects.get()
    its = f"/data/webhooks/{made.webhook.public_id}/"
    page = browser.get(f"{its}{sent.public_id}/").content.decode()
    assert "The receiver answered with 500." in page
    assert "上海恒泰精密" in page
    receiver.status = 200
    browser.post(f"{its}{sent.public_id}/again/")
    deliver()
    assert receiver.ids() == [sent.message_id]
    Delivery.objects.update(state="given_up")
    assert "1 message is sent again" in browser.post(f"{its}again/", follow=True).content.decode()


def test_nobody_sees_those_of_others_but_whoever_looks_after_data(
    told: Told, rep: User, manager: User, administrator: User
) -> None:
    for role, more in ((rep.role, ["api.use"]), (manager.role, ["api.use", "data.manage"])):
        role.abilities += more
        role.save()
    its = f"/data/webhooks/{told(administrator).webhook.public_id}/"
    assert logged_in(rep).get(its).status_code == 404
    assert logged_in(rep).post(f"{its}remove/").status_code == 404
    assert "Warehouse" not in logged_in(rep).get("/data/webhooks/").content.decode()
    assert logged_in(manager).get(its).status_code == 200
    assert "王芳" in logged_in(manager).get("/data/webhooks/").content.decode()


def test_whoever_looks_after_data_sees_of_a_message_what_they_may_see(
    told: Told, manager: User, administrator: User, by: Actor
) -> None:
    manager.role.abilities += ["api.use", "data.manage"]
    manager.role.save()
    made = told(administrator)
    changing.create(Customer(name="机密远山重工"), by)
    deliver()
    sent = Delivery.objects.get()
    its = f"/data/webhooks/{made.webhook.public_id}/{sent.public_id}/"
    assert "机密远山重工" in logged_in(administrator).get(its).content.decode()
    assert "机密远山重工" not in logged_in(manager).get(its).content.decode()


def test_the_log_turns_by_page_and_costs_the_same_however_long(
    told: Told, administrator: User, by: Actor
) -> None:
    made, browser = told(administrator), logged_in(administrator)
    its = f"/data/webhooks/{made.webhook.public_id}/"

    def queries(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)

    few = queries(its), queries("/data/webhooks/")
    line = changing.create(Customer(name="C"), by)
    deliver()
    first = Delivery.objects.get()
    assert line
    Delivery.objects.bulk_create(
        Delivery(webhook=made.webhook, event=first.event, state="delivered") for _ in range(120)
    )
    keeping.make(keeping.Wanted("Two", "http://127.0.0.1:9/"), administrator)
    assert abs(queries(its) - few[0]) < 2
    assert abs(queries("/data/webhooks/") - few[1]) < 2
    page = browser.get(its).content.decode()
    after = re.search(r"after=(\d+)", page)
    assert after
    more = browser.get(f"{its}?after={after[1]}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in more
    assert more.count("<li><div") == 50
    assert "after=" in more
    assert browser.get(f"{its}?state=waiting&after=x").status_code == 200
