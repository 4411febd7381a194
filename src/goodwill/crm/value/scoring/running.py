"""Valuing as people see it: asked for or due, with progress, and noted down."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.value.basis import Basis
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.notices import wording
from goodwill.crm.exchange.refreshing import keeping
from goodwill.crm.exchange.refreshing import running as refreshing
from goodwill.crm.value.scoring import afterwards, columns, files, restaging, valuing, writing
from goodwill.crm.value.scoring.models import Valuation
from goodwill.language import Sentence
from goodwill.report.value.outputs import EQUITY
from goodwill.warehouse.together import (
    BeingWritten,
    Generation,
    alone,
    generation,
    is_being_written,
    next_generation,
)

log = logging.getLogger(__name__)

TOLD_EVERY_SECONDS = 1.0
BEGINS_WITHIN = timedelta(seconds=10)
COMPARED_WITH = timedelta(days=30)
"""A score is compared with what was said so long before, or longer."""
AT_WORK = "at-work"
REFRESHING = Sentence("Refreshing the tables")
KEEPING = Sentence("Putting the scores beside the customers")
MOVING = Sentence("Moving customers to their loyalty stage")
SHARES = {
    REFRESHING.text: (0.0, 0.05),
    "Reading the tables": (0.05, 0.08),
    "Sorting and netting the lines": (0.08, 0.15),
    "Building purchase histories": (0.15, 0.2),
    "Measuring customers": (0.2, 0.45),
    "Foretelling what customers will bring": (0.45, 0.75),
    "Writing the results": (0.75, 0.85),
    KEEPING.text: (0.85, 0.95),
    MOVING.text: (0.95, 1.0),
}
"""From which share of the whole to which each step takes."""
Step = Callable[[Sentence, float], None]


def ask_for(by: User) -> Valuation:
    """Let the worker value everybody again; the valuation under way, if there is one."""
    waiting = under_way()
    if waiting is not None:
        return waiting
    with transaction.atomic():
        asked = Valuation.objects.create(by=by)
        run_asked.enqueue(asked.pk)
    return asked


def nightly() -> None:
    """Value everybody because it is time; nothing where somebody is at it already."""
    if under_way() is None:
        try:
            run_here()
        except BeingWritten:
            log.info("Customers are being valued already.")


def run_here(tell: Callable[[float], None] = lambda share: None) -> Valuation:
    """Value everybody in this process, noted down as nobody's wish.

    Raises
    ------
    BeingWritten
        If a valuation is under way.
    """
    if is_being_written(files.place() / AT_WORK):
        raise BeingWritten(files.place())
    return _run(Valuation.objects.create(), tell)


@task()
def run_asked(pk: int) -> None:
    """Do what was asked for; after a worker died it goes on where that one was."""
    noted = Valuation.objects.under_way().filter(pk=pk).first()
    if noted is None:
        return
    try:
        _run(noted)
    except BeingWritten:
        _end(noted, Valuation.State.STOPPED)


def under_way() -> Valuation | None:
    """The valuation that waits or works; whose process died is not under way."""
    found: Valuation | None = Valuation.objects.under_way().newest_first().first()
    if found is None or found.state == Valuation.State.WAITING:
        return found
    is_young = timezone.now() - found.started_at < BEGINS_WITHIN
    return found if is_young or is_being_written(files.place() / AT_WORK) else None


def coming() -> dict[str, Any]:
    """What a page shows that has nothing to tell yet: the valuation under way and its step."""
    run = under_way()
    step = wording.revived(run.step) if run and run.step else None
    return {"coming": run, "coming_step": step}


def latest() -> Valuation | None:
    """The valuation that the scores are of."""
    return next(iter(_latest()), None)


@kept
def _latest() -> QuerySet[Any]:
    return Valuation.objects.done().order_by("-ended_at", "-pk")[:1]


def _run(noted: Valuation, tell: Callable[[float], None] = lambda share: None) -> Valuation:
    began = time.perf_counter()
    with alone(files.place() / AT_WORK):
        dead = Valuation.objects.filter(state=Valuation.State.RUNNING).exclude(pk=noted.pk)
        dead.update(state=Valuation.State.STOPPED, ended_at=timezone.now())
        noted.state = Valuation.State.RUNNING
        noted.save(update_fields=["state"])
        step = _noting(noted, tell)
        try:
            _value(noted, step)
        except GoodwillError as refusal:
            trouble = wording.kept(refusal.sentence)
            return _end(noted, Valuation.State.REFUSED, trouble=trouble)
        except Exception as trouble:
            kept = wording.kept(Sentence("{reason}", reason=str(trouble)[:400]))
            _end(noted, Valuation.State.FAILED, trouble=kept)
            raise
        seconds = round(time.perf_counter() - began, 3)
        return _end(noted, Valuation.State.DONE, share=1.0, seconds=seconds)


def _value(noted: Valuation, step: Step) -> None:
    made = generation(files.place())
    if made is None or made.facts.get("valuation") != str(noted.public_id):
        made = _measured(noted, step)
    if noted.folder != made.folder.name:
        _kept(noted, made, step)
    step(MOVING, 0.0)
    moved = restaging.restage(noted)
    Valuation.objects.filter(pk=noted.pk).update(restaged=noted.restaged + moved)
    step(MOVING, 0.5)
    afterwards.all_of_it(noted)


def _measured(noted: Valuation, step: Step) -> Generation:
    """The files of this valuation; they turn whole, and stay if the process dies after them."""
    step(REFRESHING, 0.0)
    tables = _tables(step)
    before = generation(files.place())
    with next_generation(files.place()) as making:
        if before is not None:
            files.take_over(before.folder / EQUITY, making.folder / EQUITY)
        known = valuing.value(tables.folder, making.folder, step)
        making.facts = {
            "valuation": str(noted.public_id),
            "tables_as_of": tables.as_of.isoformat(),
            "as_of": known.as_of,
            "basis": known.basis,
            "currency": known.currency,
            "annual_discount": known.annual,
            "model": known.model,
            "version": known.version,
            "refusals": [wording.kept(one) for one in known.refusals],
        }
    made = generation(files.place())
    assert made
    return made


def _tables(step: Step) -> keeping.Current:
    """The tables up to this moment; those of before where somebody refreshes them just now."""
    try:
        return refreshing.run_here(tell=lambda share: step(REFRESHING, share))
    except BeingWritten:
        found = keeping.current()
        if found is None:
            raise
        return found


def _kept(noted: Valuation, made: Generation, step: Step) -> None:
    """The scores beside the customers, and the valuation noted as theirs, at once."""
    step(KEEPING, 0.0)
    facts: dict[str, Any] = dict(made.facts)
    facts.pop("valuation")
    noted.as_of = date.fromisoformat(facts.pop("as_of"))
    noted.tables_as_of = datetime.fromisoformat(facts.pop("tables_as_of"))
    for name, value in facts.items():
        setattr(noted, name, value)
    now = columns.scores(made.folder, noted.currency, Basis(noted.basis))
    earlier = files.past(noted.as_of - COMPARED_WITH)
    then_on, then = (earlier[0], pq.read_table(earlier[1])) if earlier else (None, None)
    if then_on is not None and then_on >= noted.as_of:
        then_on, then = None, None
    kept = columns.with_past(now, then_on, then)

    def done(customers: int) -> None:
        noted.folder, noted.customers = made.folder.name, customers
        noted.save()

    writing.write(noted, kept, done, lambda share: step(KEEPING, 0.5 * share))
    _keep_past(noted.as_of, columns.past(now))


def _keep_past(as_of: date, table: Any) -> None:
    written = Path(files.place()) / f"{as_of.isoformat()}.unfinished"
    pq.write_table(table, written, compression="zstd")
    files.keep_past(as_of, written)


def _noting(noted: Valuation, tell: Callable[[float], None]) -> Step:
    """Keeps the step and the share that is done, at most once a second."""
    last = 0.0

    def note(label: Sentence, share: float) -> None:
        nonlocal last
        first, upto = SHARES.get(label.text, (0.0, 1.0))
        done = first + (upto - first) * share
        tell(done)
        if time.monotonic() - last >= TOLD_EVERY_SECONDS:
            last = time.monotonic()
            kept = wording.kept(label)
            Valuation.objects.filter(pk=noted.pk).update(share=done, step=kept)

    return note


def _end(noted: Valuation, state: str, **facts: object) -> Valuation:
    noted.ended_at = timezone.now()
    Valuation.objects.filter(pk=noted.pk).update(state=state, ended_at=noted.ended_at, **facts)
    noted.refresh_from_db()
    return noted
