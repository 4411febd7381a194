"""A benefit as a campaign or pilot measured it: read from the figures that the report wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from goodwill.analytics.campaigns.entries import Entries, nearest
from goodwill.analytics.errors import SettingRefused, SourceMissing, SourceUnreadable
from goodwill.analytics.figure import Grade, Unit
from goodwill.language import Sentence


@dataclass(frozen=True)
class Found:
    """What was measured and how, and whether it is said how often a year it comes."""

    value: Decimal
    grade: Grade
    evidence: str
    comes_by_year: bool


def measured_figure(entries: Entries, file: Path, currency: str) -> Found | None:
    """The figure that `measured_in` names, with its grade; its file is looked for beside `file`.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        No such file; no figures in it; no such figure, one that cannot be told, that has no
        grade, or that is no amount in the programme's currency.
    """
    if not entries.has("measured_in"):
        return None
    told = entries.under("measured_in").only("file", "figure", "cut", "times")
    said, wanted = told.text("file"), told.text("figure")
    every = _read(told, file)
    rows = _meant(every, told, wanted)
    if not rows:
        raise _no_such(told, wanted, every)
    if len(rows) > 1:
        cuts = ", ".join(json.dumps(each.get("cut", {}), ensure_ascii=False) for each in rows)
        raise told.missing(
            "cut", Sentence("the part that is meant; {file} has: {cuts}", file=said, cuts=cuts)
        )
    return _taken(told, rows[0], currency)


def _taken(told: Entries, row: Mapping[str, Any], currency: str) -> Found:
    if row.get("value") is None:
        reason = row.get("reason") or "—"
        raise told.refused("figure", Sentence("a figure that can be told: {reason}", reason=reason))
    if row.get("grade") is None:
        raise told.refused("figure", Sentence("a figure with a grade from A to E, as effects have"))
    wants_money = told.has("times")
    if wants_money and (row.get("unit") != Unit.MONEY or row.get("currency") != currency):
        meant = Sentence("an amount of money in {currency}", currency=currency)
        raise told.refused("figure", meant)
    evidence = f"{told.text('file')}: {row.get('label', row['id'])} (n = {row.get('n', 0)})"
    return Found(Decimal(str(row["value"])), Grade(row["grade"]), evidence, wants_money)


def _read(told: Entries, file: Path) -> list[Mapping[str, Any]]:
    said = told.text("file")
    place = file.parent / said
    if place.is_dir():
        place /= "figures.json"
    if not place.is_file():
        raise SourceMissing(
            Sentence(
                "{file}: {key} names {said}, and there is no {place}. A path in a programme is "
                "relative to the programme's own folder.",
                file=told.file,
                key=f"{told.place}file",
                said=said,
                place=str(place),
            )
        )
    try:
        rows = json.loads(place.read_text(encoding="utf-8"))
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(e, dict) and "id" in e for e in rows):
        raise SourceUnreadable(
            Sentence(
                "{file}: {key} names {place}, which holds no figures. Name the figures.json that "
                "a report of a campaign or pilot wrote.",
                file=told.file,
                key=f"{told.place}file",
                place=str(place),
            )
        )
    return rows


def _meant(rows: list[Mapping[str, Any]], told: Entries, wanted: str) -> list[Mapping[str, Any]]:
    """The figures of that id and part; where no part is named the whole, if there is one."""
    found = [each for each in rows if each["id"] == wanted]
    if told.has("cut"):
        cut = dict(told.under("cut").table)
        return [each for each in found if each.get("cut", {}) == cut]
    return [each for each in found if not each.get("cut")] or found


def _no_such(told: Entries, wanted: str, rows: list[Mapping[str, Any]]) -> SettingRefused:
    names = list(dict.fromkeys(str(each["id"]) for each in rows))
    if wanted in names:
        cuts = [json.dumps(e.get("cut", {}), ensure_ascii=False) for e in rows if e["id"] == wanted]
        return told.refused("cut", Sentence("one of: {words}", words=", ".join(cuts)))
    near = nearest(wanted, names)
    if near is None:
        return told.refused("figure", Sentence("one of: {words}", words=", ".join(names)))
    return told.refused(
        "figure",
        Sentence("one of: {words}; perhaps {near}", words=", ".join(names), near=near),
    )
