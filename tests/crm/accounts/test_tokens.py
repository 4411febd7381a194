"""A key opens what it was made for, in the name of whoever made it, and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from crm.conftest import logged_in
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts import managing, tokens
from goodwill.crm.accounts.models import Token, User


@pytest.fixture
def analyst(manager: User) -> User:
    """Mei, who may make keys too."""
    manager.role.abilities = ["*.view", "customers.change", "api.use"]
    manager.role.save()
    return User.objects.get(pk=manager.pk)


def test_a_key_acts_for_its_maker_within_what_both_may(analyst: User) -> None:
    made = tokens.make(analyst, "warehouse", ["*.view", "orders.change"], 30)
    bearer = tokens.bearer(made.key)
    assert bearer == analyst
    assert bearer is not None
    assert bearer.may("customers.view")
    assert not bearer.may("customers.change")  # the key does not
    assert not bearer.may("orders.change")  # the person does not
    assert bearer.reach.team_ids == analyst.reach.team_ids


def test_the_key_itself_is_nowhere_in_the_database(analyst: User) -> None:
    made = tokens.make(analyst, "warehouse", ["*.view"], 30)
    kept = Token.objects.filter(pk=made.token.pk).values().get()
    assert made.key not in str(kept)
    assert made.key.startswith(kept["start"])
    assert tokens.bearer(made.key[:-1] + "x") is None


def test_a_key_opens_nothing_once_ended_expired_or_its_maker_gone(
    analyst: User, administrator: User
) -> None:
    def opened(**facts: object) -> User | None:
        made = tokens.make(analyst, "warehouse", ["*.view"], 30)
        Token.objects.filter(pk=made.token.pk).update(**facts)
        return tokens.bearer(made.key)

    assert opened() == analyst
    assert opened(expires_at=timezone.now() - timedelta(seconds=1)) is None
    assert opened(ended_at=timezone.now()) is None
    made = tokens.make(analyst, "warehouse", ["*.view"], 30)
    managing.deactivate(analyst, administrator)
    assert tokens.bearer(made.key) is None
    managing.activate(analyst, administrator)
    assert tokens.bearer(made.key) is None


def test_a_key_opens_nothing_once_the_role_may_not_use_keys(analyst: User) -> None:
    made = tokens.make(analyst, "warehouse", ["*.view"], 30)
    analyst.role.abilities = ["*.view"]
    analyst.role.save()
    assert tokens.bearer(made.key) is None


def test_when_a_key_was_last_used_is_kept(analyst: User) -> None:
    made = tokens.make(analyst, "warehouse", ["*.view"], 30)
    tokens.bearer(made.key)
    first = Token.objects.get().last_used_at
    assert first is not None
    tokens.bearer(made.key)
    assert Token.objects.get().last_used_at == first


def test_a_key_is_shown_once_and_ended_by_its_maker_alone(
    analyst: User, administrator: User
) -> None:
    browser = logged_in(analyst)
    told = {"name": "warehouse", "abilities": ["*.view"], "days": 90}
    page = browser.post(reverse("new_token"), told).content.decode()
    token = Token.objects.get()
    assert f'value="{token.start}' in page
    assert f'value="{token.start}' not in browser.get(reverse("me")).content.decode()
    end = reverse("end_token", args=[token.public_id])
    assert logged_in(administrator).post(end).status_code == 404
    assert browser.post(end).status_code == 302
    assert Token.objects.get().ended_at is not None


def test_a_key_is_given_what_takes_a_permission_of_its_own_only_by_who_has_it(
    analyst: User, administrator: User
) -> None:
    wanted = {"name": "shop", "abilities": ["*.view", "data.import", "people.manage"], "days": 90}
    assert logged_in(analyst).post(reverse("new_token"), wanted).status_code == 422
    assert not Token.objects.exists()
    assert logged_in(administrator).post(reverse("new_token"), wanted).status_code == 200
    assert Token.objects.get().abilities == sorted(wanted["abilities"])
