"""A file of time equations: read, and every mistake in it said with the activity it is about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodwill.analytics.benefit.costing.sharing.equations import (
    STANDARD_COLUMNS,
    TimeEquation,
    equation,
    with_defaults,
)
from goodwill.analytics.errors import SettingRefused, SourceMissing, SourceUnreadable
from goodwill.analytics.formulas import Dimension
from goodwill.language import Sentence

FUNCTIONS = {"min", "max"}
TABLE = "equations"
NAME = re.compile(r"[^\W\d]\w*")
UNIT = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True)
class Written:
    """One equation as the file has it; `department` None holds everywhere."""

    kind: str
    text: str
    department: str | None = None


def read_equations(file: Path) -> tuple[Written, ...]:
    """The equations of a TOML file: `visit = "60 + travel"` under `[equations]`.

    Under `[equations."Order desk"]` stand those of one department.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        No such file; not TOML; no table of equations; an equation that is no text.
    """
    if not file.is_file():
        raise SourceMissing(Sentence("There is no file of equations {file}.", file=str(file)))
    try:
        plain = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceUnreadable(
            Sentence(
                "The equations {file} cannot be read: {error}. Names with anything but Latin "
                "letters stand in quotes, as equations do.",
                file=str(file),
                error=str(error),
            )
        ) from error
    table = plain.get(TABLE)
    if not isinstance(table, dict) or not table or set(plain) != {TABLE}:
        raise SettingRefused(
            Sentence(
                "{file} should hold one table, [equations], with lines such as "
                'visit = "60 + travel".',
                file=str(file),
            )
        )
    return tuple(_written(table, file))


def _written(table: Mapping[str, object], file: Path) -> Iterator[Written]:
    for name, value in table.items():
        if isinstance(value, str):
            yield Written(name, value)
            continue
        inside = value if isinstance(value, dict) else {}
        for kind, text in inside.items():
            if not isinstance(text, str):
                raise _no_text(file, f"{name}.{kind}")
            yield Written(kind, text, name)
        if not inside:
            raise _no_text(file, name)


def _no_text(file: Path, name: str) -> SettingRefused:
    return SettingRefused(
        Sentence(
            '{file}: the equation of {name} is no text. Write it in quotes, as "60 + travel".',
            file=str(file),
            name=name,
        )
    )


def further_names(written: tuple[Written, ...]) -> tuple[str, ...]:
    """Names in the equations that activities do not have by the contract, each once."""
    found = [
        name
        for each in written
        for name in NAME.findall(UNIT.sub(" ", each.text))
        if name not in FUNCTIONS and name not in STANDARD_COLUMNS and name != "minutes"
    ]
    return tuple(dict.fromkeys(found))


def time_equations(
    written: tuple[Written, ...], columns: frozenset[str]
) -> tuple[TimeEquation, ...]:
    """The equations with the default ones of other kinds.

    Parameters
    ----------
    columns
        Further numbers that the activities' file really has, each its own unit.

    Raises
    ------
    SettingRefused
        An equation cannot be read, needs a number that is not there, or gives no minutes.
    """
    known = {
        **STANDARD_COLUMNS,
        **{name: Dimension.of(name) for name in sorted(columns)},
    }
    return with_defaults([_equation(each, known) for each in written])


def _equation(each: Written, known: Mapping[str, Dimension]) -> TimeEquation:
    try:
        return equation(each.kind, each.text, known, each.department)
    except SettingRefused as refusal:
        raise SettingRefused(
            Sentence(
                "The time equation of {kind}: {problem}",
                kind=each.kind,
                problem=refusal.sentence,
            )
        ) from refusal
