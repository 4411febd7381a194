"""Reading the timeline of a customer: the newest first, by day, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any, Self

from babel.dates import format_skeleton, format_time
from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.customers.timeline.kinds import ICONS, LOGGED, REACTION_ICONS, REACTIONS, SORTS
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.loading import all_but
from goodwill.crm.records.models import Change
from goodwill.crm.ui import speaking
from goodwill.crm.ui.addresses import reverse_to
from goodwill.language import Sayable, Sentence

AT_ONCE = 30
OPEN_AT_MOST = 50
ASSISTANT = "assistant"
"""The source of what assistants write, in history."""
LOOKED_BACK = 500
"""Among how many of the latest entries the choices of the filters are found."""


@dataclass(frozen=True)
class Wanted:
    """Which entries someone wants to see; empty means all."""

    sort: str = ""
    department: str = ""
    channel: str = ""
    who: str = ""
    text: str = ""
    mine: bool = False
    displeased: bool = False

    @classmethod
    def asked(cls, parameters: Mapping[str, str]) -> Self:
        """As the address says."""
        words = {one.name for one in fields(cls)} - {"mine", "displeased"}
        told = {name: parameters.get(name, "").strip()[:200] for name in words}
        marks = {name: bool(parameters.get(name)) for name in ("mine", "displeased")}
        return cls(**told, **marks)  # type: ignore[arg-type]

    @property
    def is_anything(self) -> bool:
        return self == Wanted()

    def condition(self, reader: Reach) -> Q:
        found = Q()
        for name in ("sort", "department", "channel"):
            if value := getattr(self, name):
                found &= Q(**{name: value})
        if self.who.isdecimal():
            found &= Q(owner_id=int(self.who))
        if self.mine:
            found &= Q(owner_id=reader.user_id)
        if self.displeased:
            found &= Q(reaction=Activity.Reaction.BAD)
        if self.text:
            found &= Q(subject__icontains=self.text) | Q(body__icontains=self.text)
        return found


@dataclass(frozen=True)
class Line:
    """One entry as its reader sees it."""

    entry: Activity
    reader: User
    named: Sequence[str] | None = None
    """Who is mentioned in it; None where that was not read with others."""

    @property
    def mentioned(self) -> Sequence[str]:
        """The names of those who were called to it."""
        if self.named is None:
            return _mentioned([self.entry]).get(self.entry.pk, ())
        return self.named

    @property
    def words(self) -> Sayable | str:
        return said(self.entry)

    @property
    def name(self) -> Sentence:
        return SORTS[self.entry.sort]

    @property
    def icon(self) -> str:
        return ICONS[self.entry.sort]

    @property
    def reaction(self) -> Sentence | None:
        return REACTIONS.get(self.entry.reaction)

    @property
    def reaction_icon(self) -> str:
        return REACTION_ICONS[self.entry.reaction]

    @property
    def is_by_hand(self) -> bool:
        """Whether a person wrote it, who may then also rewrite it."""
        return self.entry.sort in LOGGED and not self.entry.about_kind

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.entry)

    @property
    def is_by_assistant(self) -> bool:
        """Whether the assistant of the person wrote it, who may not have read it."""
        told: bool | None = getattr(self.entry, "is_by_assistant", None)
        if told is None:
            own = marked(Activity.objects.filter(pk=self.entry.pk))
            told = own.filter(is_by_assistant=True).exists()
        return told

    @property
    def time(self) -> str:
        """When on its day it happened, on the reader's clock."""
        moment = timezone.localtime(self.entry.happened_at)
        return str(format_time(moment, "short", locale=speaking.current().locale))

    @property
    def due(self) -> Sentence | None:
        """Until when a task is to be done, as people say it."""
        if self.entry.due_at is None:
            return None
        days = (timezone.localdate(self.entry.due_at) - timezone.localdate()).days
        if days in _DUE:
            return _DUE[days]
        on = day_name(timezone.localdate(self.entry.due_at))
        return (
            Sentence("Overdue since {day}", day=on) if days < 0 else Sentence("Due {day}", day=on)
        )

    @property
    def is_mine(self) -> bool:
        return bool(self.entry.owner_id == self.reader.pk)

    @property
    def channel(self) -> Sentence | None:
        return CHANNELS.get(self.entry.channel)

    @property
    def place(self) -> str:
        """Where someone checked in, as an address that maps open (RFC 5870)."""
        told = self.entry.place
        if "latitude" not in told or "longitude" not in told:
            return ""
        return f"geo:{told['latitude']},{told['longitude']};u={told.get('accuracy_m', 0):.0f}"

    @property
    def about(self) -> str:
        """The address of the record it tells of, for those who may see such records."""
        word = self.entry.about_kind
        if not word or not self.reader.may(f"{word}.view"):
            return ""
        return address_of(word, self.entry.about_id)


@dataclass(frozen=True)
class Day:
    """What happened on one day of the reader's calendar."""

    on: date
    lines: tuple[Line, ...]
    is_continued: bool = False

    @property
    def name(self) -> str:
        return day_name(self.on)


@dataclass(frozen=True)
class Page:
    """Some days of a timeline, and where the next page begins; empty at the end."""

    days: tuple[Day, ...]
    after: str


def planned(customer: Customer, reader: User) -> list[Line]:
    """What is still to be done with a customer, the most urgent first."""
    return list(_lines(_planned(reader.reach, customer.pk), reader))


