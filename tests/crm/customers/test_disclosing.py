"""People get to know all that is known about them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from crm.conftest import without_ids
from django.core.files.uploadedfile import SimpleUploadedFile

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.consenting.stating import Said, state
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.records import changing
from goodwill.crm.records.attaching import keeping
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change

from ..conftest import logged_in


@pytest.fixture
def li(by: Actor, rep: User) -> Customer:
    person = Customer(sort="person", name="李娜", owner=rep, credit_rating="B")
    changing.create(person, by)
    points.add(person, "phone", "13800138000", by)
    state(person, Said("given", proof="Signed form 12"), by)
    changing.create(Activity(customer=person, sort="call", subject="Asked for <b>tea</b>"), by)
    order = Order(customer=person, number="A-1", ordered_on=date(2026, 1, 5), currency="CNY")
    order.cost_minor = 4711
    changing.create(order, by)
    keeping.attach(person, SimpleUploadedFile("合同.txt", "你好".encode()), by.user)
    return person


def test_the_archive_holds_everything_to_read_and_for_machines(
    li: Customer, administrator: User
) -> None:
    answer = logged_in(administrator).post(f"/customers/{li.public_id}/disclose/")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.read("files/001 合同.txt") == "你好".encode()
        told = json.loads(archive.read("data.json"))
        page = archive.read("read_me.html").decode()
    assert told["customer"][0]["Name"] == "李娜"
    assert told["contact_points"][0]["As given"] == "13800138000"
    assert told["consents"][0]["How we know"] == "Signed form 12"
    assert told["orders"]
    assert "4711" not in without_ids(json.dumps(told["orders"]))
    assert "Asked for &lt;b&gt;tea&lt;/b&gt;" in page
    assert Change.objects.filter(kind="customers", record_id=li.pk, verb="disclosed").exists()


def test_what_is_hidden_from_whoever_hands_it_out_is_not_in_it(
    li: Customer, manager: User, rep: User
) -> None:
    changing.change(li, {"team": manager.team}, Actor(manager))
    manager.role.hidden_fields = ["customers.credit_rating"]
    manager.role.save()
    answer = logged_in(manager).post(f"/customers/{li.public_id}/disclose/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        told = json.loads(archive.read("data.json"))
    assert "Credit rating" not in told["customer"][0]


def test_only_those_who_may_export_within_reach_hand_it_out(li: Customer, outsider: User) -> None:
    browser = logged_in(outsider)
    browser.defaults["HTTP_HX_REQUEST"] = "true"
    assert browser.post(f"/customers/{li.public_id}/disclose/").status_code == 404
