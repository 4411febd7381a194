"""Connections as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from goodwill.crm.exchange.connecting.binning import problem_of
from goodwill.crm.exchange.connecting.errors import TooManyGone
from goodwill.crm.exchange.connecting.models import Connection, Refusal, Run
from goodwill.crm.exchange.connecting.watching import late_after
from goodwill.crm.exchange.importing import telling
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.language import Sayable, Sentence


@dataclass(frozen=True)
class State:
    """How a connection is, in a word; `kind` is the badge it gets."""

    word: str
    says: Sentence
    kind: str = ""


@dataclass(frozen=True)
class Sort:
    """A sort of system, as one chooses it."""

    word: str
    name: Sentence
    says: Sentence
    icon: str


SORTS: Mapping[str, Sort] = {
    one.word: one
    for one in (
        Sort(
            "sql",
            Sentence("Database"),
            Sentence("A table or view of PostgreSQL, MySQL, MariaDB or Microsoft SQL Server."),
            "circle-stack",
        ),
        Sort(
            "rest",
            Sentence("REST interface"),
            Sentence("An address that answers with rows as JSON, page by page."),
            "cloud-arrow-down",
        ),
        Sort(
            "sftp",
            Sentence("Files over SFTP"),
            Sentence("CSV or XLSX files that another machine puts into a folder."),
            "server",
        ),
        Sort(
            "folder",
            Sentence("Files on this server"),
            Sentence("CSV or XLSX files that another program leaves in a folder here."),
            "folder-arrow-down",
        ),
    )
}


@dataclass(frozen=True)
class Shown:
    """A connection with its last pull and how it is."""

    connection: Connection
    last: Run | None
    last_done: Run | None

    @property
    def sort(self) -> Sort:
        return SORTS[self.connection.sort]

    @property
    def kind(self) -> Kind | None:
        """What it brings in."""
        return kind_of(self.connection.way.shape) if self.connection.is_mapped else None

    @property
    def is_too_much_gone(self) -> bool:
        """Whether the last pull asks to confirm that so much is to be deleted."""
        told = self.last.problem.get("text", "") if self.last else ""
        return told == TooManyGone(2, 2).sentence.text

    @property
    def state(self) -> State:
        """How it is: the first that is true."""
        one, last = self.connection, self.last
        if not one.is_set_up:
            return UNFINISHED
        if self.is_at_it:
            return PULLING
        if not one.is_on:
            return OFF
        if self.is_late:
            return STOPPED
        return FAILING if last and last.state == Run.State.FAILED else WELL

    @property
    def is_at_it(self) -> bool:
        """Whether a pull runs, or was asked for and waits."""
        one, last = self.connection, self.last
        if last and last.state == Run.State.RUNNING and not last.is_silent:
            return True
        return one.asked_at is not None and (last is None or last.started_at < one.asked_at)

    @property
    def is_late(self) -> bool:
        one = self.connection
        times = [one.on_since, self.last_done.started_at if self.last_done else None]
        since = max((at for at in times if at is not None), default=one.created_at)
        return timezone.now() - since > late_after(one)

    @property
    def problem(self) -> Sayable | None:
        """Why the last pull failed."""
        is_ill = self.last is not None and self.last.state != Run.State.DONE
        return problem_of(self.last) if self.last and is_ill else None


UNFINISHED = State("unfinished", Sentence("Not finished"), "warning")
PULLING = State("pulling", Sentence("Pulling"), "accent")
OFF = State("off", Sentence("Off"))
STOPPED = State("stopped", Sentence("Stopped"), "danger")
FAILING = State("failing", Sentence("Failing"), "warning")
WELL = State("well", Sentence("Well"))


def connections() -> list[Shown]:
    """All connections by name, in a constant number of queries."""
    runs = Run.objects.filter(connection=OuterRef("pk")).order_by("-started_at", "-pk")
    found = list(
        Connection.objects.annotate(
            last_id=Subquery(runs.values("pk")[:1]),
            last_done_id=Subquery(runs.filter(state=Run.State.DONE).values("pk")[:1]),
        ).order_by("name")
    )
    wanted = {pk for one in found for pk in (one.last_id, one.last_done_id) if pk}
    known = Run.objects.in_bulk(wanted)
    return [Shown(one, known.get(one.last_id), known.get(one.last_done_id)) for one in found]


def shown(connection: Connection) -> Shown:
    """One connection."""
    latest = connection.runs.newest_first()
    return Shown(connection, latest.first(), latest.done().first())


@dataclass(frozen=True)
class Refused:
    """A row that was not taken, as its page shows it."""

    refusal: Refusal

    @property
    def why(self) -> Sayable:
        return telling.said(self.refusal.told)


def refused(connection: Connection, most: int) -> list[Refused]:
    """The rows that wait for being mended, the latest pull's first."""
    found = Refusal.objects.filter(run__connection=connection).annotate(at=F("run__started_at"))
    return [Refused(one) for one in found.order_by("-run", "row")[:most]]
