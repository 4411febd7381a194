"""Who works here is invited, placed and let go on pages that only those in charge can open."""

from __future__ import annotations

import re

import pytest
from crm.conftest import PASSWORD, logged_in
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodwill.crm.accounts.beginning import roles
from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.records.models import Change

NEW_PASSWORD = "violet tram under seven hills"


@pytest.mark.parametrize(
    "name", ["settings", "people", "invite", "teams", "roles", "audit", "me", "new_token"]
)
def test_every_page_shows_itself(administrator: User, name: str) -> None:
    answer = logged_in(administrator).get(reverse(name))
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


def test_pages_of_one_person_team_and_role_show_themselves(
    administrator: User, rep: User, teams: dict[str, Team]
) -> None:
    browser = logged_in(administrator)
    for address in (
        reverse("person", args=[rep.public_id]),
        reverse("sees", args=[rep.public_id]),
        reverse("team", args=[teams["shanghai"].public_id]),
        reverse("role", args=[rep.role.word]),
    ):
        assert browser.get(address).status_code == 200, address


def invited(browser: Client, role: Role, **more: object) -> str:
    """Invites 李娜 and returns the link that is shown, this once."""
    told = {"name": "李娜", "email": "Na.Li@example.com", "role": role.pk, **more}
    answer = browser.post(reverse("invite"), told)
    assert answer.status_code == 200, answer.content.decode()
    found = re.search(r'value="(http[^"]*/invitation/[^"]+)"', answer.content.decode())
    assert found
    return found[1].replace("http://localhost:8000", "")


