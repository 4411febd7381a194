"""flags.csv: every cost that looks wrong, with room for who sees to it; written and read back."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path

from goodwill.analytics.benefit.costing.watching.flags import Flag, FollowUp
from goodwill.analytics.benefit.costing.yearmonths import said
from goodwill.analytics.errors import SourceMissing, SourceUnreadable
from goodwill.analytics.figure import major, minor
from goodwill.language import Sentence
from goodwill.report.cost.asking import EarlierFlag
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.watching import Watched
from goodwill.warehouse.delivering import FORMULA_STARTS

WRITTEN_BY_PEOPLE = ("owner", "cause", "action", "due_on", "verified")
PLACE = ("category", "subcategory", "department", "vendor")
COLUMNS = (
    *("identity", "state", "period", *PLACE, "rule", "what", "also"),
    *("amount", "expected", "low", "high", "score", "difference"),
    *("volume", "efficiency", "rate", "not_split", "entries", "remark"),
    *WRITTEN_BY_PEOPLE,
)
ENCODINGS = ("utf-8-sig", "gb18030")
"""As this program and most spreadsheets write it; as Chinese ones do."""


def flag_rows(measured: Measured) -> list[Mapping[str, object]]:
    """Every flag, new ones first; those of earlier runs that are not found now stay as they were.

    `state` is new, known, or earlier: flagged before and not found in this run.
    """
    earlier = {each.identity: each for each in measured.ready.asked.earlier}
    watched = measured.watching.watched
    flags = watched.flags if isinstance(watched, Watched) else ()
    found = {flag.identity for flag in flags}
    order = sorted(flags, key=lambda flag: flag.identity in earlier)
    state = {True: "known", False: "new"}
    rows = [_row(measured, flag, state[flag.identity in earlier]) for flag in order]
    before = [each for identity, each in earlier.items() if identity not in found]
    return [*rows, *(_kept(each) for each in before)]


def _row(measured: Measured, flag: Flag, state: str) -> Mapping[str, object]:
    def amount(minor_: int) -> Decimal:
        return major(minor_, measured.currency)

    place, split, follow = dict(flag.where), flag.split, flag.follow_up
    verified = follow.verified_minor
    row = (
        *(flag.identity, state, said(flag.period)),
        *(place.get(name, "") for name in PLACE),
        *(flag.rule.value, str(flag.what), " ".join(rule.value for rule in flag.also)),
        *(amount(flag.amount_minor), amount(flag.expected_minor)),
        *(amount(flag.low_minor), amount(flag.high_minor)),
        "" if flag.z is None else round(flag.z, 2),
        *(amount(split.total_minor), amount(split.volume_minor)),
        *(amount(split.efficiency_minor), amount(split.rate_minor), amount(split.unsplit_minor)),
        *(" ".join(flag.entries), str(flag.remark) if flag.remark else ""),
        *(follow.owner or "", follow.cause or "", follow.action or ""),
        follow.due_on.isoformat() if follow.due_on else "",
        "" if verified is None else amount(verified),
    )
    return dict(zip(COLUMNS, row, strict=True))


def _kept(each: EarlierFlag) -> Mapping[str, object]:
    return {name: each.row.get(name, "") for name in COLUMNS} | {"state": "earlier"}


def read_flags(file: Path, currency: str) -> tuple[EarlierFlag, ...]:
    """An earlier flags.csv with what people wrote, also as a spreadsheet saved it again.

    Raises
    ------
    SourceMissing, SourceUnreadable
        No such file; not such a table; a day or an amount that cannot be read.
    """
    if not file.is_file():
        raise SourceMissing(Sentence("There is no file of flags {file}.", file=str(file)))
    text = _text(file)
    heading = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=heading.count)
    reader = csv.DictReader(StringIO(text), delimiter=delimiter)
    if "identity" not in (reader.fieldnames or ()):
        raise SourceUnreadable(
            Sentence(
                "{file} is no flags.csv of an earlier run: it has no column identity.",
                file=str(file),
            )
        )
    found = {}
    for row in reader:
        plain = {name: _plain(cell) for name, cell in row.items() if name}
        if plain.get("identity"):
            follow = _follow_up(plain, file, reader.line_num, currency)
            found[plain["identity"]] = EarlierFlag(plain["identity"], follow, plain)
    return tuple(found.values())


def _text(file: Path) -> str:
    raw = file.read_bytes()
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceUnreadable(
        Sentence("{file} cannot be read as text. Save it as CSV in UTF-8.", file=str(file))
    )


def _plain(cell: str | None) -> str:
    """Without the mark that keeps spreadsheets from running text as a formula."""
    text = (cell or "").strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS else text


def _follow_up(row: Mapping[str, str], file: Path, line: int, currency: str) -> FollowUp:
    return FollowUp(
        owner=row.get("owner") or None,
        cause=row.get("cause") or None,
        action=row.get("action") or None,
        due_on=_day(row.get("due_on", ""), file, line),
        verified_minor=_amount(row.get("verified", ""), file, line, currency),
    )


def _day(text: str, file: Path, line: int) -> date | None:
    if not text:
        return None
    try:
        return date(*(int(part) for part in text.replace("/", "-").replace(".", "-").split("-")))
    except (TypeError, ValueError):
        raise SourceUnreadable(
            Sentence(
                "{file}, line {line}: {value} in due_on is not a date. Write it as 2026-06-30.",
                file=str(file),
                line=line,
                value=text,
            )
        ) from None


def _amount(text: str, file: Path, line: int, currency: str) -> int | None:
    if not text:
        return None
    try:
        return minor(Decimal(text.replace(",", "")), currency)
    except InvalidOperation:
        raise SourceUnreadable(
            Sentence(
                "{file}, line {line}: {value} in verified is not an amount. Write it as 1200.00.",
                file=str(file),
                line=line,
                value=text,
            )
        ) from None
