"""Countries and territories (ISO 3166-1) by their names in the reader's language."""

from __future__ import annotations

from functools import cache

from babel import Locale

from goodwill.crm.ui.speaking import current

_NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
"""CLDR names these two-letter codes too; ISO 3166-1 does not assign them to a country."""


def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of each, sorted as the reader looks them up."""
    return _countries(str(current().locale))


def country(code: str) -> str:
    """The name of a country; its code where there is no such."""
    return dict(countries()).get(code, code)


@cache
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(locale).territories
    found = [(str(code), str(name)) for code, name in names.items() if _is_country(str(code))]
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
