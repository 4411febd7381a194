"""What cells name: people, teams, customers, products … found for many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import there
from goodwill.crm.customers import naming
from goodwill.crm.customers.models import Tag
from goodwill.crm.exchange.importing import rooms
from goodwill.crm.exchange.importing.engine.drafts import Draft
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.records import known_as
from goodwill.crm.records.finding.spelling import plain
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.crm.records.merging import following
from goodwill.crm.records.merging.models import Merged
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

AT_ONCE = 500
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "customers": ("number", "name"),
    "products": ("number", "name"),
    "product_families": ("name",),
    "price_lists": ("name",),
    "orders": ("number",),
    "contracts": ("number", "name"),
}
"""By which of their fields cells name records, besides by the id in the other system."""
KEPT = ("products", "product_families", "price_lists")
"""Kinds of which a company has few enough to be remembered from piece to piece."""


@dataclass
class Links:
    """What was looked up; `made` holds what rows make on the way, by kind and text."""

    source: str
    reach: Reach
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: dict[tuple[str, str], Draft] = field(default_factory=dict)
    _people: dict[str, User] | None = None
    _teams: dict[str, Team] | None = None

    def turn(self, *, is_trying: bool) -> None:
        """A new piece begins: what belongs to customers is looked up anew."""
        self.found = {word: known for word, known in self.found.items() if word in KEPT}
        if not is_trying:
            self.made.clear()
            for known in self.found.values():
                for text in [text for text, record in known.items() if record is None]:
                    del known[text]

    def learn(self, word: str, texts: Iterable[str]) -> None:
        """Look up all that cells of a piece name; what is not there is known not to be."""
        known = self.found.setdefault(word, {})
        wanted = [text for text in dict.fromkeys(texts) if text not in known]
        if not wanted:
            return
        model = kind_of(word).model
        left = self._by_outside(model, wanted, known)
        names = NAMED_BY.get(word) or rooms.of(word).named_by
        for name in names:
            left = self._by_field(model, name, left, known)
        if left and Merged.objects.filter(kind=model.kind).exists():
            for name in names:
                left = self._by_part(model, name, left, known)
        known.update(dict.fromkeys(left))

    def record(self, word: str, text: str) -> Any:
        """The record that a text names, made on the way or there; None if there is none.

        Raises
        ------
        Unfit
            If several are called so.
        """
        made = self.made.get((word, text))
        if made is not None:
            return made
        record = self.found.get(word, {}).get(text)
        if isinstance(record, _Several):
            raise Unfit(several(text, kind_of(word)))
        return record

    def person(self, text: str) -> User:
        """Who is meant by an e-mail address or a name."""
        if self._people is None:
            people = list(User.objects.all())
            by_name = {plain(one.name): one for one in people if one.is_active}
            self._people = {**by_name, **{one.email.lower(): one for one in people}}
        person = self._people.get(text.lower()) or self._people.get(plain(text))
        if person is None:
            raise Unfit(Sentence("Nobody here is called {name}.", name=text))
        return person

    def team(self, text: str) -> Team:
        """The team of that name."""
        if self._teams is None:
            self._teams = {plain(team.name): team for team in Team.objects.all()}
        team = self._teams.get(plain(text))
        if team is None:
            raise Unfit(Sentence("There is no team {name}.", name=text))
        return team

    def _by_outside(
        self, model: type[Record], texts: list[str], known: dict[str, Any]
    ) -> list[str]:
        if not self.source:
            return texts
        ids = known_as.find_many(model, self.source, texts)
        records = self._present(model, ids.values(), "pk")
        by_pk = {record.pk: record for record in records}
        known.update({text: by_pk[pk] for text, pk in ids.items() if pk in by_pk})
        return [text for text in texts if text not in known]

    def _by_field(
        self, model: type[Record], name: str, texts: list[str], known: dict[str, Any]
    ) -> list[str]:
        if not texts:
            return texts
        if (model.kind, name) == ("customers", "name"):
            keys = {naming.key(text) for text in texts}
            records = self._present(model, keys, "name_key")
            spelt: Callable[[str], str] = plain
            wanted = {plain(text).strip(): text for text in texts}
        else:
            records = self._present(model, texts, name)
            spelt, wanted = str, {text: text for text in texts}
        for record in records:
            text = wanted.get(spelt(getattr(record, name)).strip())
            if text is not None:
                known[text] = _SEVERAL if text in known else record
        for text in texts:  # texts that are spelt alike name the same
            same = wanted.get(spelt(text).strip())
            if same in known:
                known[text] = known[same]
        return [text for text in texts if text not in known]

    def _by_part(
        self, model: type[Record], name: str, texts: list[str], known: dict[str, Any]
    ) -> list[str]:
        """What is part of another record now is named for that one."""
        parts: dict[str, set[int]] = {}
        away = Merged.objects.filter(kind=model.kind).values("record_id")
        for start in range(0, len(texts), AT_ONCE):
            some = {f"{name}__among": texts[start : start + AT_ONCE]}
            rows = model._default_manager.filter(pk__in=away, **some)
            for text, pk in rows.values_list(name, "pk"):
                parts.setdefault(text, set()).add(pk)
        ends = following.ends_of(model.kind, {pk for some in parts.values() for pk in some})
        kept = {one.pk: one for one in self._present(model, set(ends.values()), "pk")}
        for text, ids in parts.items():
            led = {ends[pk] for pk in ids} & kept.keys()
            if led:
                known[text] = kept[led.pop()] if len(led) == 1 else _SEVERAL
        return [text for text in texts if text not in known]

    def _present(self, model: type[Record], values: Iterable[Any], name: str) -> list[Any]:
        found: list[Any] = []
        some, names = list(values), _often_needed(model)
        seen = model._default_manager.filter(deleted_at=None)
        if not self.reach.is_everything:
            seen = seen.within(self.reach)
        for start in range(0, len(some), AT_ONCE):
            rows = seen.filter(**{f"{name}__among": some[start : start + AT_ONCE]}).order_by("pk")
            told = rows.values_list(*names)
            found += (there(model, zip(names, row, strict=True)) for row in told)
        return found


def several(name: str, kind: Kind) -> Sentence:
    """That a name is not enough."""
    return Sentence("Several are called {name}: {kind}.", name=name, kind=kind.many)


def tags_of(names: Iterable[str], known: dict[str, Tag]) -> list[Tag]:
    """Tags by their names; new ones are not kept yet."""
    wanted = [name for name in dict.fromkeys(names) if name not in known]
    if wanted:
        known.update({tag.name: tag for tag in Tag.objects.filter(name__in=wanted)})
        known.update({name: Tag(name=name) for name in wanted if name not in known})
    return [known[name] for name in dict.fromkeys(names)]


@cache
def _often_needed(model: type[Record]) -> tuple[str, ...]:
    """All but what is dear to read and who only names a record does not ask for."""
    dear = (models.JSONField, models.DateTimeField)
    fields = model._meta.concrete_fields
    return tuple(each.attname for each in fields if not isinstance(each, dear))


class _Several:
    """More than one is called so."""


_SEVERAL = _Several()
