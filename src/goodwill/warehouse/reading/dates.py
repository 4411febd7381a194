"""Text to dates: the local date as written, in whatever way people write dates.

Where day and month could be exchanged the whole column decides; if it does not, it is
asked for, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.analytics.errors import Ambiguous
from goodwill.language import Sentence
from goodwill.warehouse.reading.evidence import Question, filled, number, plain

FIRST, LAST = "1900-01-01", "2199-12-31"  # outside these a date is a slip of the pen
SERIAL_ZERO = "1899-12-30"  # day 0 of spreadsheets

_HOUR = r"(?:上午|下午|[AaPp][Mm])?\s*\d{1,2}\s?[:.时時点點]\s?\d{2}[^\n]*"
_TIME = rf"(?:Z|[+-]\d{{2}}:?\d{{2}}|,?[T\s]*{_HOUR})?"
_MONTH = r"([A-Za-z]{3})[A-Za-z]{0,6}\.?"
_WEEKDAY = r"(?:[A-Za-z]{3,9},?\s+)?"
_SEP = r"\s?[-/.]\s?"
YMD = rf"(\d{{4}})\s?[-/.年]\s?(\d{{1,2}})\s?[-/.月]\s?(\d{{1,2}})\s?[日号號]?{_TIME}"
COMPACT = r"(\d{4})(\d{2})(\d{2})(?:\.0|[T ]?\d{4,6}.*)?"
NUMERIC = rf"(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}){_TIME}"
SHORT = rf"(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}}){_TIME}"
DAY_MONTH = (
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[-\s./]*{_MONTH}[-\s,./]*(\d{{4}}|\d{{2}}){_TIME}"
)
MONTH_DAY = rf"{_WEEKDAY}{_MONTH}\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}"
SERIAL = r"([2-7]\d{4})(?:\.\d+)?"
KINDS = {
    "ymd": YMD,
    "compact": COMPACT,
    "numeric": NUMERIC,
    "short": SHORT,
    "day_month": DAY_MONTH,
    "month_day": MONTH_DAY,
    "serial": SERIAL,
}
LIKELY = {"dmy": (31, 12), "mdy": (12, 31)}


@dataclass(frozen=True)
class DateFormat:
    """How the dates of one column are written.

    Parameters
    ----------
    is_iso
        Every value starts with YYYY-MM-DD.
    kinds
        The kinds that occur, of `KINDS`.
    numeric, short
        Order of the parts of `05/03/2024` and `05/03/24`.
    """

    is_iso: bool = True
    kinds: tuple[str, ...] = ()
    numeric: str = ""
    short: str = ""


def prepared(text: str) -> str:
    """SQL: a date that does not start with YYYY-MM-DD, in plain signs; null for all others."""
    return f"CASE WHEN {_is_iso(text)} THEN NULL WHEN {filled(text)} THEN {plain(text)} END"


def _is_iso(text: str) -> str:
    return (
        f"CASE WHEN substr({text}, 5, 1) NOT IN ('-', '/') THEN false"
        f" WHEN TRY_CAST(substr({text}, 1, 10) AS DATE) IS NULL THEN false"
        f" WHEN length({text}) = 10 THEN true"
        f" ELSE length({text}) > 10 AND regexp_full_match({text}, '{YMD}') END"
    )


def questions(text: str, bare: str) -> list[Question]:
    """What to ask a column of text about its dates; `bare` is `prepared` of it."""
    iso = f"{bare} IS NULL AND length({text}) >= 10"
    asked = [Question("odd", f"count({bare})"), Question("iso", f"count(*) FILTER ({iso})")]
    for kind, pattern in KINDS.items():
        fits = f"regexp_full_match({bare}, '{pattern}')"
        asked.append(Question(kind, f"count(*) FILTER ({fits})"))
        if kind in ("numeric", "short"):
            asked += _about_parts(kind, pattern, bare, fits, text)
    return asked


def _about_parts(kind: str, pattern: str, bare: str, fits: str, text: str) -> list[Question]:
    first, second, third = (
        f"TRY_CAST(regexp_extract({bare}, '{pattern}', {n}) AS INTEGER)" for n in (1, 2, 3)
    )
    begins, ends = (
        f"length(regexp_extract({bare}, '{pattern}', {n})) > 1" for n in (1, 3)
    )  # a year is never one digit
    orders = {
        "dmy": f"{ends} AND {first} <= 31 AND {second} <= 12",
        "mdy": f"{ends} AND {first} <= 12 AND {second} <= 31",
        "ymd": f"{begins} AND {second} <= 12 AND {third} <= 31",
    }
    asked = [
        Question(f"{kind}_{order}", f"count(*) FILTER ({fits} AND {rule})")
        for order, rule in orders.items()
    ]
    for place, part in (("first", first), ("third", third)):
        asked += [
            Question(f"{kind}_{place}_low", f"min({part}) FILTER ({fits})", "min"),
            Question(f"{kind}_{place}_high", f"max({part}) FILTER ({fits})", "max"),
        ]
    unequal = f"{fits} AND {first} <> {second}"
    return [
        *asked,
        Question(f"{kind}_unequal", f"count(*) FILTER ({unequal})"),
        Question(f"{kind}_one", f"min({text}) FILTER ({unequal})", "min"),
        Question(f"{kind}_other", f"max({text}) FILTER ({unequal})", "max"),
    ]


def format_of(
    shown: Mapping[str, object],
    pooled: Mapping[str, object],
    told: str | None,
    file: str,
    column: str,
) -> DateFormat:
    """How the column is to be read.

    Parameters
    ----------
    pooled
        What all sources show of their column of this name.

    Raises
    ------
    Ambiguous
        Day and month could be exchanged, and no value settles it.
    """
    if not number(shown, "odd"):
        return DateFormat()
    kinds = tuple(kind for kind in KINDS if number(shown, kind))
    if number(shown, "iso") and "ymd" not in kinds:
        kinds = ("ymd", *kinds)
    orders = {
        kind: _order(kind, pooled, told, file, column) if kind in kinds else ""
        for kind in ("numeric", "short")
    }
    return DateFormat(False, kinds, orders["numeric"], orders["short"])


def _order(kind: str, shown: Mapping[str, object], told: str | None, file: str, column: str) -> str:
    if told and not (kind == "numeric" and told == "ymd"):
        return told
    allowed = ("dmy", "mdy") if kind == "numeric" else ("dmy", "mdy", "ymd")
    fits = {order: number(shown, f"{kind}_{order}") for order in allowed}
    best = [order for order in allowed if fits[order] == max(fits.values())]
    if kind == "short" and "ymd" in best and len(best) > 1:
        best = _by_the_year(shown, best)
    if len(best) == 1:
        return best[0]
    if kind == "numeric" and not number(shown, "numeric_unequal"):
        return "dmy"  # 05/05/2024 is the same day either way
    raise _unclear_order(kind, shown, file, column)


def _by_the_year(shown: Mapping[str, object], best: list[str]) -> list[str]:
    """Years hardly change from row to row, days do."""
    first = number(shown, "short_first_high") - number(shown, "short_first_low")
    third = number(shown, "short_third_high") - number(shown, "short_third_low")
    if first >= 20 and third < 10:
        return [order for order in best if order != "ymd"]
    if third >= 20 and first < 10:
        return ["ymd"]
    return best


def _unclear_order(kind: str, shown: Mapping[str, object], file: str, column: str) -> Ambiguous:
    return Ambiguous(
        Sentence(
            "{file}, column {column}: {one} … {other} can be read with the day first or the "
            "month first, and no value settles it. Say which: --dates dmy or --dates mdy "
            "(--dates ymd if the year is first).",
            file=file,
            column=column,
            one=str(shown.get(f"{kind}_one") or ""),
            other=str(shown.get(f"{kind}_other") or ""),
        ),
        setting="dates",
    )


def value(text: str, form: DateFormat) -> str:
    """SQL: the date as written; null where it is none."""
    if form.is_iso:
        return f"TRY_CAST(substr({text}, 1, 10) AS DATE)"
    bare = plain(text)
    ways = [way for kind in form.kinds for way in _ways(kind, bare, form)]
    return f"coalesce({', '.join(ways)})" if ways else "NULL::DATE"


def _ways(kind: str, bare: str, form: DateFormat) -> list[str]:
    pattern = KINDS[kind]
    if kind in ("ymd", "compact"):
        return [_date(bare, pattern, r"\1-\2-\3")]
    if kind == "numeric":
        return [_date(bare, pattern, {"mdy": r"\3-\1-\2"}.get(form.numeric, r"\3-\2-\1"))]
    if kind == "short":
        return _short_ways(bare, form.short)
    if kind == "serial":
        days = f"TRY_CAST(regexp_extract({bare}, '^{pattern}$', 1) AS INTEGER)"
        return [f"(DATE '{SERIAL_ZERO}' + {days})"]
    return _month_name_ways(kind, bare, pattern)


def _short_ways(bare: str, order: str) -> list[str]:
    """Two-digit years from 70 are of the last century."""
    year, parts = {"ymd": (1, r"\2-\3"), "mdy": (3, r"\1-\2")}.get(order, (3, r"\2-\1"))
    groups = [r"(\d{1,2})", r"(\d{1,2})", r"(\d{1,2})"]
    ways = []
    for digits, century in ((r"([0-6]\d)", "20"), (r"([7-9]\d)", "19")):
        groups[year - 1] = digits
        ways.append(_date(bare, _SEP.join(groups) + _TIME, rf"{century}\{year}-{parts}"))
    return ways


def _month_name_ways(kind: str, bare: str, pattern: str) -> list[str]:
    target = r"\3-\2-\1" if kind == "day_month" else r"\3-\1-\2"
    plain_text = f"regexp_replace({bare}, '^{pattern}$', '{target}')"
    return [f"CAST(try_strptime({plain_text}, ['%y-%b-%d', '%Y-%b-%d']) AS DATE)"]


def _date(bare: str, pattern: str, target: str) -> str:
    matched = f"regexp_full_match({bare}, '{pattern}')"
    iso = f"regexp_replace({bare}, '^{pattern}$', '{target}')"
    return f"CASE WHEN {matched} THEN TRY_CAST({iso} AS DATE) END"


def sane(date: str) -> str:
    """SQL: the date, unless its year is a slip of the pen."""
    return f"CASE WHEN {date} BETWEEN DATE '{FIRST}' AND DATE '{LAST}' THEN {date} END"
