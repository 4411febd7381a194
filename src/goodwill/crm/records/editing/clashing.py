"""What two people changed at once: what it was, what stands now, what was wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.editing.building import currency_of
from goodwill.crm.records.editing.forms import RecordForm
from goodwill.crm.records.errors import Clash, Clashing
from goodwill.crm.records.kinds import Field, kind_of
from goodwill.crm.records.models import Change, Record
from goodwill.crm.records.wording import Names, Worded, worded
from goodwill.crm.ui.speaking import show

CHOOSE = "choose-"
THEIRS = "theirs"


@dataclass(frozen=True)
class Open:
    """One field of which the person chooses who is right."""

    name: str
    label: str
    was: Worded
    now: Worded
    wanted: Worded
    by: User | None
    at: datetime | None


def chosen(form: RecordForm, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What shall stand, without the fields in which the person lets others have their way."""
    wanted = form.wanted()
    return {name: v for name, v in wanted.items() if sent.get(f"{CHOOSE}{name}") != THEIRS}


def laid_open(record: Record, trouble: Clashing, reach: Reach, seen: int) -> list[Open]:
    """Each clash in words, with who changed it meanwhile and when."""
    kind, currency = kind_of(record), currency_of(record)
    fields = {clash.field: kind.field(clash.field) for clash in trouble.clashes}
    sides = [(fields[c.field], v) for c in trouble.clashes for v in (c.was, c.now, c.wanted)]
    names = Names(reach).look_up((kind, field, value) for field, value in sides)
    last = _last_changes(record, seen)
    return [_open(clash, fields[clash.field], names, currency, last) for clash in trouble.clashes]


def carried_over(sent: QueryDict, trouble: Clashing) -> list[tuple[str, str]]:
    """What the person sent for the fields they touched, to be sent again with their choice."""
    ours = {name for field in trouble.touched for name in (field, f"{field}_more")}
    return [(name, value) for name in sent for value in sent.getlist(name) if name in ours]


def _open(
    clash: Clash, field: Field, names: Names, currency: str, last: Mapping[str, Change]
) -> Open:
    was, now, wanted = (
        worded(field, value, names, currency) for value in (clash.was, clash.now, clash.wanted)
    )
    line = last.get(clash.field)
    return Open(
        name=clash.field,
        label=show(field.label),
        was=was,
        now=now,
        wanted=wanted,
        by=line.by if line else None,
        at=line.at if line else None,
    )


def _last_changes(record: Record, seen: int) -> dict[str, Change]:
    """By field, the latest line of history since the version that the person saw."""
    later = Change.objects.filter(kind=record.kind, record_id=record.pk, version__gt=seen)
    last: dict[str, Change] = {}
    for line in later.select_related("by").order_by("version"):
        last |= dict.fromkeys(line.fields, line)
    return last