def test_an_invited_person_comes_in_by_the_link_once(administrator: User, rep: User) -> None:
    link = invited(logged_in(administrator), rep.role, send="on")
    assert mail.outbox[0].to == ["na.li@example.com"]
    assert link in mail.outbox[0].body
    guest = Client()
    assert "李娜" in guest.get(link).content.decode()
    answer = guest.post(link, {"name": "李娜", "password": NEW_PASSWORD})
    assert answer.status_code == 302
    assert guest.get(reverse("me")).status_code == 200
    assert Client().get(link).status_code == 410
    person = User.objects.get(email="na.li@example.com")
    verbs = Change.objects.filter(kind="people", record_id=person.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["invited", "accepted"]


def test_a_link_is_worth_nothing_when_changed_old_or_withdrawn(
    administrator: User, rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = logged_in(administrator)
    link = invited(browser, rep.role)
    assert Client().get(link[:-3] + "xyz/").status_code == 410
    now = timezone.now().timestamp()
    with monkeypatch.context() as later:
        later.setattr("django.core.signing.time.time", lambda: now + 8 * 86400)
        assert Client().get(link).status_code == 410
    assert Client().get(link).status_code == 200
    person = User.objects.get(email="na.li@example.com")
    browser.post(reverse("deactivate", args=[person.public_id]))
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize(
    "weak",
    ["short", "password2024!!", "123456789012", "goodwill12345", "aaaaaaaabbbb", "na.li@example"],
)
def test_passwords_that_are_quick_to_guess_are_refused(
    administrator: User, rep: User, weak: str
) -> None:
    link = invited(logged_in(administrator), rep.role)
    answer = Client().post(link, {"name": "李娜", "password": weak})
    assert answer.status_code == 422
    assert not User.objects.get(email="na.li@example.com").has_usable_password()


def test_who_is_deactivated_is_out_at_once(administrator: User, rep: User) -> None:
    browser = Client()
    answer = browser.post(
        reverse("account_login"), {"login": rep.email, "password": PASSWORD}, follow=False
    )
    assert answer.status_code == 302
    assert browser.get(reverse("me")).status_code == 200
    logged_in(administrator).post(reverse("deactivate", args=[rep.public_id]))
    assert browser.get(reverse("me")).status_code == 302
    again = Client().post(reverse("account_login"), {"login": rep.email, "password": PASSWORD})
    assert "_auth_user_id" not in again.wsgi_request.session


def test_a_new_role_ends_the_sessions_of_the_person(
    administrator: User, manager: User, rep: User
) -> None:
    browser = logged_in(rep)
    assert browser.get(reverse("me")).status_code == 200
    told = {"name": rep.name, "role": manager.role.pk, "team": rep.team_id}
    logged_in(administrator).post(reverse("person", args=[rep.public_id]), told)
    assert User.objects.get(pk=rep.pk).role == manager.role
    assert browser.get(reverse("me")).status_code == 302


@pytest.fixture
def it(administrator: User, rep: User) -> User:
    """Tom keeps the installation safe, and sees no customers."""
    role = roles(needs_second_factor=False)["it_administrator"]
    return User.objects.create_user("tom@example.com", PASSWORD, name="Tom", role=role)


def test_nobody_raises_themselves_or_touches_those_who_may_do_everything(
    administrator: User, it: User, rep: User
) -> None:
    browser = logged_in(it)
    everything = administrator.role
    told = {"name": rep.name, "role": everything.pk}
    assert browser.post(reverse("person", args=[rep.public_id]), told).status_code == 422
    told = {"name": it.name, "role": rep.role.pk}
    assert browser.post(reverse("person", args=[it.public_id]), told).status_code == 422
    for name in ("deactivate", "reset_second_factor", "end_sessions"):
        address = reverse(name, args=[administrator.public_id])
        assert browser.post(address).status_code == 422, name
    told = {"name": "李娜", "email": "na.li@example.com", "role": everything.pk}
    assert browser.post(reverse("invite"), told).status_code == 422
    told = {"name": "Own", "scope": "all", "abilities": ["*.view"]}
    assert browser.post(reverse("role", args=[it.role.word]), told).status_code == 422
    assert browser.post(reverse("roles"), {"like": everything.word, "name": "X"}).status_code == 422
    it.refresh_from_db()
    assert it.role.word == "it_administrator"


def test_ticking_boxes_changes_what_a_role_may_do(administrator: User, rep: User) -> None:
    browser = logged_in(administrator)
    address = reverse("role", args=[rep.role.word])
    told = {
        "name": "Field sales",
        "scope": "team",
        "abilities": ["*.view", "customers.change", "audit.view"],
        "hidden": ["customers.credit_rating"],
        "needs_second_factor": "on",
    }
    assert browser.post(address, told).status_code == 302
    role = Role.objects.get(pk=rep.role.pk)
    assert (role.name, role.scope, role.needs_second_factor) == ("Field sales", "team", True)
    assert set(told["abilities"]) <= set(role.abilities)
    assert "customers.*" not in role.abilities
    assert "customers.credit_rating" in role.hidden_fields
    line = Change.objects.get(kind="roles", record_id=role.pk)
    assert line.fields["scope"] == ["own", "team"]


def test_a_role_that_may_do_everything_keeps_somebody_in_it(administrator: User) -> None:
    browser = logged_in(administrator)
    address = reverse("remove_role", args=[administrator.role.word])
    assert browser.post(address).status_code == 422
    told = {"name": "Administrator", "scope": "all", "abilities": []}
    browser.post(reverse("role", args=[administrator.role.word]), told)
    assert Role.objects.get(pk=administrator.role.pk).is_everything


def test_teams_move_in_the_tree_but_never_below_themselves(
    administrator: User, teams: dict[str, Team]
) -> None:
    browser = logged_in(administrator)
    east, shanghai = teams["east"], teams["shanghai"]
    told = {"name": "East", "parent": shanghai.pk, "is_region": "on"}
    assert browser.post(reverse("team", args=[east.public_id]), told).status_code == 422
    told = {"name": "上海", "parent": teams["west"].pk}
    assert browser.post(reverse("team", args=[shanghai.public_id]), told).status_code == 302
    shanghai.refresh_from_db()
    assert (shanghai.name, shanghai.parent) == ("上海", teams["west"])
    remove = reverse("remove_team", args=[teams["west"].public_id])
    assert browser.post(remove).status_code == 422
    remove = reverse("remove_team", args=[teams["hangzhou"].public_id])
    assert browser.post(remove).status_code == 302
    assert not Team.objects.filter(name="Hangzhou").exists()


def test_ones_own_settings_hold_from_the_next_page(rep: User) -> None:
    browser = logged_in(rep)
    told = {
        "name": "Jonas L.",
        "language": "zh-Hans",
        "zone": "Europe/Stockholm",
        "theme": "dark",
        "density": "compact",
    }
    assert browser.post(reverse("me"), told).status_code == 302
    page = browser.get(reverse("me")).content.decode()
    assert 'lang="zh-Hans"' in page
    assert 'data-theme="dark"' in page


def test_who_chose_no_language_is_offered_that_of_the_page(rep: User) -> None:
    page = logged_in(rep).get(reverse("me"), headers={"Accept-Language": "zh-CN"})
    assert '<option value="zh-Hans" selected>' in page.content.decode()


@pytest.mark.parametrize("address", ["/account/email/", "/account/signup/", "/account/3rdparty/"])
def test_nobody_changes_their_address_or_signs_up(rep: User, address: str) -> None:
    assert logged_in(rep).get(address).status_code == 404
    assert Client().get(address).status_code in (302, 404)


def test_no_page_of_people_costs_more_queries_with_more_people(
    administrator: User, rep: User
) -> None:
    browser = logged_in(administrator)
    browser.get(reverse("people"))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("people"))
    for number in range(30):
        User.objects.create_user(f"p{number}@example.com", name=f"P {number}", role=rep.role)
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("people"))
    assert len(many) == len(few)
