"""The lists' kind, known to all rooms while a test runs, and its addresses."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.urls import include, path
from listing import CUSTOMERS, OWN

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach, widest
from goodwill.crm.records import kinds, lists
from goodwill.crm.records.kinds import Kind


@pytest.fixture
def customers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kind]:
    """The kind, known to all rooms for as long as the test runs."""
    monkeypatch.setitem(kinds._KINDS, "customers", CUSTOMERS)
    before = kinds._OWN_FIELDS
    kinds.ask_own_fields(lambda word: OWN if word == "customers" else ())
    yield CUSTOMERS
    kinds.ask_own_fields(before)


@pytest.fixture
def addresses(settings: Any) -> ModuleType:
    """All addresses of the product, with the list of this kind before them."""
    from goodwill.crm.site import urls

    made = ModuleType("addresses_of_lists")
    made.handler403, made.handler404 = urls.handler403, urls.handler404
    made.urlpatterns = [
        path("customers/", lists.page("customers"), name="customers"),
        path("", include("goodwill.crm.records.lists.urls")),
        *urls.urlpatterns,
    ]
    settings.ROOT_URLCONF = made
    return made


@pytest.fixture
def everything(administrator: User) -> Reach:
    return widest(administrator.pk)