def page(customer: Customer, reader: User, wanted: Wanted, after: str = "") -> Page:
    """What happened with a customer; deep pages cost what the first one costs."""
    previous = _cursor(after)
    if previous or not wanted.is_anything:
        entries = _some(customer, reader, wanted, previous)
    else:
        entries = _newest(reader.reach, customer.pk, at_most=AT_ONCE + 1)
    shown = entries[:AT_ONCE]
    more = _told(shown[-1]) if len(entries) > AT_ONCE else ""
    last_day = timezone.localdate(previous[0]) if previous else None
    return Page(tuple(_days(shown, reader, last_day)), more)


def choices(customer: Customer, reader: User) -> dict[str, Sequence[tuple[str, str]]]:
    """Departments and people that the filters offer: those of the latest entries."""
    departments, people = set(), set()
    for department, owner_id, name in _at_work(reader.reach, customer.pk):
        departments.add((department, department))
        people.add((str(owner_id), name))
    return {
        "department": sorted(one for one in departments if one[0]),
        "who": sorted((one for one in people if one[1]), key=lambda one: one[1]),
    }


def said(entry: Activity) -> Sayable | str:
    """What an entry says: the program's sentence in the reader's language, or a person's words."""
    return wording.revived(entry.told) if entry.told else entry.subject


def is_overdue(entry: Activity) -> bool:
    """Whether the day a task was due is over in the reader's zone."""
    if entry.due_at is None or entry.done_at is not None:
        return False
    return timezone.localdate(entry.due_at) < timezone.localdate()


def address_of(word: str, public_id: object) -> str:
    """The page of a record of any kind; empty where there is none."""
    try:
        return reverse_to(kind_of(word).page, public_id)
    except (KeyError, NoReverseMatch):
        return ""


def day_name(on: date) -> str:
    """Today, yesterday, or the day, with its year where it is not this one."""
    today = timezone.localdate()
    if on == today:
        return speaking.say("Today")
    if on == today - timedelta(days=1):
        return speaking.say("Yesterday")
    skeleton = "MMMMd" if on.year == today.year else "yMMMMd"
    return _written(skeleton, on, speaking.current().locale)


@lru_cache(maxsize=4096)
def _written(skeleton: str, on: date, locale: str) -> str:
    return str(format_skeleton(skeleton, on, locale=locale))


def marked(entries: Any) -> Any:
    """The same entries, each knowing whether an assistant wrote it."""
    made = Change.objects.filter(
        kind=Activity.kind, record_id=OuterRef("pk"), version=1, source=ASSISTANT
    )
    return entries.annotate(is_by_assistant=Exists(made))


def _some(
    customer: Customer, reader: User, wanted: Wanted, previous: tuple[datetime, int] | None
) -> list[Activity]:
    seen = _happened(reader.reach, customer.pk).filter(wanted.condition(reader.reach))
    if previous:
        moment, pk = previous
        seen = seen.filter(Q(happened_at__lte=moment), Q(happened_at__lt=moment) | Q(pk__lt=pk))
    return list(seen[: AT_ONCE + 1])


@kept
def _newest(reach: Reach, customer: int, *, at_most: int) -> Any:
    return _happened(reach, customer)[:at_most]


@kept
def _planned(reach: Reach, customer: int) -> Any:
    return _entries(reach, customer).open().order_by("due_at", "id")[:OPEN_AT_MOST]


@kept
def _at_work(reach: Reach, customer: int) -> Any:
    latest = _visible(reach, customer).newest_first()
    return latest.values_list("department", "owner_id", "owner__name")[:LOOKED_BACK]


def _happened(reach: Reach, customer: int) -> Any:
    return _entries(reach, customer).happened().newest_first()


def _visible(reach: Reach, customer: int) -> Any:
    return Activity.objects.present().within(reach).filter(customer=customer)


def _entries(reach: Reach, customer: int) -> Any:
    """The customer's entries with the names that stand in them, and nothing else of the named."""
    found = _visible(reach, customer).select_related("owner", "person")
    unread = [*all_but("owner", User, "name"), *all_but("person", Customer, "name")]
    return marked(found.defer(*unread))


def _days(entries: Sequence[Activity], reader: User, last: date | None) -> Iterator[Day]:
    lines = _lines(entries, reader)
    for on, some in groupby(lines, key=lambda one: timezone.localdate(one.entry.happened_at)):
        yield Day(on, tuple(some), is_continued=on == last)


def _lines(entries: Sequence[Activity], reader: User) -> Iterator[Line]:
    named = _mentioned(entries)
    return (Line(entry, reader, named.get(entry.pk, ())) for entry in entries)


def _mentioned(entries: Sequence[Activity]) -> dict[int, list[str]]:
    """The names of those who are mentioned in each entry."""
    found: dict[int, list[str]] = {}
    for entry, name in _mentions([one.pk for one in entries]):
        found.setdefault(entry, []).append(name)
    return found


@kept
def _mentions(entries: list[int]) -> Any:
    told = Activity.mentions.through.objects.filter(activity__in=entries)
    return told.order_by("pk").values_list("activity_id", "user__name")


def _told(entry: Activity) -> str:
    return f"{entry.happened_at.isoformat()}~{entry.pk}"


def _cursor(after: str) -> tuple[datetime, int] | None:
    """Where a page begins; the first page where the address was tampered with."""
    moment, _, pk = after.partition("~")
    try:
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


_DUE: Mapping[int, Sentence] = {
    -1: Sentence("Overdue since yesterday"),
    0: Sentence("Due today"),
    1: Sentence("Due tomorrow"),
}
