"""The blocks that the ground floor offers: what to do, whom to see, how the week looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Scope
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.my_day import reasons, viewing
from goodwill.crm.customers.my_day.blocks import Block
from goodwill.crm.customers.timeline.reading import Line, marked
from goodwill.language import Sentence

TASKS_AT_MOST = 20
AHEAD_DAYS = 7
SEEN_AT_MOST = 8
DISPLEASED_AT_MOST = 8
DISPLEASED_DAYS = 30
PEOPLE_AT_MOST = 20


@dataclass(frozen=True)
class ToDo:
    """The person's open tasks: those whose day is over, those of today, those soon."""

    overdue: Sequence[Line]
    today: Sequence[Line]
    soon: Sequence[Line]


def to_do(person: User, today: date) -> ToDo:
    """Own tasks up to a week ahead; without a day, they are for today."""
    start, end = begin(today), begin(today + timedelta(days=1))
    mine = _tasks(person).filter(owner=person)
    undated, dated = Q(due_at=None), Q(due_at__lt=begin(today + timedelta(days=AHEAD_DAYS + 1)))
    tasks = marked(mine.filter(undated | dated)).order_by("due_at", "id")[: 3 * TASKS_AT_MOST]
    lines = [Line(task, person) for task in tasks]
    return ToDo(
        overdue=[one for one in lines if one.entry.due_at and one.entry.due_at < start],
        today=[one for one in lines if not one.entry.due_at or start <= one.entry.due_at < end],
        soon=[one for one in lines if one.entry.due_at and one.entry.due_at >= end],
    )


def promised(person: User, today: date) -> Sequence[Line] | None:
    """What colleagues are to do for the person's customers; left out where there is nothing."""
    others = _tasks(person).filter(customer__owner=person).exclude(owner=person)
    tasks = marked(others).order_by("due_at", "id")[:TASKS_AT_MOST]
    return [Line(task, person) for task in tasks] or None


def to_see(person: User, today: date) -> Sequence[reasons.Why]:
    return reasons.to_see(person, today)


def seen(person: User, today: date) -> Sequence[Customer]:
    return viewing.latest(person, Customer, SEEN_AT_MOST)


def displeased(person: User, today: date) -> Sequence[Line]:
    """Who was displeased lately, the latest first."""
    since = begin(today - timedelta(days=DISPLEASED_DAYS))
    entries = (
        Activity.objects.present()
        .within(person.reach)
        .filter(reaction=Activity.Reaction.BAD, happened_at__gte=since)
    )
    shown = marked(entries).select_related("customer", "owner", "person").newest_first()
    return [Line(entry, person) for entry in shown[:DISPLEASED_AT_MOST]]


@dataclass(frozen=True)
class Colleague:
    """How many tasks someone of the team has open, and how many are overdue."""

    name: str
    open: int
    overdue: int


def team(person: User, today: date) -> Sequence[Colleague] | None:
    """The team's open tasks by person, the most overdue first; only for those who lead one."""
    if person.reach.scope is Scope.OWN:
        return None
    people = _tasks(person, plain=True).exclude(owner=None).exclude(owner=person)
    if person.reach.team_ids:
        people = people.filter(owner__team_id__in=person.reach.team_ids)
    late = Count("pk", filter=Q(due_at__lt=begin(today)))
    counted = people.order_by().values("owner__name").annotate(open=Count("pk"), overdue=late)
    rows = counted.order_by("-overdue", "-open", "owner__name")[:PEOPLE_AT_MOST]
    return [Colleague(row["owner__name"], row["open"], row["overdue"]) for row in rows]


@dataclass(frozen=True)
class DayOfWeek:
    """One day of the week: what is due or took place, and the time recorded."""

    on: date
    lines: Sequence[Line]
    minutes: int
    is_today: bool


def week(person: User, today: date) -> Sequence[DayOfWeek]:
    """The person's week from Monday: tasks due, meetings and visits, minutes recorded."""
    monday = today - timedelta(days=today.weekday())
    first, last = begin(monday), begin(monday + timedelta(days=7))
    own = Activity.objects.present().filter(owner=person).select_related("customer")
    due = own.open().filter(due_at__gte=first, due_at__lt=last).order_by("due_at", "id")
    met = own.filter(sort__in=MET, happened_at__gte=first, happened_at__lt=last)
    entries = [*met.order_by("happened_at", "id")[:WEEK_AT_MOST], *due[:WEEK_AT_MOST]]
    lines: dict[date, list[Line]] = {}
    minutes: dict[date, int] = {}
    for entry in entries:
        on = timezone.localdate(entry.due_at if entry.sort == "task" else entry.happened_at)
        lines.setdefault(on, []).append(Line(entry, person))
        minutes[on] = minutes.get(on, 0) + (entry.minutes or 0)
    days = [monday + timedelta(days=number) for number in range(7)]
    return [DayOfWeek(on, lines.get(on, []), minutes.get(on, 0), on == today) for on in days]


def begin(day: date) -> datetime:
    """The moment at which a day begins for the reader."""
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _tasks(person: User, *, plain: bool = False) -> Any:
    tasks = Activity.objects.present().within(person.reach).open()
    return tasks if plain else tasks.select_related("customer", "owner", "person")


WEEK_AT_MOST = 100
MET = ("meeting", "visit", "call")

BLOCKS = (
    Block(
        "to_do",
        Sentence("To do"),
        "check-circle",
        10,
        to_do,
        "customers/my_day/_to_do.html",
        "activities.view",
    ),
    Block(
        "to_see",
        Sentence("See next"),
        "map-pin",
        20,
        to_see,
        "customers/my_day/_to_see.html",
        "customers.view",
        roles=("sales_rep", "sales_manager", "service_agent", "administrator", "marketing_manager"),
    ),
    Block(
        "displeased",
        Sentence("Displeased customers"),
        "face-frown",
        30,
        displeased,
        "customers/my_day/_displeased.html",
        "activities.view",
    ),
    Block(
        "promised",
        Sentence("Promised by colleagues"),
        "hand-raised",
        40,
        promised,
        "customers/my_day/_promised.html",
        "activities.view",
    ),
    Block(
        "team",
        Sentence("The team's open tasks"),
        "user-group",
        50,
        team,
        "customers/my_day/_team.html",
        "activities.view",
        roles=("sales_manager", "service_manager", "administrator", "programme_owner"),
    ),
    Block(
        "week",
        Sentence("My week"),
        "calendar-days",
        60,
        week,
        "customers/my_day/_week.html",
        "activities.view",
    ),
    Block(
        "seen",
        Sentence("Seen last"),
        "eye",
        70,
        seen,
        "customers/my_day/_seen.html",
        "customers.view",
    ),
)
