"""A system that is told what changes, and a webhook that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from crm.api.webhooks.receiver import Receiver, receiving

from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks import keeping
from goodwill.crm.api.webhooks.keeping import Made, Wanted


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(settings: Any) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, private_hosts="127.0.0.0/8")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def told(receiver: Receiver) -> Callable[..., Made]:
    """`told(user, kinds=["orders"])` makes a webhook that tells the receiver."""

    def make(owner: User, **wanted: Any) -> Made:
        return keeping.make(Wanted("Warehouse", receiver.address, **wanted), owner)

    return make
