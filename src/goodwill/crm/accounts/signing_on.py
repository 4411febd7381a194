"""Single sign-on as it stands in the configuration, the way allauth wants to be told.

`single_sign_on` is TOML, one table a provider:

    [company]                                # the word in addresses and of accounts
    sort = "oidc"
    name = "Company login"                   # what the button says
    server = "https://id.example.com"
    client = "goodwill"
    secret = "…"

    [academy]
    sort = "saml"
    name = "Academy"
    entity = "https://idp.example.com"
    server = "https://idp.example.com/sso"
    certificate = "MIIC…"
    verified_domains = ["example.com"]       # addresses that this provider vouches for
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

Provider = Mapping[str, Any]

NEEDED = {
    "oidc": ("name", "server", "client", "secret"),
    "saml": ("name", "server", "entity", "certificate"),
}
ALLOWED = {"sort", "verified_domains", *NEEDED["oidc"], *NEEDED["saml"]}


class SingleSignOnUnreadable(ValueError):
    """The setting cannot be used; says what is missing."""


def providers(told: str) -> dict[str, Any]:
    """allauth's `SOCIALACCOUNT_PROVIDERS` for the configuration's text.

    Raises
    ------
    SingleSignOnUnreadable
        If the text is not TOML, or a provider lacks something it needs.
    """
    try:
        tables = tomllib.loads(told)
    except tomllib.TOMLDecodeError as trouble:
        raise SingleSignOnUnreadable(f"single_sign_on is not TOML: {trouble}.") from trouble
    apps: dict[str, list[dict[str, Any]]] = {"openid_connect": [], "saml": []}
    for word, table in tables.items():
        _must_be_whole(word, table)
        if table["sort"] == "oidc":
            apps["openid_connect"].append(_oidc(word, table))
        else:
            apps["saml"].append(_saml(word, table))
    return {sort: {"APPS": found} for sort, found in apps.items() if found}


def _oidc(word: str, told: Provider) -> dict[str, Any]:
    return {
        "provider_id": word,
        "name": told["name"],
        "client_id": told["client"],
        "secret": told["secret"],
        "settings": {"server_url": told["server"], "oauth_pkce_enabled": True, **_vouched(told)},
    }


def _saml(word: str, told: Provider) -> dict[str, Any]:
    return {
        "provider_id": told["entity"],
        "name": told["name"],
        "client_id": word,
        "settings": {
            "idp": {
                "entity_id": told["entity"],
                "sso_url": told["server"],
                "x509cert": told["certificate"],
            },
            "advanced": {
                "want_assertion_signed": True,
                "reject_idp_initiated_sso": True,
                "allow_single_label_domains": True,  # names within a company: https://crm/
            },
            **_vouched(told),
        },
    }


def _vouched(told: Provider) -> dict[str, Any]:
    domains = told.get("verified_domains")
    return {"verified_email": list(domains)} if domains else {}


def _must_be_whole(word: str, told: object) -> None:
    if not isinstance(told, dict):
        raise SingleSignOnUnreadable(f"single_sign_on: {word} must be a table.")
    if told.get("sort") not in NEEDED:
        raise SingleSignOnUnreadable(f"single_sign_on: {word}.sort must be oidc or saml.")
    missing = [name for name in NEEDED[told["sort"]] if not told.get(name)]
    if missing:
        raise SingleSignOnUnreadable(f"single_sign_on: {word} lacks {', '.join(missing)}.")
    strange = sorted(set(told) - ALLOWED)
    if strange:
        raise SingleSignOnUnreadable(f"single_sign_on: {word} may not hold {', '.join(strange)}.")
