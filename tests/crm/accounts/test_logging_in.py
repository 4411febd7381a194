"""Who logs in is who they say, and nobody learns who works here."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from crm.conftest import PASSWORD, logged_in
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from goodwill.crm.accounts import devices, limiting
from goodwill.crm.accounts.limiting import Buckets, Limit
from goodwill.crm.accounts.models import Company, User
from goodwill.crm.accounts.second_factor import Factors
from goodwill.crm.records.models import Change

LOGIN = "/account/login/"


def tried(browser: Client, email: str, password: str, **more: str) -> tuple[int, str]:
    answer = browser.post(LOGIN, {"login": email, "password": password}, **more)  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode()


def test_a_wrong_password_and_an_unknown_address_read_the_same(rep: User) -> None:
    def read(email: str) -> str:
        page = tried(Client(), email, "not the password")[1]
        return re.sub(r'(value|content|data-made)="[^"]*"', "", page.replace(email, ""))

    assert read(rep.email) == read("nobody@example.com")


def test_asking_for_a_new_password_does_not_tell_who_works_here(rep: User) -> None:
    known = Client().post("/account/password/reset/", {"email": rep.email})
    unknown = Client().post("/account/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert rep.email in [to for message in mail.outbox for to in message.to]


def test_after_five_wrong_passwords_the_right_one_does_not_open_either(rep: User) -> None:
    browser = Client()
    for _ in range(5):
        assert tried(browser, rep.email, "not the password")[0] == 200
    assert tried(browser, rep.email, PASSWORD)[0] == 200
    assert "_auth_user_id" not in browser.session
    elsewhere = Client()
    assert tried(elsewhere, rep.email, PASSWORD, REMOTE_ADDR="203.0.113.9")[0] == 200
    cache.clear()  # five minutes later
    assert tried(elsewhere, rep.email, PASSWORD)[0] == 302


def test_refused_log_ins_stand_in_the_audit_without_what_was_typed(rep: User) -> None:
    tried(Client(), rep.email, "not the password")
    tried(Client(), "nobody@example.com", "not the password")
    lines = Change.objects.filter(verb="login_refused").order_by("pk")
    assert [(line.kind, line.record_id, line.by) for line in lines] == [
        ("people", rep.pk, None),
        ("people", 0, None),
    ]
    assert not any(line.fields for line in lines)


def test_the_log_in_page_says_whose_installation_it_is(rep: User) -> None:
    Company.objects.create(
        name="恒泰精密", currency="CNY", zone="Asia/Shanghai", language="zh-Hans"
    )
    assert "恒泰精密" in Client().get(LOGIN).content.decode()
    assert Client().get("/manifest.webmanifest").json()["short_name"] == "恒泰精密"
    assert Factors().get_totp_issuer() == "恒泰精密"


def test_many_tries_from_one_address_are_stopped_whoever_they_are_for(db: None, rep: User) -> None:
    browser = Client()
    answers = [tried(browser, f"p{n}@example.com", "not the password")[1] for n in range(11)]
    assert "Too many" in answers[-1]
    assert "Too many" not in answers[0]


def test_the_session_gets_a_new_id_at_login_and_ends_with_the_password(rep: User) -> None:
    browser = Client()
    browser.get(LOGIN)
    browser.post("/speak/", {"language": "zh-Hans"})
    before = browser.session.session_key
    assert tried(browser, rep.email, PASSWORD)[0] == 302
    assert browser.session.session_key != before
    other = logged_in(rep)
    assert other.get(reverse("me")).status_code == 200
    rep.set_password("another tram over nine rivers")
    rep.save()
    assert other.get(reverse("me")).status_code == 302


def test_sessions_are_noted_with_their_device_but_not_on_every_page(rep: User) -> None:
    browser = logged_in(rep)
    for _ in range(3):
        browser.get(reverse("me"), headers={"User-Agent": "Firefox on Pixel"})
    session = UserSession.objects.get(user=rep)
    assert session.user_agent == "Firefox on Pixel"
    first = session.last_seen_at
    browser.get(reverse("me"))
    assert UserSession.objects.get(user=rep).last_seen_at == first


def test_devices_are_shown_in_as_many_queries_however_many_and_ended_ones_not(
    rep: User, django_assert_max_num_queries: Any
) -> None:
    for agent in ("Firefox on Pixel", "Edge on Windows", "Safari on iPad"):
        browser = logged_in(rep)
        browser.get(reverse("me"), headers={"User-Agent": agent})
    gone = UserSession.objects.get(user_agent="Edge on Windows")
    Session.objects.get(session_key=gone.session_key).delete()
    with django_assert_max_num_queries(12):
        page = browser.get(reverse("usersessions_list")).content.decode()
    assert ("Firefox on Pixel" in page, "Safari on iPad" in page) == (True, True)
    assert "Edge on Windows" not in page
    assert not UserSession.objects.filter(pk=gone.pk).exists()
    browser.post(reverse("usersessions_list"))
    assert [one.user_agent for one in devices.devices(rep)] == ["Safari on iPad"]
    rep.set_password("another tram over nine rivers")
    rep.save()
    assert devices.devices(rep) == []


def test_the_login_speaks_the_language_of_the_reader(rep: User) -> None:
    page = Client().get(LOGIN, headers={"Accept-Language": "zh-TW,zh;q=0.9"})
    assert 'lang="zh-Hant"' in page.content.decode()


# --- second factor --------------------------------------------------------------------------


@pytest.fixture
def careful(administrator: User) -> User:
    """王芳, whose role needs a second factor."""
    administrator.role.needs_second_factor = True
    administrator.role.save()
    return administrator


def test_who_needs_a_second_factor_sets_it_up_first(careful: User) -> None:
    browser = logged_in(careful)
    answer = browser.get(reverse("people"))
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")
    assert browser.get("/account/2fa/").status_code == 200
    fragment = browser.get(reverse("people"), headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (403, "/account/2fa/")
    totp.TOTP.activate(careful, totp.generate_totp_secret())
    assert browser.get(reverse("people")).status_code == 200


def test_the_password_alone_no_longer_opens_once_there_is_a_second_factor(careful: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(careful, secret)
    browser = Client()
    answer = browser.post(LOGIN, {"login": careful.email, "password": PASSWORD})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert browser.get(reverse("people")).status_code == 302
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    assert browser.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert browser.get(reverse("people")).status_code == 200


def test_secrets_of_second_factors_are_not_readable_in_the_database(careful: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(careful, secret)
    kept = Authenticator.objects.get(user=careful).data["secret"]
    assert secret not in kept
    assert Factors().decrypt(kept) == secret


def test_the_last_second_factor_stays_while_the_role_needs_it(careful: User, rep: User) -> None:
    for person, may_go in ((careful, False), (rep, True)):
        totp.TOTP.activate(person, totp.generate_totp_secret())
        kept = Authenticator.objects.get(user=person)
        assert Factors().can_delete_authenticator(kept) is may_go


# --- not too fast ---------------------------------------------------------------------------


def test_who_writes_too_fast_is_told_when_to_try_again(
    rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "PER_PERSON", Limit(at_once=3, per_second=0.1))
    browser = logged_in(rep)
    statuses = [browser.post("/look/", {"theme": "dark"}).status_code for _ in range(4)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:3]
    answer = browser.post("/look/", {"theme": "dark"})
    assert 0 < int(answer["Retry-After"]) <= 10
    assert browser.get(reverse("me")).status_code == 200


def test_what_was_used_up_comes_back_with_time() -> None:
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    limit = Limit(at_once=2, per_second=0.5)
    assert [buckets.take("a", limit) for _ in range(3)] == [0, 0, 2]
    assert buckets.take("b", limit) == 0
    now[0] = 2.0
    assert [buckets.take("a", limit) for _ in range(2)] == [0, 2]


# --- what browsers are told -----------------------------------------------------------------


def test_pages_forbid_what_they_do_not_need(rep: User) -> None:
    answer = logged_in(rep).get(reverse("me"))
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in (
        "default-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ):
        assert part in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_are_kept_from_scripts_and_other_sites(rep: User) -> None:
    browser = Client()
    tried(browser, rep.email, PASSWORD)
    cookie = browser.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@override_settings(SESSION_COOKIE_SECURE=True, SECURE_SSL_REDIRECT=False)
def test_over_tls_the_session_never_travels_without(rep: User) -> None:
    browser = Client()
    tried(browser, rep.email, PASSWORD)
    assert browser.cookies["sessionid"]["secure"]


def test_no_page_of_ones_own_stays_in_a_shared_cache(rep: User) -> None:
    answer = logged_in(rep).get(reverse("people"))
    assert "public" not in answer.get("Cache-Control", "")
    assert "Cookie" in answer["Vary"]
