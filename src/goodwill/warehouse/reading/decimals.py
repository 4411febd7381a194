"""Text to exact decimals: signs of currency, thousands, decimal marks, parentheses.

The decimal mark is decided by the whole column, then by the whole source; what could be
read both ways and is settled by nothing is asked for, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goodwill.analytics.errors import Ambiguous
from goodwill.language import Sentence
from goodwill.warehouse.reading.evidence import Question, filled, number, plain
from goodwill.warehouse.reading.words import CURRENCY_SIGNS

MOST_DECIMALS = 12
MOST_DECIMALS_OF_BINARY = 9  # beyond these a binary fraction shows its own rounding, not the amount
_SIGN = "|".join(re.escape(sign.upper()) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))


@dataclass(frozen=True)
class NumberFormat:
    """How the numbers of one column are written.

    Parameters
    ----------
    mark
        Decimal mark.
    is_plain
        Every value is digits with at most a sign and a point.
    width, scale
        Of the DECIMAL that holds every value exactly.
    """

    mark: str = "."
    is_plain: bool = True
    width: int = 18
    scale: int = 2


def prepared(text: str) -> str:
    """SQL: the bare number of a value that does not read as it is; null for all others."""
    return (
        f"CASE WHEN TRY_CAST({text} AS DECIMAL(18,4)) IS NULL"
        f" THEN CASE WHEN {filled(text)} THEN {bare_number(text)} END END"
    )


def questions(text: str, bare: str) -> list[Question]:
    """What to ask a column of text about its numbers; `bare` is `prepared` of it."""
    easy = f"TRY_CAST({text} AS DECIMAL(18,4)) IS NOT NULL"
    lettered = f"(contains({text}, 'e') OR contains({text}, 'E'))"
    odd = f"{bare} IS NOT NULL"
    point = f"strpos({text}, '.')"
    decimals = f"CASE WHEN {point} > 0 THEN strlen({text}) - {point} ELSE 0 END"
    three = _matches(text, r"\s*[-+]?[1-9]\d{0,2}\.\d{3}\s*")
    unsure = f"CASE WHEN {decimals} = 3 THEN {three} ELSE false END"
    mixed_comma = _matches(bare, r"[-+]?[\d]*\.[\d.]*,\d*")
    mixed_point = _matches(bare, r"[-+]?[\d]*,[\d,]*\.\d*")
    many_commas = _matches(bare, r"[-+]?\d{1,3}(,\d{2,3})+,\d{3}")
    many_points = _matches(bare, r"[-+]?\d{1,3}(\.\d{3}){2,}")
    one_comma = _matches(bare, r"[-+]?\d*,\d+")
    one_point = _matches(bare, r"[-+]?\d*\.\d+")
    either_comma = _matches(bare, r"[-+]?[1-9]\d{0,2},\d{3}")
    either_point = _matches(bare, r"[-+]?[1-9]\d{0,2}\.\d{3}")
    return [
        Question("filled", f"count(*) FILTER ({easy} OR {odd})"),
        Question("odd", f"count(*) FILTER ({odd})"),
        Question("decimals", f"max({decimals}) FILTER ({easy})", "max"),
        Question("exponents", f"count(*) FILTER ({easy} AND {lettered} OR contains({bare}, 'E'))"),
        Question("longest", f"max(strlen({text})) FILTER ({easy})", "max"),
        Question("odd_longest", f"max(length({bare}))", "max"),
        Question("point", f"count(*) FILTER ({easy} AND {point} > 0 AND NOT {unsure})"),
        Question("unsure", f"count(*) FILTER ({easy} AND {point} > 0 AND {unsure})"),
        Question("odd_comma", f"count(*) FILTER ({odd} AND ({mixed_comma} OR {many_points}"
                              f" OR ({one_comma} AND NOT {either_comma})))"),
        Question("odd_point", f"count(*) FILTER ({odd} AND ({mixed_point} OR {many_commas}"
                              f" OR ({one_point} AND NOT {either_point})))"),
        Question("odd_unsure", f"count(*) FILTER ({odd} AND ({either_comma} OR {either_point}))"),
        Question("odd_decimals",
                 rf"max(length(regexp_extract({bare}, '[.,](\d+)$', 1))) FILTER ({odd})", "max"),
        Question("signs", f"list(DISTINCT CASE WHEN {odd} THEN {sign_of(text)} END)", "set"),
        Question("one", f"min({text}) FILTER ({either_comma} OR {either_point})", "min"),
        Question("other", f"min({text}) FILTER ({easy} AND {unsure})", "min"),
    ]  # fmt: skip


def _matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, '{pattern}')"


def sign_of(text: str) -> str:
    """SQL: the currency sign or word beside a number; empty text for none."""
    return f"regexp_extract(upper({plain(text)}), '{_SIGN}')"


def bare_number(text: str) -> str:
    """SQL: the number alone: no currency, no spaces within, minus in front."""
    alone = f"regexp_replace(upper({plain(text)}), '{_SIGN}', '', 'g')"
    for _ in range(2):
        alone = rf"regexp_replace({alone}, '(\d)[ ''’](\d\d\d)', '\1\2', 'g')"
    alone = rf"regexp_replace({alone}, '(^|[^0-9]) +', '\1', 'g')"
    alone = rf"regexp_replace({alone}, ' +([^0-9]|$)', '\1', 'g')"
    alone = rf"regexp_replace({alone}, '^\((.+)\)$', '-\1')"
    return rf"regexp_replace({alone}, '^([^-].*)-$', '-\1')"


def marks_shown(shown: Mapping[str, object]) -> tuple[int, int, int]:
    """How many values show a point as decimal mark, a comma, and neither."""
    return (
        number(shown, "point") + number(shown, "odd_point"),
        number(shown, "odd_comma"),
        number(shown, "unsure") + number(shown, "odd_unsure"),
    )


def mark_of(
    shown: Mapping[str, object],
    others: Iterable[Mapping[str, object]],
    told: str | None,
    file: str,
    column: str,
) -> str:
    """The decimal mark of a column.

    Raises
    ------
    Ambiguous
        Values such as `1,234` and nothing in the column or the source that settles them.
    """
    if told:
        return told
    point, comma, unsure = marks_shown(shown)
    if not point and not comma and unsure:
        seen = [marks_shown(other) for other in others]
        point, comma = sum(one[0] for one in seen), sum(one[1] for one in seen)
    if point == comma and (unsure or point):
        raise _unclear_mark(shown, file, column)
    return "," if comma > point else "."


def _unclear_mark(shown: Mapping[str, object], file: str, column: str) -> Ambiguous:
    example = shown.get("one") or shown.get("other") or ""
    return Ambiguous(
        Sentence(
            "{file}, column {column}: {example} can be read as thousands or as decimals, "
            "and no other value settles it. Say which mark is decimal: --decimal . or "
            "--decimal ,",
            file=file,
            column=column,
            example=str(example).strip(),
        ),
        setting="decimal",
    )


def format_of(shown: Mapping[str, object], mark: str, *, binary: bool) -> NumberFormat:
    """The narrowest exact type: 64-bit arithmetic where every value fits."""
    decimals = max(number(shown, "decimals"), number(shown, "odd_decimals"))
    if number(shown, "exponents"):
        decimals = MOST_DECIMALS
    scale = min(decimals, MOST_DECIMALS_OF_BINARY if binary else MOST_DECIMALS)
    longest = max(number(shown, "longest"), number(shown, "odd_longest"))
    whole = max(1, longest - (decimals if not number(shown, "odd") else 0))
    width = 18 if whole + scale <= 18 and not number(shown, "exponents") else 38
    is_plain = mark == "." and not number(shown, "odd")
    return NumberFormat(mark, is_plain, width, scale)


def measured(text: str, form: NumberFormat) -> str:
    """SQL: the number as a double, which holds it whatever its size; null where it is none."""
    if form.is_plain:
        is_number = f"TRY_CAST({text} AS DECIMAL(38,4)) IS NOT NULL"
        return f"CASE WHEN {is_number} THEN TRY_CAST({text} AS DOUBLE) END"
    return f"CAST({value(text, form)} AS DOUBLE)"


def value(text: str, form: NumberFormat) -> str:
    """SQL: the exact decimal; null where it is no number."""
    kind = f"DECIMAL({form.width},{form.scale})"
    if form.is_plain:
        return f"TRY_CAST({text} AS {kind})"
    bare = bare_number(text)
    if form.mark == ",":
        bare = f"translate({bare}, '.,', ',.')"
    grouped = r"[-+]?(\d+|\d{1,3}(,\d{2,3})*,\d{3})?(\.\d*)?(E[-+]?\d+)?"
    careful = (
        f"CASE WHEN {_matches(bare, grouped)} THEN TRY_CAST(replace({bare}, ',', '') AS {kind}) END"
    )
    if form.mark == ",":
        return careful
    return f"coalesce(TRY_CAST({text} AS {kind}), {careful})"
