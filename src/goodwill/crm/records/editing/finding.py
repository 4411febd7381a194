"""What a link may lead to, found by what a person types."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.editing.inputs import choice
from goodwill.crm.records.editing.widgets import Choice
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.records.finding import find
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of, kinds

AT_MOST = 8
LOOKED_THROUGH = 60


def candidates(field: Field, text: str, me: User) -> list[Choice]:
    """Records within reach whose words fit what was typed, the likeliest first."""
    to = _leads_to(field)
    if to.words is None:
        return _by_name(to, text, me)
    found = [one for one in find(text, me.reach, limit=LOOKED_THROUGH) if one.kind.word == to.word]
    return [Choice(str(one.public_id), one.title, one.subtitle) for one in found[:AT_MOST]]


def chosen(field: Field, public_ids: Iterable[str], reach: Reach) -> list[Choice]:
    """The records that are chosen already, so that they stay so while others are looked for."""
    wanted = [one for one in public_ids if _is_id(one)]
    seen = _leads_to(field).model._default_manager.present().within(reach)
    return [choice(record) for record in seen.filter(public_id__in=wanted).order_by("pk")]


def _is_id(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _by_name(to: Kind, text: str, me: User) -> list[Choice]:
    seen = to.model._default_manager.present().within(me.reach)
    named = next((name for name in ("name", "number", "subject") if _has(to, name)), "")
    if not named or not text or not me.may(f"{to.word}.view"):
        return []
    fitting = seen.filter(**{f"{named}__icontains": text}).order_by(named)
    return [choice(record) for record in fitting[:AT_MOST]]


def _has(kind: Kind, name: str) -> bool:
    return any(column.name == name for column in kind.model._meta.concrete_fields)


def _leads_to(field: Field) -> Kind:
    if field.sort is not Sort.LINK or field.to not in {kind.word for kind in kinds()}:
        raise OutOfReach
    return kind_of(field.to)
