"""What a company decides about its installation: from the environment or one file.

`goodwill.toml` in the home folder holds the names below; a variable of the environment,
`GOODWILL_` and the name in capitals, outweighs it. `DATABASE_URL` is read without the prefix,
as every host sets it.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_type_hints
from urllib.parse import urlsplit

FILE = "goodwill.toml"
SECRET_FILE = "secret.key"  # noqa: S105 (the name of a file)
RECORDS_KEY_FILE = "records.key"
HOME = Path("goodwill-home")


class ConfigurationError(Exception):
    """A setting that cannot be read; says which, where and what it may be."""


@dataclass(frozen=True)
class Configuration:
    """How this installation runs; every value has a default that suits one machine."""

    home: Path
    secret_key: str
    """Signs what is worth little tomorrow: sessions, links, forms."""
    records_key: str
    """Seals history and encrypts what records hold: it belongs to them, and to their backups."""
    database_url: str = ""
    hosts: str = "localhost,127.0.0.1,[::1]"
    address: str = "http://localhost:8000"
    language: str = "en"
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    company: str = "Goodwill"
    region: str = "CN"
    mail_url: str = "console:"
    mail_from: str = "goodwill@localhost"
    debug: bool = False
    demo: bool = False
    largest_upload_mb: int = 25
    single_sign_on: str = ""
    metrics_token: str = ""
    private_hosts: str = ""
    """Hosts and networks inside that webhooks and connections may call: `erp.local, 10.0.0.0/8`."""
    assistants: bool = False
    """Whether assistants of people may use the tools at `/mcp`."""

    @property
    def database(self) -> str:
        """The address of the database: SQLite in the home folder unless told otherwise."""
        return self.database_url or f"sqlite:///{(self.home / 'goodwill.sqlite3').resolve()}"

    @property
    def is_https(self) -> bool:
        return self.address.startswith("https://")

    @property
    def is_for_this_machine(self) -> bool:
        """Whether people reach it from this machine only."""
        return urlsplit(self.address).hostname in ("localhost", "127.0.0.1", "::1")

    @property
    def allowed_hosts(self) -> list[str]:
        return [host.strip() for host in self.hosts.split(",") if host.strip()]


def configured(environment: Mapping[str, str] | None = None) -> Configuration:
    """The configuration of this process.

    Raises
    ------
    ConfigurationError
        For a name the file may not hold, or a value of the wrong kind.
    """
    environment = os.environ if environment is None else environment
    home = Path(environment.get("GOODWILL_HOME", HOME))
    given = {**_from_file(home / FILE), **_from_environment(environment)}
    given["home"] = home
    given.setdefault("secret_key", _key(home / SECRET_FILE))
    given.setdefault("records_key", _key(home / RECORDS_KEY_FILE))
    return Configuration(**given)  # type: ignore[arg-type]


def _from_file(file: Path) -> dict[str, object]:
    if not file.is_file():
        return {}
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as trouble:
        raise ConfigurationError(f"{file} is not TOML: {trouble}.") from trouble
    for name, value in told.items():
        if name not in _kinds() or name == "home":
            raise ConfigurationError(f"{file} names {name!r}, which is no setting of Goodwill.")
        if not isinstance(value, _kinds()[name]):
            raise ConfigurationError(f"{file}: {name} must be {_kinds()[name].__name__}.")
    return told


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    given: dict[str, object] = {}
    if environment.get("DATABASE_URL"):
        given["database_url"] = environment["DATABASE_URL"]
    for name, kind in _kinds().items():
        text = environment.get(f"GOODWILL_{name.upper()}")
        if text is not None and name != "home":
            given[name] = _converted(name, text, kind)
    return given


def _converted(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in _YES | _NO:
            raise ConfigurationError(f"GOODWILL_{name.upper()} must be yes or no, not {text!r}.")
        return text.lower() in _YES
    if kind is int:
        if not text.isdecimal():
            raise ConfigurationError(f"GOODWILL_{name.upper()} must be a number, not {text!r}.")
        return int(text)
    return text


def _key(file: Path) -> str:
    """A key of the installation's own: made at the first start, readable by its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        key = secrets.token_urlsafe(50)
        stream.write(key)
    return key


def _kinds() -> dict[str, type]:
    hints = get_type_hints(Configuration)
    return {field.name: hints[field.name] for field in fields(Configuration)}


_YES = {"yes", "true", "1", "on"}
_NO = {"no", "false", "0", "off", ""}
