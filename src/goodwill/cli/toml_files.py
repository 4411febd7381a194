"""A TOML file, as it stands."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from goodwill.analytics.errors import SourceMissing, SourceUnreadable
from goodwill.language import Sentence


def parsed(file: Path) -> dict[str, Any]:
    """Its keys, numbers as exact as written.

    Raises
    ------
    SourceMissing, SourceUnreadable
        No such file; not TOML.
    """
    if not file.is_file():
        raise SourceMissing(Sentence("There is no file {file}.", file=str(file)))
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceUnreadable(
            Sentence("{file} cannot be read: {error}.", file=str(file), error=str(error))
        ) from error
