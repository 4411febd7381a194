"""Single sign-on lets in whom an administrator has invited, and nobody else."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from goodwill.crm.accounts import inviting
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.signing_on import SingleSignOnUnreadable, providers

OIDC = """
[company]
sort = "oidc"
name = "Company login"
server = "https://id.example.com"
client = "goodwill"
secret = "not a secret"
"""
SAML = """
[academy]
sort = "saml"
name = "Academy"
entity = "https://idp.example.com"
server = "https://idp.example.com/sso"
certificate = "MIIC"
verified_domains = ["example.com"]
"""


class Provider:
    """An OpenID provider without a network: answers what its person says they are."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "42", "email": "", "email_verified": True}

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, *_: object) -> None: ...

    def get(self, url: str, **_: object) -> Answer:
        if url.endswith("/.well-known/openid-configuration"):
            paths = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            base = "https://id.example.com"
            return Answer({"issuer": base, **{path: f"{base}/{path}" for path in paths}})
        return Answer(self.claims)

    def request(self, method: str, url: str, **_: object) -> Answer:
        return Answer({"access_token": "t", "token_type": "Bearer"})

    post = request


class Answer:
    """What `requests` would hand over."""

    status_code = 200
    headers = {"content-type": "application/json"}  # noqa: RUF012

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told

    def json(self) -> dict[str, Any]:
        return self.told

    def raise_for_status(self) -> None: ...


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    settings.SOCIALACCOUNT_PROVIDERS = providers(OIDC)
    one = Provider()
    adapter = "goodwill.crm.accounts.adapters.KnownPeopleOnly.get_requests_session"
    monkeypatch.setattr(adapter, lambda self: one)
    return one


def come_back(browser: Client, provider: Provider, **claims: object) -> Any:
    """Go to the provider and return as the person it says."""
    provider.claims.update(claims)
    gone = browser.get("/account/oidc/company/login/")
    assert gone.status_code == 302
    asked = parse_qs(urlsplit(gone["Location"]).query)
    assert gone["Location"].startswith("https://id.example.com/authorization_endpoint")
    assert asked["code_challenge_method"] == ["S256"]
    told = {"state": asked["state"][0], "code": "c"}
    return browser.get("/account/oidc/company/login/callback/", told)


def test_an_invited_person_comes_in_without_a_password(
    provider: Provider, administrator: User, rep: User
) -> None:
    invited = inviting.invite("na.li@example.com", "李娜", rep.role, None, administrator)
    browser = Client()
    assert come_back(browser, provider, email="Na.Li@example.com")["Location"] == "/"
    assert browser.get(reverse("me")).status_code == 200
    assert SocialAccount.objects.get().user == invited


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.com"},
        {"email": "jonas@example.com", "email_verified": False},
        {"email": ""},
    ],
    ids=["not invited", "not verified", "no address"],
)
def test_nobody_else_comes_in_and_nobody_is_made(
    provider: Provider, rep: User, claims: dict[str, Any]
) -> None:
    browser = Client()
    come_back(browser, provider, **claims)
    assert browser.get(reverse("me")).status_code == 302
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_who_is_deactivated_does_not_come_in_by_the_side_door(
    provider: Provider, rep: User
) -> None:
    come_back(Client(), provider, email=rep.email)
    rep.is_active = False
    rep.save()
    browser = Client()
    come_back(browser, provider, email=rep.email)
    assert browser.get(reverse("me")).status_code == 302


def test_an_answer_that_nobody_asked_for_opens_nothing(provider: Provider, rep: User) -> None:
    provider.claims["email"] = rep.email
    browser = Client()
    told = {"state": "made up", "code": "c"}
    browser.get("/account/oidc/company/login/callback/", told)
    assert browser.get(reverse("me")).status_code == 302


def test_the_login_page_offers_the_provider(provider: Provider, rep: User) -> None:
    assert "Company login" in Client().get("/account/login/").content.decode()


def test_saml_tells_the_provider_who_we_are_and_takes_no_unsigned_word(
    settings: Any, rep: User
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = providers(SAML)
    metadata = Client().get("/account/saml/academy/metadata/", headers={"Host": "crm.example.com"})
    assert metadata.status_code == 200
    assert b"/account/saml/academy/acs/" in metadata.content
    gone = Client().get("/account/saml/academy/login/", headers={"Host": "crm.example.com"})
    assert gone["Location"].startswith("https://idp.example.com/sso?SAMLRequest=")
    browser = Client()
    unsigned = {"SAMLResponse": "PHg+PC94Pg=="}
    browser.post("/account/saml/academy/acs/", unsigned, follow=True, HTTP_HOST="localhost")
    assert browser.get(reverse("me")).status_code == 302


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("company = ", "not TOML"),
        ("company = 1", "must be a table"),
        ('[x]\nsort = "ldap"', "must be oidc or saml"),
        ('[x]\nsort = "oidc"\nname = "X"', "lacks server, client, secret"),
        (OIDC + 'colour = "red"', "may not hold colour"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_is_missing(told: str, said: str) -> None:
    with pytest.raises(SingleSignOnUnreadable, match=said):
        providers(told)


def test_nothing_is_offered_where_nothing_is_configured() -> None:
    assert providers("") == {}
