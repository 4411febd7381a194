"""What an event says: one line of history, as far as the owner of the webhook may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.history.lines import VERBS
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of, kinds
from goodwill.crm.records.models import Change

__all__ = ["TEST", "VERBS", "kinds_for", "name_of", "seen", "test_of", "told"]

TEST = "goodwill.test"
Json = dict[str, Any]


def name_of(line: Change) -> str:
    """What the event is called: `customers.changed`."""
    return f"{line.kind}.{line.verb}"


def kinds_for(person: User) -> list[Kind]:
    """The kinds of records that a person may be told of."""
    return [kind for kind in kinds() if person.may(f"{kind.word}.view")]


def seen(lines: Iterable[Change], person: User) -> set[int]:
    """Of these lines the keys of those about records within the person's reach."""
    by_kind: dict[str, dict[int, list[int]]] = {}
    for line in lines:
        by_kind.setdefault(line.kind, {}).setdefault(line.record_id, []).append(line.pk)
    found: set[int] = set()
    for kind in kinds_for(person):
        lines_of = by_kind.get(kind.word, {})
        records = kind.model.objects.within(person.reach).order_by()
        for pk in records.filter(pk__in=lines_of).values_list("pk", flat=True):
            found.update(lines_of[pk])
    return found


def told(line: Change, reach: Reach) -> Json | None:
    """The body of the message; None if the record is out of reach or gone by now."""
    kind = kind_of(line.kind)
    if not reach.may(f"{kind.word}.view"):
        return None
    record = kind.model.objects.within(reach).filter(pk=line.record_id).first()
    if record is None:
        return None
    fields, hidden = _fields(line, kind, reach)
    return {
        "type": name_of(line),
        "timestamp": line.at.isoformat(),
        "data": {
            "kind": line.kind,
            "id": str(record.public_id),
            "verb": line.verb,
            "version": line.version,
            "fields": fields,
            "sensitive": hidden,
            "by": {"id": str(line.by.public_id), "name": line.by.name} if line.by else None,
            "source": line.source,
            "action": str(line.batch),
            "position": line.place,
            "address": f"{settings.CONFIGURATION.address}/api/v1/{line.kind}/{record.public_id}",
        },
    }


def test_of(name: str) -> Json:
    """The body of a message that only tries the way."""
    return {"type": TEST, "data": {"webhook": name, "says": "你好 · Hello"}}


def _fields(line: Change, kind: Kind, reach: Reach) -> tuple[Json, list[str]]:
    """Before and after of each field that the person may see; sensitive ones by name alone."""
    known = {one.name: one for one in kind.all_fields()}
    names = [name for name in line.fields if reach.sees(kind.word, name)]
    hidden = sorted(name for name in names if name in known and known[name].is_sensitive)
    shown: Json = {}
    for name in names:
        pair = line.fields[name]
        if name not in hidden and isinstance(pair, list) and len(pair) == 2:
            before, after = (_public(value, kind, known.get(name)) for value in pair)
            shown[name] = {"before": before, "after": after}
    return shown, hidden


def _public(value: Any, kind: Kind, field: Field | None) -> Any:
    """Links by public ids, or by name where they have none; everything else as it is."""
    if field is None or field.sort not in (Sort.LINK, Sort.LINKS) or value in (None, []):
        return value
    ids = value if isinstance(value, list) else [value]
    named = [_name(one) for one in _linked(kind, field).filter(pk__in=ids)]
    return named if isinstance(value, list) else (named[0] if named else None)


def _linked(kind: Kind, field: Field) -> Any:
    model: type[Model]
    if field.is_own:
        model = kind_of(field.to).model
    else:
        model = kind.model._meta.get_field(field.name).related_model  # type: ignore[assignment]
    return model._default_manager.order_by("pk")


def _name(one: Model) -> str:
    return str(getattr(one, "public_id", one))
