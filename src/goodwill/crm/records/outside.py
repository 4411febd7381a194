"""Calls to other systems, kept away from the network that this installation stands in.

Whoever may enter an address here could otherwise make the server read what only it can reach:
the database's port, the cloud's metadata, a printer. The name is resolved once, every address
it has must be a public one, and the connection goes to the address that was checked, so that a
name that changes meanwhile leads nowhere else. `private_hosts` of the configuration names what
may be called inside.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from django.conf import settings

from goodwill.crm.accounts.errors import Refused
from goodwill.language import Sentence

PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotToBeCalled(Refused):
    """An address that Goodwill does not call; says why."""


@dataclass(frozen=True)
class Place:
    """Where a call goes: the address of the host is settled, its name is kept for TLS."""

    scheme: str
    host: str
    port: int
    address: str
    path: str

    def connection(self, seconds: float) -> HTTPConnection:
        """A connection that is opened when it is first used."""
        return _Settled(self, seconds)


def place(url: str) -> Place:
    """Where a call to this address goes.

    Raises
    ------
    NotToBeCalled
        If it is no address of the web, its host is not known, or it lies inside.
    """
    scheme, host, port, path = _parts(url)
    addresses = _addresses(host, port)
    if not _is_allowed(host, addresses):
        if any(not _is_public(one) for one in addresses):
            raise NotToBeCalled(
                Sentence(
                    "{host} lies inside the network of this installation. "
                    "An administrator can allow it with `private_hosts` in goodwill.toml.",
                    host=host,
                )
            )
        if scheme != "https":
            raise NotToBeCalled(
                Sentence("The address must begin with https://, so that nobody can read along.")
            )
    return Place(scheme, host, port, str(addresses[0]), path)


def _parts(url: str) -> tuple[str, str, int, str]:
    try:
        split = urlsplit(url.strip())
        host, port = split.hostname or "", split.port
    except ValueError:
        host, port, split = "", None, urlsplit("")
    if split.scheme not in PORTS or not host or split.username or not url.isprintable():
        raise NotToBeCalled(
            Sentence("This is no address of the web. It looks like https://example.com/goodwill.")
        )
    path = split.path or "/"
    return split.scheme, host, port or PORTS[split.scheme], f"{path}?{split.query}".rstrip("?")


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NotToBeCalled(Sentence("Nobody knows the host {host}.", host=host)) from unknown
    return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        is_tunnel = address.sixtofour or address.teredo or address in _TRANSLATED
        return (
            _is_public(mapped)
            if mapped
            else address.is_global and not (is_tunnel or address.is_multicast)
        )
    return address.is_global and not address.is_multicast


def _is_allowed(host: str, addresses: Iterable[Address]) -> bool:
    """Whether the configuration lets the host, or every address it has, be called."""
    told = settings.CONFIGURATION.private_hosts.split(",")
    allowed = [one.strip() for one in told if one.strip()]
    networks = [network for one in allowed if (network := _network(one))]
    return host in allowed or all(any(one in net for net in networks) for one in addresses)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


class _Settled(HTTPConnection):
    """Speaks to the address that was checked, in the name that was asked for."""

    def __init__(self, to: Place, seconds: float) -> None:
        self.default_port = PORTS[to.scheme]
        super().__init__(to.host, to.port, timeout=seconds)
        self._to = to

    def connect(self) -> None:
        """Opens the connection; over TLS if the address says so."""
        to = (self._to.address, self._to.port)
        self.sock = socket.create_connection(to, self.timeout)
        # Headers and body go as two pieces: without this the second waits for an answer.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._to.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._to.host)


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of the old internet as the new one writes them (RFC 6052)."""
