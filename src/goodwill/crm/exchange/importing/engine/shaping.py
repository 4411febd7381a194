"""Rows as records of any kind: what a row says becomes a new record or changes one."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django.db import models

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach, widest
from goodwill.crm.customers.models import Tag
from goodwill.crm.exchange.importing.engine.drafts import Book, Draft, Work, new_record
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.engine.keys import Finder, Key
from goodwill.crm.exchange.importing.engine.linking import Links, several, tags_of
from goodwill.crm.exchange.importing.engine.rows import Piece, Row
from goodwill.crm.exchange.importing.plan import Mode, Plan
from goodwill.crm.exchange.importing.targets import Target, plain_name
from goodwill.crm.records import changing, inserting
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of
from goodwill.crm.records.models import Record
from goodwill.language import Sentence


@dataclass
class Unit:
    """The rows that one record is made of, and what they say together."""

    rows: list[Row]
    values: dict[str, Any]
    keys: list[Key] = field(default_factory=list)
    draft: Draft | None = None


@dataclass(frozen=True)
class Setting:
    """What one import has in hand: its plan, its targets, who brings in, what was looked up."""

    plan: Plan
    targets: Mapping[str, Target]
    actor: Actor
    links: Links
    book: Book
    label: str = ""
    """What the proof of a consent names: the file."""

    @property
    def reach(self) -> Reach:
        return reach_of(self.actor.user)


def reach_of(user: User | None) -> Reach:
    """How far the person sees; all, where the installation itself brings in."""
    return user.reach if user is not None else widest(0)


class Shape:
    """Makes drafts of rows; kinds that need more than their fields extend it."""

    together = ""
    """The target whose equal values make one record of several rows."""
    is_found_by_keys = False
    """Whether pieces that share no key, no record and nothing made are the same in any order."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.plan = setting, setting.plan
        self.kind: Kind = kind_of(setting.plan.shape)
        self.model: type[Record] = self.kind.model
        self.finder = Finder(self.kind, setting.plan, setting.reach)
        self.fields: dict[str, Field] = {
            each.name if each.is_own else f"{self.kind.word}.{plain_name(each.name)}": each
            for each in self.kind.all_fields()
        }
        self.targets = setting.targets
        self.told = sorted(name for name in setting.plan.targets if name in self.fields)
        self.is_nested = any(self.targets[name].to == self.kind.word for name in self.told)
        self.required = [
            name for name, one in self.targets.items() if one.is_required and name in self.fields
        ]
        self.names = frozenset(changing.written(self.model))
        self.asked: set[Key] = set()
        """The keys of the last piece."""
        self.tags: dict[str, Tag] = {}
        self.held_tags: dict[int, list[Tag]] = {}
        self.currency = setting.plan.settings.currency or company().currency
        self.longest = {
            each.name: (each.max_length, self.kind.field(each.name).label)
            for each in self.model._meta.concrete_fields
            if each.max_length and each.name in {one.name for one in self.kind.fields}
        }

    # --- the steps of a piece -----------------------------------------------------------------

    def work(self, piece: Piece) -> Work:
        """What the rows of a piece want; each row knows what became of it."""
        work = Work()
        units = self.units(piece.rows)
        self.prepare(units)
        units = [unit for unit in units if self._read(unit)]
        self.asked = {key for unit in units for key in unit.keys}
        self.finder.look_up((key, unit.values) for unit in units for key in unit.keys)
        self.finder.judge_reach()
        self.load([one for records in self.finder.found.values() for one in records])
        for unit in units:
            self._try(unit, work)
        return work

    def units(self, rows: Sequence[Row]) -> list[Unit]:
        """Rows of one record together."""
        return [Unit([row], dict(row.values)) for row in rows if row.trouble is None]

    def prepare(self, units: Sequence[Unit]) -> None:
        """Look up for all rows at once what they name."""
        for name in (*self.told, *self.named_besides()):
            target = self.targets[name]
            if target.sort is Sort.LINK and target.to not in ("people", "teams"):
                texts = (row.values.get(name) for unit in units for row in unit.rows)
                self.setting.links.learn(target.to, (str(text) for text in texts if text))

    def named_besides(self) -> Iterable[str]:
        """Links that stand in parts of a row."""
        return ()

    def load(self, records: Sequence[Any]) -> None:
        """Read for all records that were found what their parts are compared with."""

    def fill(self, unit: Unit) -> None:
        """What follows from what the rows say, before a record is looked for."""

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        """What a new record holds that no row says."""

    def parts(self, unit: Unit, draft: Draft, work: Work) -> bool:
        """Drafts of what belongs to the record; whether anything is new or changed."""
        return False

    # --- one record ---------------------------------------------------------------------------

    def _read(self, unit: Unit) -> bool:
        try:
            self._resolve(unit)
            self.fill(unit)
            unit.keys = self.finder.keys(unit.values)
        except Unfit as trouble:
            self.refuse(unit, trouble)
            return False
        return True

    def _try(self, unit: Unit, work: Work) -> None:
        try:
            self._take(unit, work)
        except Unfit as trouble:
            self.refuse(unit, trouble)
        except Refused as refusal:
            self.refuse(unit, Unfit(refusal.sentence, _field_of(refusal)))

    def refuse(self, unit: Unit, trouble: Unfit) -> None:
        for row in unit.rows:
            row.trouble, row.did = trouble, "rejected"

    def _take(self, unit: Unit, work: Work) -> None:
        known = self._drafted(unit)
        if known is not None:
            self._join(unit, known, work)
            return
        record = self.finder.record(unit.keys, unit.values)
        is_there = record is not None and record.deleted_at is None
        if (is_there and self.plan.mode is Mode.INSERT) or (
            record is not None and not is_there and self.plan.mode is Mode.UPDATE
        ):
            self._mark(unit, "skipped")
        elif record is not None:
            self._change(unit, record, work)
        elif self.plan.mode is Mode.UPDATE:
            self._mark(unit, "skipped")
        else:
            self._make(unit, work)

    def _drafted(self, unit: Unit) -> Draft | None:
        """What an earlier row makes of the same record."""
        known = self.setting.book.known
        for key in unit.keys:
            draft = known.get(key)
            if draft is None or draft.is_out:
                continue
            if not self.finder.is_another(draft.record, unit.values, draft.outside):
                return draft
        return None

    def _make(self, unit: Unit, work: Work) -> None:
        values = self.values_of(unit)
        missing = [name for name in self.required if name not in unit.values]
        self.fill_new(unit, values)
        missing = [name for name in missing if self.fields[name].name not in values]
        if missing:
            label = self.targets[missing[0]].label
            raise Unfit(Sentence("{field} is missing.", field=label), missing[0])
        custom = _own(values)
        record = new_record(self.model, {**values, "custom": custom})
        self._date(unit, record)
        draft = Draft(record, is_new=True, rows=list(unit.rows), outside=self._outside(unit))
        draft.needs = tuple(one for one in unit.values.values() if isinstance(one, Draft))
        self._tag(unit, draft)
        if custom:
            changing.keep_own(record)
            record.judge(frozenset(f"{changing.OWN_FIELD}{name}" for name in record.custom))
        record.judge(self.names)
        self._remember(unit, draft)
        self._announce(draft)
        work.add(draft)
        unit.draft = draft
        self.parts(unit, draft, work)
        self._mark(unit, "created")

    def _change(self, unit: Unit, record: Any, work: Work) -> None:
        draft = Draft(record, is_new=False, rows=list(unit.rows))
        draft.is_binned = record.deleted_at is not None
        self._remember(unit, draft)
        unit.draft = draft
        draft.needs = tuple(one for one in unit.values.values() if isinstance(one, Draft))
        draft.values = self.values_of(unit, record)
        self._tag(unit, draft)
        draft.outside = self._outside(unit)
        self._judge_change(draft)
        self._announce(draft)
        is_more = self.parts(unit, draft, work)
        work.add(draft)
        is_changed = bool(draft.values or draft.many or is_more or draft.is_binned)
        self._mark(unit, "updated" if is_changed else "unchanged")

    def _join(self, unit: Unit, draft: Draft, work: Work) -> None:
        """A row about a record that an earlier one is about."""
        if self.plan.mode is Mode.INSERT:
            self._mark(unit, "skipped")
            return
        unit.draft = draft
        draft.rows += unit.rows
        values = self.values_of(unit, draft.record)
        if draft.is_new:
            is_changed = self._overlay(draft.record, values)
        else:
            before = dict(draft.values)
            draft.values |= values
            self._judge_change(draft)
            is_changed = draft.values != before
        draft.outside += [one for one in self._outside(unit) if one not in draft.outside]
        is_more = self.parts(unit, draft, work)
        self._mark(unit, "updated" if is_changed or is_more else "unchanged")

    def _overlay(self, record: Any, values: dict[str, Any]) -> bool:
        is_changed = False
        for name, value in values.items():
            if name.startswith(changing.OWN_FIELD):
                own = name.removeprefix(changing.OWN_FIELD)
                is_changed |= record.custom.get(own) != value
                record.custom[own] = value
            elif getattr(record, name) != value:
                is_changed = True
                setattr(record, name, value)
        return is_changed

    def _judge_change(self, draft: Draft) -> None:
        """Keep only what differs, and refuse what cannot be, without touching the record."""
        record = draft.record
        draft.values = {
            name: value
            for name, value in draft.values.items()
            if _is_new(value)
            or changing.told(record, name) != changing.as_told(record, name, value)
        }
        if not draft.values:
            return
        trial = copy.copy(record)
        trial.custom = dict(trial.custom)
        trial._state = copy.copy(trial._state)
        trial._state.fields_cache = dict(trial._state.fields_cache)
        for name, value in draft.values.items():
            if not _is_new(value):
                changing.put(trial, name, value)
        trial.judge(frozenset(draft.values))

    # --- values -------------------------------------------------------------------------------

    def _resolve(self, unit: Unit) -> None:
        """Put records in the place of the texts that name them."""
        links = self.setting.links
        for name in self.told:
            target = self.targets[name]
            if name in unit.values and target.sort is Sort.LINK:
                try:
                    unit.values[name] = self.linked(target, str(unit.values[name]), unit)
                except Unfit as trouble:
                    trouble.target = trouble.target or name
                    raise
        links = self.setting.links
        who = {"owner": links.person, "created_by": links.person, "team": links.team}
        for name, of in who.items():
            if name in unit.values:
                try:
                    unit.values[name] = of(unit.values[name])
                except Unfit as trouble:
                    trouble.target = trouble.target or name
                    raise

    def linked(self, target: Target, text: str, unit: Unit) -> Any:
        """The record that a cell names; a draft where the plan makes those that are missing."""
        links = self.setting.links
        if target.to == "people":
            return links.person(text)
        if target.to == "teams":
            return links.team(text)
        found = links.record(target.to, text)
        if found is None and target.to == self.kind.word and text in self.setting.book.named:
            found = self.setting.book.named[text]
            if found is None:
                raise Unfit(several(text, self.kind), target.name)
        if found is not None:
            return found
        is_waiting = target.to == self.kind.word and not self.setting.book.is_last
        if target.name in self.plan.makes and not is_waiting:
            return self.made(target, text, unit)
        one = kind_of(target.to).one
        raise Unfit(
            Sentence("There is no {kind} {name}.", kind=one, name=text),
            target.name, is_waiting=is_waiting,
        )  # fmt: skip

    def made(self, target: Target, text: str, unit: Unit) -> Draft:
        """A record that a row only names, made on the way."""
        draft = Draft(new_record(kind_of(target.to).model, {"name": text[:120]}), is_new=True)
        self.own(draft.record, {})
        if self.plan.source:
            draft.outside = [text]
        self.setting.links.made[target.to, text] = draft
        return draft

    def values_of(self, unit: Unit, record: Any = None) -> dict[str, Any]:
        """The values of fields that the rows give."""
        found: dict[str, Any] = {}
        for name in self.told:
            if name not in unit.values:
                continue
            each = self.fields[name]
            value = self.value_of(name, each, unit, record)
            self._refuse_long(each, value)
            found[each.name] = value
        for name in ("owner", "team"):
            if name in unit.values:
                found[name] = unit.values[name]
        if record is not None and self.finder.was_called(record, found.get("number")):
            del found["number"]  # of what is part of it now
        return found

    def value_of(self, name: str, each: Field, unit: Unit, record: Any) -> Any:
        value = unit.values[name]
        if isinstance(value, Draft):
            return value.record
        if each.sort is Sort.MONEY and isinstance(value, Decimal):
            return minor(value, self.currency_of(unit, record), name)
        if isinstance(value, Decimal) and not each.is_own:
            if value != value.to_integral_value():
                raise Unfit(Sentence("“{text}” is not a whole number.", text=str(value)), name)
            return int(value)
        return value

    def currency_of(self, unit: Unit, record: Any) -> str:
        """What amounts of a row are in."""
        told = unit.values.get(f"{self.kind.word}.currency")
        held = getattr(record, "currency", "")
        return str(told or held or self.currency).upper()

    def own(self, record: Any, values: Mapping[str, Any]) -> None:
        """Give a new record an owner and a team, as a form does."""
        if record.reach_through:
            return
        user = self.setting.actor.user
        if "owner" not in values:
            inserting.link(record, "owner", user)
        if "team" not in values and record.owner is not None:
            record.team_id = record.owner.team_id

    def _date(self, unit: Unit, record: Any) -> None:
        self.own(record, unit.values)
        inserting.link(record, "created_by", unit.values.get("created_by", self.setting.actor.user))
        if "created_at" in unit.values:
            record.created_at = unit.values["created_at"]

    def _outside(self, unit: Unit) -> list[str]:
        told = unit.values.get("external_id")
        return [str(told)[:200]] if told and self.plan.source else []

    def _tag(self, unit: Unit, draft: Draft) -> None:
        told = unit.values.get("tags")
        if not told:
            return
        names = [name.strip()[:60] for text in told for name in _SEPARATORS.split(text)]
        wanted = tags_of([name for name in names if name], self.tags)
        if draft.is_new:
            draft.many["tags"] = wanted
            return
        held = self.held_tags.get(draft.record.pk, [])
        more = [tag for tag in wanted if tag.pk is None or tag not in held]
        if more:
            draft.many["tags"] = [*held, *more]

    def _refuse_long(self, each: Field, value: Any) -> None:
        longest = self.longest.get(each.name)
        if longest and isinstance(value, str) and len(value) > longest[0]:
            raise Unfit(
                Sentence("{field} is longer than {n} characters.", field=longest[1], n=longest[0]),
                f"{self.kind.word}.{plain_name(each.name)}",
            )

    def _remember(self, unit: Unit, draft: Draft) -> None:
        for key in unit.keys:
            self.setting.book.known.setdefault(key, draft)

    def _announce(self, draft: Draft) -> None:
        """Let later rows name the record as it will be called."""
        if not self.is_nested:
            return
        told = (
            draft.values.get(name, getattr(draft.record, name, "")) for name in ("number", "name")
        )
        named = self.setting.book.named
        for name in {*draft.outside, *told}:
            if name and named.setdefault(name, draft) is not draft:
                named[name] = None

    def _mark(self, unit: Unit, did: str) -> None:
        for place, row in enumerate(unit.rows):
            row.did = did if place == 0 or did != "created" or len(unit.rows) == 1 else "created"


def minor(amount: Decimal, currency: str, target: str) -> int:
    """An amount in the smallest unit of its currency."""
    try:
        places = get_currency_precision(currency)
    except KeyError:
        places = 2
    units = amount.scaleb(places)
    if units != units.to_integral_value():
        raise Unfit(
            Sentence("{amount} is finer than {currency} can be.", amount=str(amount),
                     currency=currency), target,
        )  # fmt: skip
    return int(units)


def _is_new(value: Any) -> bool:
    """Whether it is a record that is not there yet."""
    return isinstance(value, models.Model) and value.pk is None


def _own(values: dict[str, Any]) -> dict[str, Any]:
    """Take the own fields out of the values."""
    names = [name for name in values if name.startswith(changing.OWN_FIELD)]
    return {name.removeprefix(changing.OWN_FIELD): values.pop(name) for name in names}


def _field_of(refusal: Refused) -> str:
    return str(getattr(refusal, "field", ""))


_SEPARATORS = re.compile(r"[,;，；、|]")
