"""A suggestion taken up as an opportunity."""

from __future__ import annotations

from datetime import timedelta

from crm.conftest import logged_in
from crm.value.valued import customer
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.commerce.models import Contract
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities.models import Opportunity, Pipeline
from goodwill.crm.value.suggesting.models import Decision


def test_an_ending_contract_becomes_an_opportunity(administrator: User, by: Actor) -> None:
    one = customer("上海恒泰", administrator)
    today = timezone.localdate()
    contract = Contract(customer=one, number="K-1", name="Service", currency="CNY")
    contract.starts_on, contract.ends_on = today, today + timedelta(days=30)
    changing.create(contract, by)
    pipeline = changing.create(Pipeline(name="Sales"), by)
    pipeline.stages.create(name="New", place=1)
    told = {"suggestion": f"contract:{contract.public_id}", "way": "opportunity"}
    answer = logged_in(administrator).post(reverse("accept_suggestion", args=[one.public_id]), told)
    opened = Opportunity.objects.get()
    assert (opened.customer, opened.owner) == (one, administrator)
    assert str(opened.public_id) in answer.headers["HX-Redirect"]
    assert Decision.objects.get().made == "opportunities"
