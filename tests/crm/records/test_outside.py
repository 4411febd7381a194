"""Calls to other systems never reach what lies inside, unless the configuration allows it."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import pytest

from goodwill.crm.records import outside, secrets
from goodwill.crm.records.outside import NotToBeCalled


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What each host's address is, without asking the network."""
    known: dict[str, str] = {}

    def found(host: str, port: int, **_: object) -> list[Any]:
        if host not in known and not host[0].isdigit() and ":" not in host:
            raise socket.gaierror
        return [(0, 0, 0, "", (one, port)) for one in known.get(host, host).split()]

    monkeypatch.setattr("goodwill.crm.records.outside.socket.getaddrinfo", found)
    return known


def allowing(settings: Any, hosts: str) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, private_hosts=hosts)


def test_a_public_host_is_called_at_the_address_that_was_checked(names: dict[str, str]) -> None:
    names["hooks.example.com"] = "93.184.215.14"
    to = outside.place("https://hooks.example.com/goodwill?a=1")
    assert (to.address, to.port, to.path) == ("93.184.215.14", 443, "/goodwill?a=1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.5",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "100.64.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "ff0e::1",
        "93.184.215.14 127.0.0.1",
    ],
)
def test_no_address_inside_is_called(names: dict[str, str], address: str) -> None:
    names["sly.example.com"] = address
    with pytest.raises(NotToBeCalled, match="private_hosts"):
        outside.place("https://sly.example.com/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "https://name:word@example.com/",
        "https://example.com:99999/",
        "https://[broken/",
        "https://example.com/\r\nX: y",
        "example.com",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(names: dict[str, str], url: str) -> None:
    names["example.com"] = "93.184.215.14"
    with pytest.raises(NotToBeCalled, match="address of the web"):
        outside.place(url)


def test_a_public_host_needs_https_and_an_unknown_one_is_said_to_be(names: dict[str, str]) -> None:
    names["example.com"] = "93.184.215.14"
    with pytest.raises(NotToBeCalled, match="https"):
        outside.place("http://example.com/")
    with pytest.raises(NotToBeCalled, match=r"nowhere\.example"):
        outside.place("https://nowhere.example/")


def test_what_the_configuration_names_is_called(names: dict[str, str], settings: Any) -> None:
    names.update({"erp.local": "10.1.2.3", "other.local": "10.9.9.9"})
    allowing(settings, "erp.local, 192.168.7.0/24")
    assert outside.place("http://erp.local:8080/in").port == 8080
    assert outside.place("http://192.168.7.9/").address == "192.168.7.9"
    with pytest.raises(NotToBeCalled):
        outside.place("http://other.local/")


def test_a_secret_opens_again_for_its_purpose_alone() -> None:
    kept = secrets.locked("whsec_机密", "webhooks")
    assert "whsec" not in kept
    assert secrets.opened(kept, "webhooks") == "whsec_机密"
    with pytest.raises(secrets.InvalidToken):
        secrets.opened(kept, "connections")
