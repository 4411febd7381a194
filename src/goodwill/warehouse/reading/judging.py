"""Judgement calls about a source, each said aloud in a note."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from goodwill.analytics.tables import Table
from goodwill.language import Sentence
from goodwill.warehouse.reading.recognising import Recognised
from goodwill.warehouse.reading.roles import ROLES
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Source
from goodwill.warehouse.reading.survey import SurveyedSource
from goodwill.warehouse.reading.words import CURRENCY_SIGNS

ENOUGH = 3  # rows that must speak before a column is taken for something else


def codes_of(words: Iterable[str]) -> frozenset[str]:
    """ISO 4217 codes of signs and words; a word that is no sign stands for itself."""
    return frozenset(code_of(word) for word in words if word)


def code_of(word: str) -> str:
    plain = word.replace("￥", "¥").replace("＄", "$").strip().upper()
    by_sign = {sign.upper(): code for sign, code in CURRENCY_SIGNS.items()}
    return by_sign.get(plain, plain)


def currency_in(name: str) -> str | None:
    """The currency that a heading names: `Amount (USD)`, `金额（元）`."""
    plain = unicodedata.normalize("NFKC", name).upper()
    inside = re.findall(r"\((.*?)\)|\[(.*?)\]|[_\s]([A-Z]{3})$", plain)
    for text in ("".join(groups).strip() for groups in inside):
        for sign, code in CURRENCY_SIGNS.items():
            if text == unicodedata.normalize("NFKC", sign).upper():
                return code
    return None


def is_per_unit(source: Source, columns: Mapping[str, str]) -> bool:
    """An `amount` that equals the unit price wherever the quantity is not one."""
    wanted = ("amount", "quantity", "unit_price")
    if not all(role in columns for role in wanted):
        return False
    places = [source.place(columns[role]) for role in wanted]
    whole = unit = 0
    for row in source.sample:
        amount, quantity, price = (_rough(row[place]) for place in places)
        if amount and quantity and price and abs(quantity) != 1:
            whole += _near(abs(amount), abs(quantity * price))
            unit += _near(abs(amount), abs(price))
    return unit >= ENOUGH and unit > 4 * whole


def _rough(text: str | None) -> float | None:
    digits = re.sub(r"[^\d.-]", "", text or "")
    try:
        return float(digits)
    except ValueError:
        return None


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 0.011 + 0.001 * abs(other)


def judged_notes(
    columns: Sequence[Recognised], signs: frozenset[str], *, per_unit: bool, told: str | None
) -> tuple[Sentence, ...]:
    roles = {one.column: one.source_column for one in columns}
    notes = []
    if per_unit:
        notes.append(
            Sentence(
                "{column} equals the unit price where the quantity is not one, so it is "
                "multiplied by the quantity.",
                column=roles["amount"],
            )
        )
    if "amount" in roles and "discount" in roles:
        notes.append(
            Sentence(
                "{column} is taken as already reduced by {discount}.",
                column=roles["amount"],
                discount=roles["discount"],
            )
        )
    if "amount" not in roles and "unit_price" in roles and "quantity" in roles:
        notes.append(
            Sentence(
                "The amount is {quantity} × {price}.",
                quantity=roles["quantity"],
                price=roles["unit_price"],
            )
        )
    if not told and signs & {"$", "¥"}:
        notes.append(Sentence("¥ is read as CNY and $ as USD; --currency says otherwise."))
    return tuple(notes)


def campaign_notes(columns: Sequence[Recognised], table: Table) -> tuple[Sentence, ...]:
    """What is decided about campaigns, their members and panels."""
    roles = {one.column: one.source_column for one in columns}
    notes = []
    if table.name in ("campaigns", "pilots") and "ends_on" in roles:
        notes.append(
            Sentence("{column} is taken as the first day after it.", column=roles["ends_on"])
        )
    if table.name == "campaign_members" and "customer_id" not in roles:
        notes.append(
            Sentence(
                "No column names the customer: each row is taken for one member and called "
                "by its place in the file."
            )
        )
    if table.name == "panel" and {"treated", "after"} <= set(roles):
        notes.append(
            Sentence(
                "The pilot is taken to run where {treated} and {after} both say so.",
                treated=roles["treated"],
                after=roles["after"],
            )
        )
    return tuple(notes)


def resolved_settings(
    sources: Sequence[SurveyedSource], table: Table, settings: Settings
) -> Settings:
    """The settings with everything filled in that the sources agree on."""
    columns: dict[str, str] = {}
    for source in sources:
        for one in source.columns:
            if one.column in ROLES[table.name]:
                columns.setdefault(one.column, one.source_column)
    orders = {order for source in sources for form in source.date_formats.values()
              for order in (form.numeric, form.short) if order}  # fmt: skip
    marks = {form.mark for source in sources for form in source.number_formats.values()}
    currencies = {source.currency for source in sources}
    return replace(
        settings,
        dates=settings.dates or _only(orders),
        decimal=settings.decimal or _only(marks),
        encoding=settings.encoding or _only({source.encoding for source in sources}),
        delimiter=settings.delimiter or _only({source.delimiter for source in sources}),
        currency=settings.currency or _only(currencies),
        columns={**columns, **{role: name for role, name in settings.columns.items() if not name}},
    )


def _only(values: set[str] | set[str | None]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None
