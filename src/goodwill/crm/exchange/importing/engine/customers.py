"""Rows of customers: with the ways to reach them, somebody to speak to, and what they agreed to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from goodwill.crm.customers import naming
from goodwill.crm.customers.consenting.topics import ANY
from goodwill.crm.customers.errors import BadContactPoint
from goodwill.crm.customers.models import Consent, ContactPoint, Customer, Relation
from goodwill.crm.customers.reaching import addresses
from goodwill.crm.customers.reaching.writing import Written, written
from goodwill.crm.exchange.importing.engine.drafts import Draft, Work, new_record
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.engine.shaping import Setting, Shape, Unit
from goodwill.crm.records.models import new_id
from goodwill.language import Sentence

AT_ONCE = 500
WAYS = ("email", "phone", "fax", "whatsapp", "wechat", "web", "address")
ADDRESS_PARTS = ("street_address", "postal_code", "city_area")
PERSONAL = ("email", "phone", "wechat")
LONGEST_REGION = 10

Points = dict[tuple[str, str], bool]
"""By sort and value: whether it is the first choice of its sort."""


class CustomerShape(Shape):
    """Customers with contact points, a contact person, tags and consents."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        there = setting.plan.targets
        self.ways = [way for way in WAYS if f"contact_points.{way}" in there]
        self.has_address = any(f"contact_points.{part}" in there for part in ADDRESS_PARTS)
        self.has_points = bool(self.ways or self.has_address)
        self.personal = [way for way in PERSONAL if f"person.{way}" in there]
        self.has_person = any(name.startswith("person.") for name in there)
        self.is_found_by_keys = not self.has_person  # others may be found by whom a row introduces
        self.channels = [
            name.removeprefix("consent.") for name in there if name.startswith("consent.")
        ]
        self.home = str(settings.CONFIGURATION.region)
        self.points: dict[int, Points] = {}
        self.people: dict[int, dict[str, Any]] = {}
        self.by_email: dict[str, Customer] = {}
        self.consents: dict[tuple[int, str], str] = {}
        self.pending: dict[Any, Points] = {}

    # --- before a record is looked for --------------------------------------------------------

    def fill(self, unit: Unit) -> None:
        values = unit.values
        self._name(values)
        country = values.get("customers.country", "")
        self._place(values, country)
        for way in self.ways:
            if way != "address":
                unit.values[f"contact_points.{way}"] = self._written(unit, way, country)
        for way in self.personal:
            name = f"person.{way}"
            if name in values:
                values[name] = self._one(way, values[name], country, name)

    def _name(self, values: dict[str, Any]) -> None:
        family, given = (values.get(f"customers.{part}_name", "") for part in ("family", "given"))
        if "customers.sort" not in values:
            is_person = bool(family or given)
            values["customers.sort"] = "person" if is_person else "organisation"
            values["_sort_is_guessed"] = True
        if "customers.name" not in values and (family or given):
            country = values.get("customers.country", "")
            values["customers.name"] = naming.display(family, given, country)

    def _place(self, values: dict[str, Any], country: str) -> None:
        region = values.get("customers.region")
        if not region:
            return
        code = addresses.region_code(country or self.home, region)
        values["_region"] = region
        if code:
            values["customers.region"] = code
        elif len(region) > LONGEST_REGION:
            raise Unfit(
                Sentence(
                    "“{text}” is no region of the country. Write its code, such as CN-SH.",
                    text=region,
                ),
                "customers.region",
            )

    def _written(self, unit: Unit, way: str, country: str) -> list[Any]:
        texts = unit.values.pop(f"contact_points.{way}", [])
        self_written = [
            self._one(way, part, country, f"contact_points.{way}")
            for text in texts
            for part in _SEVERAL[way].split(text)
            if part.strip()
        ]
        unit.values[f"_{way}"] = list({one.value: one for one in self_written}.values())
        return [one.value for one in self_written]

    def _one(self, way: str, text: str, country: str, target: str) -> Written:
        try:
            return written(way, text, country or self.home)
        except BadContactPoint as trouble:
            raise Unfit(trouble.sentence, target) from trouble

    def _address(self, values: dict[str, Any]) -> Written | None:
        country = values.get("customers.country", "")
        parts = {part: str(values.get(f"contact_points.{part}", "")) for part in ADDRESS_PARTS}
        lines = values.get("contact_points.address", [])
        if not any(parts.values()) and not lines:
            return None
        if any(parts.values()):
            parts |= {
                "city": str(values.get("customers.city", "")),
                "country_area": str(values.get("_region", "")),
            }
        else:
            parts = {}
        return written("address", lines[0] if lines else "", country or self.home, parts)

    # --- what is there ------------------------------------------------------------------------

    def load(self, records: Sequence[Any]) -> None:
        self.points = defaultdict(dict)
        if not self.setting.book.is_kept:
            self.pending = {}
        self.people, self.consents = defaultdict(dict), {}
        ids = [one.pk for one in records]
        for start in range(0, len(ids), AT_ONCE):
            self._load(ids[start : start + AT_ONCE])

    def _load(self, ids: list[int]) -> None:
        if "tags" in self.plan.targets:
            through = Customer.tags.through.objects.filter(customer_id__among=ids)
            for tie in through.select_related("tag"):
                self.held_tags.setdefault(tie.customer_id, []).append(tie.tag)
        if self.has_person:
            self._load_people(ids)
        if self.has_points or self.has_person:
            everybody = [*ids, *(one.pk for id_ in ids for one in self.people[id_].values())]
            points = ContactPoint.objects.filter(customer_id__among=everybody, deleted_at=None)
            held = points.values_list("customer_id", "sort", "value", "is_primary")
            for customer_id, sort, value, is_primary in held:
                self.points[customer_id][sort, value] = is_primary
        if self.channels:
            said = Consent.objects.filter(customer_id__among=ids, channel__in=self.channels)
            for one in said.filter(topic=ANY).order_by("stated_at", "pk"):
                self.consents[one.customer_id, one.channel] = one.state

    def _load_people(self, ids: list[int]) -> None:
        ties = Relation.objects.filter(customer_id__among=ids, deleted_at=None)
        for tie in ties.filter(person__deleted_at=None).select_related("person").order_by("pk"):
            self.people[tie.customer_id].setdefault(naming.plain(tie.person.name), tie.person)

    # --- parts --------------------------------------------------------------------------------

    def value_of(self, name: str, each: Any, unit: Unit, record: Any) -> Any:
        value = super().value_of(name, each, unit, record)
        is_guessed = name == "customers.sort" and "_sort_is_guessed" in unit.values
        return record.sort if is_guessed and record is not None else value

    def fill_new(self, unit: Unit, values: dict[str, Any]) -> None:
        values.setdefault("sort", unit.values["customers.sort"])
        if not values.get("name"):
            if not (name := unit.values.get("customers.name")):
                label = self.targets["customers.name"].label
                raise Unfit(Sentence("{field} is missing.", field=label), "customers.name")
            values["name"] = name[:200]
        if values["sort"] == "person" and not (
            values.get("family_name") or values.get("given_name")
        ):
            parts = naming.split(values["name"])
            values["family_name"], values["given_name"] = parts.family[:100], parts.given[:100]

    def parts(self, unit: Unit, draft: Draft, work: Work) -> bool:
        is_more = False
        wanted = [(way, one) for way in self.ways for one in unit.values.get(f"_{way}", ())]
        if (self.has_address or "address" in self.ways) and (place := self._address(unit.values)):
            wanted.append(("address", place))
        is_more |= self._reach(draft, wanted, work)
        if self.has_person:
            is_more |= self._person(unit, draft, work)
        is_more |= self._consent(unit, draft)
        return is_more

    def _reach(self, draft: Draft, wanted: list[tuple[str, Written]], work: Work) -> bool:
        """Contact points that are not there yet; the first of its sort is the first choice."""
        if not wanted:
            return False
        pending = self._pending(draft)
        held = {**self.points.get(draft.record.pk, {}), **pending}
        is_more = False
        for sort, kept in wanted:
            if (sort, kept.value) in held:
                continue
            point = new_record(
                ContactPoint,
                {
                    "customer": draft.record,
                    "sort": sort,
                    "given": kept.given,
                    "value": kept.value,
                    "country": kept.country,
                    "region": kept.region,
                    "parts": dict(kept.parts),
                    "is_primary": not any(
                        s == sort and is_first for (s, _), is_first in held.items()
                    ),
                },
            )
            held[sort, kept.value] = pending[sort, kept.value] = point.is_primary
            work.add(Draft(point, is_new=True, needs=(draft,)))
            is_more = True
        return is_more

    def _pending(self, draft: Draft) -> Points:
        return self.pending.setdefault(draft, {})

    def _person(self, unit: Unit, draft: Draft, work: Work) -> bool:
        """Somebody to speak to there: known by name, else new."""
        told = {name: unit.values.get(f"person.{name}") for name in _OF_PEOPLE}
        name = told["name"] or naming.display(told["family_name"] or "", told["given_name"] or "")
        if not name:
            return False
        key = naming.plain(name)
        known = self.people.get(draft.record.pk, {}).get(key)
        pending: dict[str, Draft] = self.pending.setdefault((draft, "people"), {})  # type: ignore[assignment]
        if key in pending:
            person, is_more = pending[key], False
        elif known is not None:
            values = {"title": told["title"]} if told["title"] not in (None, known.title) else {}
            person, is_more = Draft(known, is_new=False, values=values), bool(values)
            if values:
                work.add(person)
        else:
            person, is_more = self._introduced(name, told, draft, work), True
        pending[key] = person
        points = [(way, unit.values[f"person.{way}"]) for way in self.personal
                  if f"person.{way}" in unit.values]  # fmt: skip
        return self._reach(person, points, work) or is_more

    def _introduced(self, name: str, told: dict[str, Any], draft: Draft, work: Work) -> Draft:
        split = naming.split(name)
        values = {
            "name": name[:200],
            "sort": "person",
            "is_customer": False,
            "family_name": (told["family_name"] or split.family)[:100],
            "given_name": (told["given_name"] or split.given)[:100],
            "title": (told["title"] or "")[:120],
            "owner": draft.record.owner,
            "team": draft.record.team,
        }
        person = work.add(Draft(new_record(Customer, values), is_new=True, needs=(draft,)))
        tie = {
            "customer": draft.record,
            "person": person.record,
            "role": (told["role"] or "employee")[:60],
            "is_main": not self.people.get(draft.record.pk)
            and not self.pending.get((draft, "people")),
        }
        work.add(Draft(new_record(Relation, tie), is_new=True, needs=(draft, person)))
        return person

    def _consent(self, unit: Unit, draft: Draft) -> bool:
        """What the customer says about being contacted, where it is not what they said last."""
        is_more = False
        for channel in self.channels:
            said = unit.values.get(f"consent.{channel}")
            state = None if said is None else "given" if said else "refused"
            place = (draft.record.pk or id(draft), channel)
            if state is None or self.consents.get(place) == state:
                continue
            self.consents[place] = state
            draft.consents.append(
                Consent(
                    public_id=new_id(),
                    customer=draft.record,
                    topic=ANY,
                    channel=channel,
                    state=state,
                    basis="consent" if said else "objection",
                    proof=self.setting.label[:400],
                    stated_at=timezone.now(),
                    recorded_by=self.setting.actor.user,
                )
            )
            is_more = True
        return is_more


_OF_PEOPLE = ("name", "family_name", "given_name", "title", "role")
_COMMON, _LINES = re.compile(r"[;,，；、\n]"), re.compile(r"[;；、\n]")
_SEVERAL = {
    "email": re.compile(r"[;,，；、\s]+"),
    "phone": re.compile(r"[;；、,，\n]"),
    "fax": _LINES,
    "whatsapp": _LINES,
    "wechat": _COMMON,
    "web": re.compile(r"[;,，；、\s]+"),
}
