"""Before the first valuation: what is missing, and while it is under way, how far it is."""

from __future__ import annotations

import pytest
from crm.conftest import logged_in

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices import wording
from goodwill.crm.value.scoring.models import Valuation
from goodwill.language import Sentence

pytestmark = pytest.mark.django_db

PAGES = ("/value/management/", "/value/stages/", "/value/worklists/keep/")


@pytest.mark.parametrize("page", PAGES)
def test_pages_without_a_valuation_say_how_far_the_first_one_is(
    page: str, administrator: User
) -> None:
    client = logged_in(administrator)
    assert "Nobody has been valued yet" in client.get(page).text
    step = wording.kept(Sentence("Foretelling what customers will bring"))
    Valuation.objects.create(state=Valuation.State.RUNNING, share=0.6, step=step)
    told = client.get(page).text
    assert "Customers are being valued" in told
    assert "Foretelling what customers will bring" in told
    assert 'hx-trigger="every 3s"' in told
    assert "60 %" in told
