"""How a feed is: accurate, complete, timely (R041), each as a figure with its receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from goodwill.analytics.figure import Definition, Figure, Unit, ratio
from goodwill.crm.exchange.connecting import watching
from goodwill.crm.exchange.connecting.binning import problem_of
from goodwill.crm.exchange.connecting.models import Connection, Run
from goodwill.language import Sentence

OVER = timedelta(days=30)
MOST_GAPS = 5
FEWEST_HOURS = 1.0

ACCURATE = Definition(
    id="feed.accurate",
    version=1,
    label=Sentence("Accurate"),
    meaning=Sentence("The share of the rows of the last 30 days that could be taken as they came."),
    formula=Sentence("(rows − refused rows) ÷ rows"),
    unit=Unit.SHARE,
)
COMPLETE = Definition(
    id="feed.complete",
    version=1,
    label=Sentence("Complete"),
    meaning=Sentence("The share of what the source had at the last comparison that is here, too."),
    formula=Sentence("known here ÷ at the source"),
    unit=Unit.SHARE,
)
TIMELY = Definition(
    id="feed.timely",
    version=1,
    label=Sentence("Timely"),
    meaning=Sentence(
        "The share of the last 30 days during which what we had was no older than agreed."
    ),
    formula=Sentence("hours within the agreed age ÷ hours"),
    unit=Unit.SHARE,
)
LAG = Definition(
    id="feed.lag",
    version=1,
    label=Sentence("Lag"),
    meaning=Sentence("How old the newest state is that we have from the source."),
    formula=Sentence("now − start of the last pull that went well"),
    unit=Unit.HOURS,
)
LAG_SHORT = replace(LAG, id="feed.lag_minutes", unit=Unit.MINUTES)
LONG = 2.0
"""From so many hours on a lag is told in hours."""

AGREED = Definition(
    id="feed.agreed_age",
    version=1,
    label=Sentence("Agreed age"),
    meaning=Sentence("How old what we have may be before the feed counts as standing still."),
    formula=Sentence("2 × time between pulls + 10 minutes"),
    unit=Unit.HOURS,
)


@dataclass(frozen=True)
class Gap:
    """A time during which what we had was older than agreed."""

    since: datetime
    until: datetime
    because: Sentence | None

    @property
    def hours(self) -> float:
        return _hours(self.until - self.since)


@dataclass(frozen=True)
class Health:
    """How a feed is, and when it was not well."""

    figures: tuple[Figure, ...]
    gaps: tuple[Gap, ...]
    last: Run | None
    """The last pull, however it went."""
    last_done: Run | None


def health(connection: Connection, now: datetime | None = None) -> Health:
    """How a feed has been over the last 30 days."""
    now = now or timezone.now()
    begin = max(now - OVER, connection.on_since or connection.created_at)
    runs = list(connection.runs.filter(started_at__gte=begin).order_by("started_at", "pk"))
    gaps = tuple(_gaps(connection, runs, begin, now)) if connection.is_on else ()
    done = watching.last_done(connection)
    figures = (
        _accurate(connection, now),
        _complete(connection, now),
        _timely(connection, gaps, (begin, now), len(runs)),
        _lag(done, now),
    )
    last = connection.runs.newest_first().first()
    return Health(figures, tuple(reversed(gaps))[:MOST_GAPS], last, done)


def late_after_said(connection: Connection) -> Figure:
    """How old what we have may be."""
    hours = _hours(watching.late_after(connection))
    return Figure(AGREED, round(hours, 2), as_of=_day(timezone.now()), n=1)


def _accurate(connection: Connection, now: datetime) -> Figure:
    told = connection.runs.filter(started_at__gte=now - OVER).aggregate(
        rows=Sum("rows"), refused=Sum("refused")
    )
    rows, refused = told["rows"] or 0, told["refused"] or 0
    if not rows:
        return _untold(ACCURATE, now, Sentence("No row has come in the last 30 days."))
    return ratio(ACCURATE, rows - refused, rows, as_of=_day(now), n=rows)


def _complete(connection: Connection, now: datetime) -> Figure:
    if connection.counted_at is None or connection.at_source is None:
        return _untold(
            COMPLETE,
            now,
            Sentence("The source has not been asked for all its ids yet, or cannot tell them."),
        )
    if not connection.at_source:
        return _untold(COMPLETE, now, Sentence("The source had no rows at the last comparison."))
    here = min(connection.known_here or 0, connection.at_source)
    return ratio(
        COMPLETE,
        here,
        connection.at_source,
        as_of=_day(connection.counted_at),
        n=connection.at_source,
    )


def _timely(
    connection: Connection, gaps: Iterable[Gap], over: tuple[datetime, datetime], n: int
) -> Figure:
    begin, now = over
    if not connection.is_on:
        return _untold(TIMELY, now, Sentence("The connection is switched off."))
    hours = _hours(now - begin)
    if hours < FEWEST_HOURS:
        return _untold(TIMELY, now, Sentence("It has been switched on for less than an hour."))
    late = sum(gap.hours for gap in gaps)
    return ratio(TIMELY, round(max(hours - late, 0), 2), round(hours, 2), as_of=_day(now), n=n)


def _lag(done: Run | None, now: datetime) -> Figure:
    if done is None:
        return _untold(LAG, now, Sentence("No pull has gone well yet."))
    hours = _hours(now - done.started_at)
    if hours < LONG:
        return Figure(LAG_SHORT, round(hours * 60, 1), as_of=_day(now), n=1)
    return Figure(LAG, round(hours, 2), as_of=_day(now), n=1)


def _untold(definition: Definition, now: datetime, reason: Sentence) -> Figure:
    return Figure(definition, None, as_of=_day(now), n=0, reason=reason)


def _gaps(connection: Connection, runs: list[Run], begin: datetime, now: datetime) -> Iterable[Gap]:
    """The times between pulls that went well that were longer than agreed."""
    allowed = watching.late_after(connection)
    done = [run.started_at for run in runs if run.state == Run.State.DONE]
    for since, until in zip([begin, *done], [*done, now], strict=True):
        if until - since > allowed:
            late = since + allowed
            failed = [run for run in runs if since < run.started_at <= until and run.problem]
            yield Gap(late, until, problem_of(failed[0]) if failed else None)


def _hours(span: timedelta) -> float:
    return span.total_seconds() / 3600


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
