"""By what a row finds the record it is about: ids, numbers, e-mail addresses, names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers import naming
from goodwill.crm.customers.models import ContactPoint
from goodwill.crm.exchange.importing import rooms
from goodwill.crm.exchange.importing.engine.drafts import Draft
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.exchange.importing.targets import plain_name
from goodwill.crm.records.finding.spelling import plain
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.known_as import find_many
from goodwill.crm.records.merging import following
from goodwill.crm.records.merging.models import Merged
from goodwill.crm.records.models import ExternalId
from goodwill.language import Sentence

AT_ONCE = 500
OUTSIDE, OWN = "external_id", "custom."
POINTS = "contact_points."

Key = tuple[Any, ...]


def usual_match(shape: str, targets: Iterable[str]) -> tuple[str, ...]:
    """By what rows of a shape are matched unless somebody says otherwise."""
    there = set(targets)
    ways = _USUAL.get(shape) or ("external_id", *rooms.of(shape).match)
    return tuple(way for way in ways if set(way.split("+")) <= there)


@dataclass
class Finder:
    """Finds records of one kind for many rows at once, those in the bin too."""

    kind: Kind
    plan: Plan
    reach: Reach
    ways: tuple[str, ...] = ()
    found: dict[Key, list[Any]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ways = self.plan.match or usual_match(self.kind.word, self.plan.targets)
        alone = f"{self.kind.word}.number"
        if alone in _UNIQUE and alone not in self.ways:
            self.ways = (*self.ways, alone)
        self.fields = {
            f"{self.kind.word}.{plain_name(each.name)}": each.name for each in self.kind.fields
        }

    def keys(self, values: Mapping[str, Any]) -> list[Key]:
        """What a row may be found by, the surest first; a contact point may give several."""
        found: list[Key] = []
        for way in self.ways:
            parts = way.split("+")
            told = [values.get(part) for part in parts]
            if any(one in (None, "", []) for one in told):
                continue
            if way.startswith(POINTS) and isinstance(told[0], list):
                found += [(way, one, *(_spelt(other) for other in told[1:])) for one in told[0]]
            elif way == OUTSIDE:
                found.append((way, told[0]))  # other systems tell large from small letters
            else:
                found.append((way, *(_spelt(one) for one in told)))
        return found

    def look_up(self, keys: Iterable[tuple[Key, Mapping[str, Any]]]) -> None:
        """Find the records of all these keys; beside each the values it was made of."""
        self.found = {}
        by_way: dict[str, dict[Key, Mapping[str, Any]]] = {}
        for key, values in keys:
            by_way.setdefault(key[0], {})[key] = values
        for way, wanted in by_way.items():
            for key, record in self._candidates(way, wanted):
                if key in wanted and record not in self.found.setdefault(key, []):
                    self.found[key].append(record)
        self._follow()
        self._learn_names()

    def record(self, keys: Sequence[Key], values: Mapping[str, Any]) -> Any:
        """The record that the surest key finds, present ones first; None if there is none.

        What a weaker key finds is passed over where a surer one says that it is another.

        Raises
        ------
        Unfit
            If several fit equally well, or one that must be the only one may not be changed.
        """
        for key in keys:
            records = self.found.get(key, [])
            present = [one for one in records if one.deleted_at is None] or records[:1]
            same = [one for one in present if not self.is_another(one, values)]
            if present and not same and key[0] in _UNIQUE:
                raise _taken(key)
            seen = [one for one in same if self._may_change(one)]
            if len(seen) > 1:
                seen = self._narrowed(seen, keys)
            if len(seen) > 1:
                several = Sentence("Several records fit {value}.", value=_shown(key))
                raise Unfit(several, key[0].split("+")[0])
            if seen:
                return seen[0]
            if same and key[0] in _ONLY_ONE:
                raise _taken(key)
        return None

    def is_another(
        self, record: Any, values: Mapping[str, Any], outside: Sequence[str] = ()
    ) -> bool:
        """Whether a row says of itself that it is about another record than this one."""
        number = values.get(f"{self.kind.word}.number")
        held = getattr(record, "number", "")
        is_other = bool(number and held) and _spelt(number) != _spelt(held)
        if is_other and not self.was_called(record, number):
            return True
        told = values.get(OUTSIDE)
        called = outside or self._called.get(record.pk, ())
        return bool(told and called and told not in called)

    def was_called(self, record: Any, number: Any) -> bool:
        """Whether what is part of the record now had this number."""
        return _spelt(number) in self._former.get(record.pk, ())

    def _narrowed(self, seen: list[Any], keys: Sequence[Key]) -> list[Any]:
        """Those that most of the keys find."""
        fits = [sum(one in self.found.get(key, ()) for key in keys) for one in seen]
        return [one for one, n in zip(seen, fits, strict=True) if n == max(fits)]

    def judge_reach(self) -> None:
        """Learn which of the records found the person may change."""
        if self.reach.is_everything:
            return
        ids = {one.pk for records in self.found.values() for one in records}
        model = self.kind.model
        self._changeable = set(
            model.objects.changeable(self.reach).filter(pk__in=ids).values_list("pk", flat=True)
        )

    _changeable: set[int] = field(default_factory=set)
    _called: dict[int, list[str]] = field(default_factory=dict)
    _former: dict[int, set[Any]] = field(default_factory=dict)

    def _follow(self) -> None:
        """What is part of another record now leads to that one; learn which numbers it brought."""
        word, model = self.kind.model.kind, self.kind.model
        self._former = {}
        there = [one for records in self.found.values() for one in records]
        if not there or not Merged.objects.filter(kind=word).exists():
            return
        ends = following.ends_of(word, {one.pk for one in there if one.deleted_at is not None})
        kept = {one.pk: one for one in self._records("pk", set(ends.values()))}
        for key, records in self.found.items():
            led = [kept.get(ends.get(one.pk, 0), one) for one in records]
            self.found[key] = list({one.pk: one for one in led}.values())
        if not hasattr(model, "number"):
            return
        parts = following.parts_of(word, {one.pk for one in there} | kept.keys())
        for part in self._records("pk", parts):
            if part.number:
                self._former.setdefault(parts[part.pk], set()).add(_spelt(part.number))

    def _learn_names(self) -> None:
        """What the other system calls the records that were found."""
        self._called = {}
        if OUTSIDE not in self.plan.targets or not self.plan.source:
            return
        ids = list({one.pk for records in self.found.values() for one in records})
        for start in range(0, len(ids), AT_ONCE):
            some = ExternalId.objects.filter(
                kind=self.kind.word,
                source=self.plan.source,
                record_id__among=ids[start : start + AT_ONCE],
            )
            for record_id, value in some.values_list("record_id", "value"):
                self._called.setdefault(record_id, []).append(value)

    def _may_change(self, record: Any) -> bool:
        return self.reach.is_everything or record.pk in self._changeable

    def _candidates(
        self, way: str, wanted: Mapping[Key, Mapping[str, Any]]
    ) -> Iterable[tuple[Key, Any]]:
        first, *others = way.split("+")
        if first == OUTSIDE:
            ids = find_many(self.kind.model, self.plan.source, [str(key[1]) for key in wanted])
            records = {one.pk: one for one in self._records("pk", ids.values())}
            for text, pk in ids.items():
                if pk in records:
                    yield (way, text), records[pk]
        elif first.startswith(POINTS):
            yield from self._by_points(way, first, others, wanted)
        else:
            for record in self._by_field(first, wanted):
                yield (
                    (way, *(_spelt(self._held(record, part)) for part in [first, *others])),
                    record,
                )

    def _by_field(self, target: str, wanted: Mapping[Key, Mapping[str, Any]]) -> Iterable[Any]:
        values = [values[target] for values in wanted.values()]
        if target.startswith(OWN):
            name = target.removeprefix(OWN)
            return self._records(f"custom__{name}", values)
        name = self.fields[target]
        if target == "customers.name":
            return self._records("name_key", {naming.key(value) for value in values})
        there = (value for value in values if not isinstance(value, Draft))
        return self._records(name, [getattr(value, "pk", value) for value in there])

    def _by_points(
        self, way: str, target: str, others: list[str], wanted: Mapping[Key, Mapping[str, Any]]
    ) -> Iterable[tuple[Key, Any]]:
        sort, values = target.removeprefix(POINTS), list({key[1] for key in wanted})
        for start in range(0, len(values), AT_ONCE):
            points = ContactPoint.objects.filter(
                sort=sort, value__among=values[start : start + AT_ONCE], deleted_at=None
            )
            told = list(points.order_by("pk").values_list("value", "customer_id"))
            people = self._known({customer_id for _, customer_id in told})
            for value, customer_id in told:
                record = people[customer_id]
                beside = (_spelt(self._held(record, part)) for part in others)
                yield (way, value, *beside), record

    def _known(self, ids: set[int]) -> dict[int, Any]:
        """Records by their primary key; those that another key has found are not read again."""
        there = {one.pk: one for records in self.found.values() for one in records if one.pk in ids}
        return there | {one.pk: one for one in self._records("pk", ids - there.keys())}

    def _records(self, name: str, values: Iterable[Any]) -> list[Any]:
        some, found = list(values), list[Any]()
        for start in range(0, len(some), AT_ONCE):
            chunk = {f"{name}__among": some[start : start + AT_ONCE]}
            found += self.kind.model._default_manager.filter(**chunk).order_by("pk")
        return found

    def _held(self, record: Any, target: str) -> Any:
        if target.startswith(OWN):
            return record.custom.get(target.removeprefix(OWN))
        name = self.fields[target]
        field_ = record._meta.get_field(name)
        return getattr(record, field_.attname)


def _spelt(value: Any) -> Any:
    """Values that are meant alike are spelt alike; links by their primary key."""
    if isinstance(value, str):
        return plain(value).strip()
    if isinstance(value, Draft):
        return value.record.pk or id(value)
    return getattr(value, "pk", value)


def _taken(key: Key) -> Unfit:
    return Unfit(
        Sentence("{value} is taken by another record, or one that you may not change.",
                 value=_shown(key)), key[0],
    )  # fmt: skip


def _shown(key: Key) -> str:
    return " · ".join(str(part) for part in key[1:])


_ONLY_ONE = frozenset({OUTSIDE, "customers.number", "products.number", "orders.number"})
"""What belongs to one record only, so that another one cannot be made beside it."""
_UNIQUE = frozenset({"products.number", "orders.number"})
"""What the database lets no two records have, those in the bin included."""
_USUAL: Mapping[str, tuple[str, ...]] = {
    "customers": ("external_id", "customers.number", "contact_points.email",
                  "customers.name+customers.city"),
    "products": ("external_id", "products.number", "products.name"),
    "product_families": ("external_id", "product_families.name"),
    "price_lists": ("external_id", "price_lists.name"),
    "prices": ("external_id", "prices.price_list+prices.product+prices.from_quantity",
               "prices.price_list+prices.product"),
    "orders": ("external_id", "orders.number"),
    "contracts": ("external_id", "contracts.number", "contracts.customer+contracts.name"),
    "relations": ("external_id", "relations.customer+relations.person+relations.role",
                  "relations.customer+relations.person"),
    "contact_points": ("external_id",
                       "contact_points.customer+contact_points.sort+contact_points.given"),
    "activities": ("external_id",
                   "activities.customer+activities.subject+activities.happened_at"),
}  # fmt: skip
