"""Values as history keeps them, as programs get them: links by public id, tags by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.api.rest.problems import Outdated
from goodwill.crm.records import changing
from goodwill.crm.records.errors import Clash, Clashing
from goodwill.crm.records.kinds import Kind, Sort, kind_of
from goodwill.crm.records.lists import fields
from goodwill.crm.records.models import Record

Pairs = Mapping[str, Iterable[Any]]


class Memory:
    """Reads many values of a kind's fields at once, of those the person may see."""

    def __init__(self, kind: Kind, reach: Reach) -> None:
        self.kind, self.reach = kind, reach
        self.fields = {one.name: one for one in kind.all_fields()}
        self._known: dict[tuple[str, int], Any] = {}

    def sees(self, name: str) -> bool:
        return self.reach.sees(self.kind.word, name)

    def learn(self, many: Iterable[Pairs]) -> None:
        """Look up what links in these values lead to; one query for each field."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for pairs in many:
            for name, values in pairs.items():
                if self._model(name) is not None:
                    for value in values:
                        wanted[name].update(_ids(value))
        for name, ids in wanted.items():
            self._look_up(name, ids)

    def read(self, name: str, value: Any) -> Any:
        """One value; None for a link that leads out of reach."""
        if self._model(name) is None:
            return value
        if isinstance(value, list):
            return [self._known[name, one] for one in value if (name, one) in self._known]
        return self._known.get((name, value))

    def _look_up(self, name: str, ids: set[int]) -> None:
        model: Any = self._model(name)
        rows = model._default_manager.filter(pk__in=ids)
        if issubclass(model, Record):
            rows = rows.within(self.reach)
        for row in rows:
            is_word = self._is_word(name)
            self._known[name, row.pk] = str(row) if is_word else str(row.public_id)

    def _is_word(self, name: str) -> bool:
        field = self.fields.get(name)
        return (field is not None and field.sort is Sort.LINKS) or not hasattr(
            self._model(name), "public_id"
        )

    def _model(self, name: str) -> Any:
        if name.startswith(changing.OWN_FIELD):
            return None
        field = self.fields.get(name)
        if field is not None:
            return fields.leads_to(self.kind, field)
        known = {one.name: one for one in self.kind.model._meta.get_fields()}
        target = getattr(known.get(name), "related_model", None)
        return target if isinstance(target, type) else None


def as_told(trouble: Clashing, record: Record, reach: Reach) -> Clashing:
    """The same clash in values that programs know."""
    memory = Memory(kind_of(record), reach)
    memory.learn({one.field: (one.was, one.now, one.wanted)} for one in trouble.clashes)
    clashes = tuple(
        Clash(one.field, *(memory.read(one.field, value) for value in _three(one)))
        for one in trouble.clashes
        if memory.sees(one.field)
    )
    return type(trouble)(clashes, trouble.version, trouble.touched)


def outdated(record: Record, condition: str, values: Mapping[str, Any]) -> Outdated:
    """What others changed since the version the caller insists on, of what they want to change."""
    version = condition.strip().removeprefix("W/").strip('"')
    if not version.isdecimal() or not 0 < int(version[:10]) < record.version:
        return Outdated((), record.version, tuple(values))
    was = changing.values_at(record, values, int(version))
    clashes = tuple(
        Clash(name, was[name], changing.told(record, name), changing.as_told(record, name, wanted))
        for name, wanted in values.items()
        if was[name] != changing.told(record, name)
    )
    return Outdated(clashes, record.version, tuple(values))


def _three(clash: Clash) -> tuple[Any, Any, Any]:
    return clash.was, clash.now, clash.wanted


def _ids(value: Any) -> list[int]:
    held = value if isinstance(value, list) else [value]
    return [one for one in held if isinstance(one, int)]
