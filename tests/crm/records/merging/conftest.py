"""The world in which records are merged."""

from __future__ import annotations

import pytest
from crm.records.merging.merging_world import World, build

from goodwill.crm.accounts.models import User
from goodwill.crm.records.changing import Actor


@pytest.fixture
def world(by: Actor, rep: User) -> World:
    return build(by, rep)
