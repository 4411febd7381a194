"""A folder on another machine, read over SFTP. The machine is known by its key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import socket
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodwill.crm.exchange.connecting import taking
from goodwill.crm.exchange.connecting.errors import CannotConnect, CannotRead, NotSetUp
from goodwill.crm.exchange.connecting.sources.shelves import Files
from goodwill.crm.exchange.connecting.sources.source import Arrived
from goodwill.language import Sentence

if TYPE_CHECKING:
    import paramiko

    from goodwill.crm.exchange.connecting.models import Connection

SECONDS = 20.0
PORT = 22


def opened(connection: Connection) -> Files:
    """The files of a connection's folder over there."""
    where, opens = connection.where, connection.opens

    @contextmanager
    def there() -> Iterator[Distant]:
        with _connected(where, opens) as client:
            yield Distant(client, str(where.get("folder") or "."))

    return taking.files(connection, there)


def fingerprint(where: Mapping[str, Any]) -> str:
    """What the machine shows of its key, as `ssh-keygen -l` writes it.

    Raises
    ------
    CannotConnect
        If there is no machine, or it does not speak SSH.
    """
    with _transport(where) as transport:
        return printed(transport.get_remote_server_key().asbytes())


def printed(key: bytes) -> str:
    """The fingerprint of a public key."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


@dataclass(frozen=True)
class Distant:
    """A folder on the other machine."""

    client: paramiko.SFTPClient
    folder: str

    def files(self) -> Iterator[Arrived]:
        """What lies there."""
        try:
            found = self.client.listdir_attr(self.folder)
        except OSError as trouble:
            raise CannotRead(
                Sentence("The folder {folder} cannot be read there.", folder=self.folder)
            ) from trouble
        for one in found:
            if stat.S_ISREG(one.st_mode or 0):
                yield Arrived(one.filename, one.st_size or 0, float(one.st_mtime or 0))

    def copy(self, name: str, to: Path) -> None:
        """Fetch a file; one that did not arrive whole is refused."""
        import paramiko

        try:
            self.client.get(f"{self.folder.rstrip('/')}/{name}", str(to))
        except (OSError, EOFError, paramiko.SSHException) as trouble:
            raise CannotRead(
                Sentence("{file} did not arrive whole. It is tried again.", file=name)
            ) from trouble


@contextmanager
def _connected(where: Mapping[str, Any], opens: Mapping[str, str]) -> Iterator[paramiko.SFTPClient]:
    import paramiko

    with _transport(where) as transport:
        shown = printed(transport.get_remote_server_key().asbytes())
        known = str(where.get("fingerprint", ""))
        if not hmac.compare_digest(shown, known):
            raise CannotConnect(
                _STRANGER if known else _UNKNOWN,
            )
        try:
            _log_in(transport, str(where.get("user", "")), opens)
            client = paramiko.SFTPClient.from_transport(transport)
        except paramiko.AuthenticationException as trouble:
            raise CannotConnect(
                Sentence(
                    "{host} does not let us in: wrong user, password or key.",
                    host=str(where.get("host", "")),
                )
            ) from trouble
        except (paramiko.SSHException, OSError, EOFError) as trouble:
            raise _unreachable(where, trouble) from trouble
        if client is None:
            raise CannotConnect(Sentence("The machine does not offer SFTP."))
        client.get_channel().settimeout(SECONDS * 3)
        with closing(client):
            yield client


@contextmanager
def _transport(where: Mapping[str, Any]) -> Iterator[paramiko.Transport]:
    """An SSH connection whose other end has shown its key."""
    try:
        import paramiko
    except ModuleNotFoundError as missing:
        raise NotSetUp(
            Sentence(
                "This installation cannot speak SFTP yet. "
                "Its administrator installs what is missing with: pip install 'goodwill[sources]'"
            )
        ) from missing
    to = (str(where.get("host", "")), int(where.get("port") or PORT))
    try:
        line = socket.create_connection(to, SECONDS)
        transport = paramiko.Transport(line)
    except (OSError, paramiko.SSHException) as trouble:
        raise _unreachable(where, trouble) from trouble
    with closing(transport):
        transport.banner_timeout = transport.auth_timeout = SECONDS
        try:
            transport.start_client(timeout=SECONDS)
        except (paramiko.SSHException, OSError, EOFError) as trouble:
            raise _unreachable(where, trouble) from trouble
        yield transport


def _log_in(transport: paramiko.Transport, user: str, opens: Mapping[str, str]) -> None:
    if opens.get("key"):
        transport.auth_publickey(user, _key(opens["key"], opens.get("password", "")))
    else:
        transport.auth_password(user, opens.get("password", ""))


def _key(text: str, password: str) -> paramiko.PKey:
    import paramiko

    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text), password or None)
        except (paramiko.SSHException, ValueError):
            continue
    raise NotSetUp(
        Sentence("This is no private key (Ed25519, ECDSA or RSA), or it needs a password.")
    )


def _unreachable(where: Mapping[str, Any], trouble: BaseException) -> CannotConnect:
    said = getattr(trouble, "strerror", "") or str(trouble) or type(trouble).__name__
    return CannotConnect(
        Sentence("{host} is not reached: {said}", host=str(where.get("host") or "—"), said=said)
    )


_UNKNOWN = Sentence("Nobody has confirmed the key of this machine yet. Test the connection first.")
_STRANGER = Sentence(
    "The machine shows another key than the one that was confirmed. Either it was set up anew, or "
    "somebody stands in between. Nothing was sent to it. Ask who runs it, then confirm the new key."
)
