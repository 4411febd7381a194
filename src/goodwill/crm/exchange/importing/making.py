"""Own fields made of columns that fit none of the fields there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.naming import spellings
from goodwill.crm.exchange.importing import preparing, recognising
from goodwill.crm.exchange.importing.recognising import Column
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.own_fields import defining
from goodwill.crm.records.own_fields.models import OwnField
from goodwill.language import LANGUAGES
from goodwill.warehouse.reading.headings import is_date

LONGEST_NAME = 40


def make(upload: Upload, reach: Reach, headings: Sequence[str]) -> None:
    """Make an own field of each of these columns, which become them; all or none.

    Raises
    ------
    BadOwnField
        If the kind has as many own fields as it may have.
    """
    holds = recognising.columns_of(upload.headings, upload.rows)
    with transaction.atomic():
        made = {one: field_of(upload.shape, one, holds[one]) for one in headings}
    preparing.put_columns(upload, reach, {**upload.plan["columns"], **made})


def field_of(kind: str, heading: str, cells: Column) -> str:
    """Make an own field of a kind for a column, and say what the column becomes.

    A field of that name that is there already is taken, so that asking twice makes one.

    Raises
    ------
    BadOwnField
        If the kind has as many own fields as it may have.
    """
    name = name_of(heading)
    if not OwnField.objects.filter(kind=kind, name=name, retired_at=None).exists():
        labels = dict.fromkeys(LANGUAGES, heading[:80])
        defining.add(kind, name, defining.Wanted(labels, str(sort_of(cells))))
    return f"custom.{name}"


def name_of(heading: str) -> str:
    """The short name of a field for a heading: 建筑面积 → `jianzhu_mianji`-like, Latin only."""
    latin = next((way for way in spellings(heading) if way.isascii()), "")
    name = re.sub(r"[^a-z0-9]+", "_", latin.lower()).strip("_")[:LONGEST_NAME].rstrip("_")
    return name if re.match(r"[a-z]", name) else f"field_{name}"[:LONGEST_NAME].rstrip("_")


def sort_of(cells: Column) -> Sort:
    """What the column seems to hold; text in doubt."""
    if not cells:
        return Sort.TEXT
    if all(is_date(cell) for cell in cells):
        return Sort.DAY
    if all(re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d+)?", cell) for cell in cells):
        return Sort.NUMBER
    if all(cell.casefold() in _YES_OR_NO for cell in cells):
        return Sort.YES
    return Sort.LONG if any(len(cell) > 200 for cell in cells) else Sort.TEXT


_YES_OR_NO = frozenset({"yes", "no", "true", "false", "y", "n", "是", "否"})
