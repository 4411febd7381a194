"""The sorts of systems that can feed us, each opened by what a connection says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from goodwill.crm.exchange.connecting.sources.source import Asked, Piece, Row, Sample, Source

if TYPE_CHECKING:
    from goodwill.crm.exchange.connecting.models import Connection

__all__ = ["Asked", "Piece", "Row", "Sample", "Source", "opened"]

_MODULES: Mapping[str, str] = {
    "folder": "goodwill.crm.exchange.connecting.sources.folders",
    "sftp": "goodwill.crm.exchange.connecting.sources.sftp",
    "sql": "goodwill.crm.exchange.connecting.sources.sql",
    "rest": "goodwill.crm.exchange.connecting.sources.rest",
}


def opened(connection: Connection) -> Source:
    """The source of a connection; nothing is asked of it yet.

    Raises
    ------
    Refused
        If it may not be read from here, or something is not said.
    """
    open_it: Callable[[Connection], Source] = import_module(_MODULES[connection.sort]).opened
    return open_it(connection)
