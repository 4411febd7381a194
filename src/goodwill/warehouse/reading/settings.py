"""What the user may decide about a source, and how it is kept between runs."""

from __future__ import annotations

import codecs
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from goodwill.analytics.errors import SettingRefused, SourceMissing, SourceUnreadable
from goodwill.language import Sentence

ORDERS_OF_DATES = ("dmy", "mdy", "ymd")
MARKS = (".", ",")
NAMED = ("dates", "decimal", "encoding", "delimiter", "currency")


@dataclass(frozen=True)
class Settings:
    """What the user has decided; None means: find out.

    Parameters
    ----------
    dates
        Order of the parts of a date that does not show it: `dmy`, `mdy` or `ymd`.
    decimal
        The decimal mark, `.` or `,`.
    currency
        ISO 4217 code of amounts that do not name theirs.
    columns
        Contract column → column of the source; an empty name means: do not use any.
    """

    dates: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    currency: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def checked(self) -> Settings:
        """The same, with a delimiter said in words turned into it; refuses what cannot be meant."""
        _one_of("--dates", self.dates, ORDERS_OF_DATES)
        _one_of("--decimal", self.decimal, MARKS)
        delimiter = _DELIMITERS.get(self.delimiter or "", self.delimiter)
        if delimiter is not None and len(delimiter) != 1:
            raise SettingRefused(
                Sentence(
                    "The delimiter is one character, or tab, comma, semicolon or pipe; not "
                    "{value}.",
                    value=delimiter,
                )
            )
        if self.encoding is not None:
            _known_encoding(self.encoding)
        currency = self.currency.strip().upper() if self.currency else None
        if currency is not None and not (len(currency) == 3 and currency.isalpha()):
            raise SettingRefused(
                Sentence(
                    "{value} is not a currency. Give its three letters, such as --currency CNY.",
                    value=str(self.currency),
                )
            )
        return replace(self, delimiter=delimiter, currency=currency)


_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


def _one_of(option: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise SettingRefused(
            Sentence(
                "{option} cannot be {value}; it is one of: {allowed}.",
                option=option,
                value=value,
                allowed=" ".join(allowed),
            )
        )


def _known_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except LookupError as error:
        raise SettingRefused(
            Sentence(
                "There is no encoding {value}. Try utf-8, gb18030, big5 or utf-16.", value=name
            )
        ) from error


def save_mapping(settings: Settings, path: Path) -> None:
    """Write the decisions as TOML, to be given again as `--map FILE.toml`."""
    lines = [
        f"{name} = {json.dumps(getattr(settings, name), ensure_ascii=False)}"
        for name in NAMED
        if getattr(settings, name) is not None
    ]
    lines += ["", "[columns]"]
    lines += [
        f"{column} = {json.dumps(source, ensure_ascii=False)}"
        for column, source in settings.columns.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def load_mapping(path: Path) -> Settings:
    """The decisions that `save_mapping` wrote.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        No such file; not TOML; holds something that is not a decision.
    """
    if not path.is_file():
        raise SourceMissing(Sentence("There is no mapping file {file}.", file=str(path)))
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceUnreadable(
            Sentence(
                "The mapping file {file} cannot be read: {error}.", file=str(path), error=str(error)
            )
        ) from error
    columns = plain.pop("columns", {})
    _only_known(path, plain, columns)
    return Settings(**plain, columns=columns).checked()


def _only_known(path: Path, plain: Mapping[str, object], columns: object) -> None:
    strange = [name for name, value in plain.items() if name not in NAMED or type(value) is not str]
    if not isinstance(columns, dict):
        strange.append("columns")
    else:
        strange += [name for name, value in columns.items() if type(value) is not str]
    if strange:
        raise SettingRefused(
            Sentence(
                "The mapping file {file} says {strange}, which is not a setting. It may "
                "hold: {allowed}.",
                file=str(path),
                strange=", ".join(strange),
                allowed=", ".join((*NAMED, "columns")),
            )
        )
