"""An empty table to fill in, made from what is known of a kind of record right now."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.exchange.importing.remarks import REMARK
from goodwill.crm.exchange.importing.targets import Target, targets
from goodwill.crm.records.kinds import Sort
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sentence

ROWS_WITH_CHOICES = 5_000
LONGEST_CHOICES = 255
"""Characters; spreadsheets offer no longer lists."""
WIDEST = 42


def columns_for(shape: str, reach: Reach) -> tuple[Target, ...]:
    """What the person may fill in: what is needed first, the rest in its usual order."""
    offered = [one for one in targets(shape, reach) if one.name not in _SELDOM]
    return tuple(sorted(offered, key=lambda one: not one.is_required))


def csv_of(shape: str, reach: Reach) -> str:
    """The table as CSV, with the mark by which spreadsheets know UTF-8."""
    held = io.StringIO()
    writer = csv.writer(held)
    wanted = columns_for(shape, reach)
    writer.writerow(show(one.label) for one in wanted)
    writer.writerow(hint_of(one) for one in wanted)
    return "\ufeff" + held.getvalue()


def xlsx_of(shape: str, reach: Reach) -> bytes:
    """The table as a workbook: choices are offered in their columns, what is needed is bold."""
    held = io.BytesIO()
    book = Workbook(held, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    head = {
        True: book.add_format({"bold": True, "bottom": 1}),
        False: book.add_format({"bottom": 1}),
    }
    quiet = book.add_format({"font_color": "#707070", "text_wrap": True, "valign": "top"})
    for at, one in enumerate(columns_for(shape, reach)):
        label, hint = show(one.label), hint_of(one)
        sheet.write_string(0, at, label, head[one.is_required])
        sheet.write_string(1, at, hint, quiet)
        sheet.set_column(at, at, min(WIDEST, max(14, _width(label) + 2, _width(hint) // 2)))
        _offer_choices(sheet, at, one)
    sheet.freeze_panes(1, 0)
    book.close()
    return held.getvalue()


def hint_of(target: Target) -> str:
    """What one fills in, in a few words."""
    parts = [say("must be filled in")] if target.is_required else []
    parts.append(_what(target))
    if target.help is not None:
        parts.append(show(target.help))
    return f"{REMARK} " + " · ".join(parts)


def _what(target: Target) -> str:
    if target.choices:
        return say("one of: {choices}", choices=", ".join(_choices(target)))
    if target.sort is Sort.LINK:
        return say("name, number or id")
    told = _HINTS.get(target.sort)
    return say(told) if told else say("text")


def _choices(target: Target) -> Sequence[str]:
    return [show(label) for label in target.choices.values()]


def _offer_choices(sheet: object, at: int, target: Target) -> None:
    choices = _choices(target) if target.choices else ()
    if choices and len(",".join(choices)) <= LONGEST_CHOICES:
        sheet.data_validation(  # type: ignore[attr-defined]
            2, at, ROWS_WITH_CHOICES, at, {"validate": "list", "source": list(choices)}
        )


def _width(text: str) -> int:
    """Chinese characters are twice as wide."""
    return sum(1 if letter.isascii() else 2 for letter in text)


_HINTS: Mapping[Sort, Sentence] = {
    Sort.DAY: Sentence("day, such as 2026-03-01"),
    Sort.MOMENT: Sentence("moment, such as 2026-03-01 14:30"),
    Sort.MONEY: Sentence("amount, such as 1234.50"),
    Sort.QUANTITY: Sentence("number, such as 2.5"),
    Sort.NUMBER: Sentence("number"),
    Sort.MINUTES: Sentence("minutes"),
    Sort.YES: Sentence("yes or no"),
    Sort.EMAIL: Sentence("e-mail address"),
    Sort.PHONE: Sentence("telephone number, such as +86 21 6888 1234"),
    Sort.COUNTRY: Sentence("country, such as CN"),
    Sort.WEB: Sentence("web address"),
    Sort.LINKS: Sentence("several, divided by ;"),
    Sort.LONG: Sentence("long text"),
}
_SELDOM = frozenset({"created_by", "orders.customer_name", "activities.customer_name"})
