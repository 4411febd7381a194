"""Imports from the first look to the last row, and back."""

from __future__ import annotations

import gc
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from goodwill.analytics.errors import GoodwillError
from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing import beside, telling, undoing
from goodwill.crm.exchange.importing.effects import Counts, Effect, Example, Rejected, Undone
from goodwill.crm.exchange.importing.engine.bringing import Bringing
from goodwill.crm.exchange.importing.engine.rows import Piece, Row
from goodwill.crm.exchange.importing.errors import NotNow, PlanRefused
from goodwill.crm.exchange.importing.models import Import, RefusedRow
from goodwill.crm.exchange.importing.plan import Mode, Plan
from goodwill.crm.exchange.importing.reading import Kept, Sample, look, ready, ready_rows
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import NotAllowed
from goodwill.language import Sentence

__all__ = ["Counts", "Effect", "Example", "Rejected", "Sample", "Undone", "begin", "bring",
           "dry_run", "look", "pause", "resume", "run", "start", "undo", "undo_later"]  # fmt: skip

SOURCE = "import"
SELDOM = 50_000
"""New objects after which Python looks for garbage while rows come in."""
MOST_REJECTED = 1000
"""Refused rows that a dry run keeps; a run keeps them all."""

_State = Import.State


def start(path: Path, plan: Plan, by: User, *, name: str = "") -> Import:
    """Keep the file and the plan; nothing is brought in yet.

    Raises
    ------
    NotAllowed
        If the person may not bring in records of this kind.
    PlanRefused
        If columns lead to nothing that the person may fill.
    """
    if not by.reach.may("data.import"):
        raise NotAllowed
    judge(plan, by)
    made = Import(by=by, name=Path(name or path.name).name, plan=plan.to_json())
    made.folder.mkdir(parents=True, mode=0o700)
    shutil.copyfile(path, made.file)
    made.save()
    return made


def judge(plan: Plan, by: User | None) -> None:
    """Refuse a plan that cannot be, or that goes beyond what the person may do."""
    verbs = {Mode.INSERT: ("create",), Mode.UPDATE: ("change",), Mode.BOTH: ("create", "change")}
    if by is not None and not all(
        by.reach.may(f"{plan.shape}.{verb}") for verb in verbs[plan.mode]
    ):
        raise NotAllowed
    known = Bringing(plan, Actor(by)).targets
    for name in sorted(plan.targets):
        if name not in known:
            raise PlanRefused(Sentence("There is no field {name} to bring data into.", name=name))
    if not plan.columns:
        raise PlanRefused(Sentence("No column leads to a field. Say what at least one means."))
    for way in plan.match:
        if not set(way.split("+")) <= plan.targets:
            raise PlanRefused(
                Sentence("Rows are to be matched by {name}, but no column leads there.", name=way)
            )
    if "external_id" in plan.targets and not plan.source:
        raise PlanRefused(Sentence("Say what the system is called that the ids are from."))


def dry_run(import_: Import) -> Effect:
    """What bringing it in would do; nothing is written but the effect."""
    bringing = _bringing(import_, is_trying=True)
    kept = _ready(import_, bringing)
    counts, refused, waiting = Counts(), list[Rejected](), list[int]()
    for piece in bringing.pieces(kept):
        some, rejected = bringing.tried(piece)
        held = [(row, one) for row, one in rejected if row.trouble and row.trouble.is_waiting]
        waiting += [row.number for row, _ in held]
        counts += replace(some, rejected=some.rejected - len(held), rows=some.rows - len(held))
        refused += [one for row, one in rejected if not (row.trouble and row.trouble.is_waiting)]
        del refused[MOST_REJECTED:]
    while waiting:
        left: list[int] = []
        last: list[Rejected] = []
        for piece in bringing.waiting(kept, waiting):
            some, rejected = bringing.tried(piece)
            counts += replace(some, rejected=0, rows=some.rows - len(rejected))
            left += [row.number for row, _ in rejected]
            last += [one for _, one in rejected]
        if len(left) == len(waiting) and not bringing.end():
            counts += Counts(rows=len(left), rejected=len(left))
            refused += last[: MOST_REJECTED - len(refused)]
            break
        waiting = left
    effect = Effect(counts, tuple(refused), tuple(bringing.examples))
    Import.objects.filter(pk=import_.pk).update(effect=effect.to_json(), rows=kept.rows)
    import_.effect, import_.rows = effect.to_json(), kept.rows
    return effect


def begin(import_: Import) -> None:
    """Put it into the queue.

    Raises
    ------
    NotNow
        If it has begun already.
    """
    _move(import_, (_State.READY,), _State.WAITING)
    bring_in.enqueue(import_.pk)


@task()
def bring_in(import_id: int) -> None:
    """Bring in one import, as the queue asks."""
    run(import_id)


def run(import_id: int) -> None:
    """Bring it in (or go on where it stopped), piece by piece; safe to call twice."""
    begun = Import.objects.filter(pk=import_id, state__in=(_State.WAITING, _State.RUNNING))
    if not begun.update(state=_State.RUNNING):
        return
    Import.objects.filter(pk=import_id, started_at=None).update(started_at=timezone.now())
    import_ = Import.objects.get(pk=import_id)
    try:
        _run(import_)
    except GoodwillError as refusal:
        _fail(import_, telling.kept(refusal.sentence))
    except Exception as trouble:
        _fail(import_, telling.kept(Sentence(
            "It stopped after row {n}: {error}. What is in stands, and it can go on from there.",
            n=import_.bookmark, error=type(trouble).__name__)))  # fmt: skip
        raise


def pause(import_: Import) -> None:
    """Stop after the piece that is being brought in."""
    _move(import_, (_State.WAITING, _State.RUNNING), _State.PAUSED)


def resume(import_: Import) -> None:
    """Go on where it stopped."""
    _move(import_, (_State.PAUSED, _State.FAILED), _State.WAITING)
    bring_in.enqueue(import_.pk)


def undo(import_: Import, actor: Actor) -> Undone:
    """Take back the whole import; what somebody changed since is left and told.

    Raises
    ------
    NotAllowed
        If it is somebody else's, and the person does not look after all data.
    NotNow
        If it is under way, or taken back already.
    """
    if actor.user is not None and not may_undo(import_, actor.user):
        raise NotAllowed
    import_.refresh_from_db()
    if import_.state != _State.UNDOING:
        stopped = (_State.DONE, _State.PAUSED, _State.FAILED)
        _move(import_, stopped, _State.UNDOING, undo_batch=actor.batch)
    actor = Actor(actor.user, SOURCE, import_.undo_batch or actor.batch)

    def keep(done: Undone) -> None:
        told = {"taken_back": done.taken_back, "left": done.left}
        Import.objects.filter(pk=import_.pk).update(undone=told)

    before = Undone(**import_.undone) if import_.undone else Undone()
    done = undoing.undo(import_.batch, actor, before=before, keep=keep)
    Import.objects.filter(pk=import_.pk).update(state=_State.UNDONE)
    import_.refresh_from_db()
    return done


def undo_later(import_: Import, by: User) -> None:
    """Let the queue take the whole import back."""
    if not may_undo(import_, by):
        raise NotAllowed
    stopped = (_State.DONE, _State.PAUSED, _State.FAILED)
    _move(import_, stopped, _State.UNDOING, undo_batch=Actor(by).batch)
    take_back.enqueue(import_.pk, by.pk)


@task()
def take_back(import_id: int, user_id: int) -> None:
    """Take back one import, as the queue asks; safe to call twice."""
    import_ = Import.objects.get(pk=import_id)
    if import_.state == _State.UNDOING:
        undo(import_, Actor(User.objects.get(pk=user_id)))


def may_undo(import_: Import, user: User) -> bool:
    """Whether the person may take it back: whoever brought it in, and who looks after all data."""
    is_own = import_.by_id == user.pk and user.reach.may("data.import")
    return is_own or user.reach.may("data.manage")


def bring(
    rows: Iterable[Mapping[str, str]], plan: Plan, actor: Actor, *, batch: uuid.UUID | None = None
) -> Counts:
    """Bring in rows that some program holds: connections, the API.

    Rows of one order may stand anywhere among the others. Each piece of some thousand rows is
    kept as a whole; after a failure the same rows may be brought again.

    Parameters
    ----------
    batch
        By which all of it can be taken back: `undoing.undo(batch, …)`.

    Raises
    ------
    NotAllowed, PlanRefused, InputError
        As `start` and `run` do. Rows that are refused are told in `Counts.refused`.
    """
    judge(plan, actor.user)
    actor = replace(actor, batch=batch) if batch else actor
    bringing = Bringing(plan, actor, plan.source)
    with tempfile.TemporaryDirectory(prefix="goodwill-rows-") as folder:
        path = Path(folder) / "rows.parquet"
        kept = ready_rows(rows, plan, bringing.targets, bringing.shape.together, path)
        ledger = _InMemory()
        for piece in bringing.pieces(kept):
            bringing.bring(piece, ledger)
        while ledger.waiting:
            waiting, ledger.waiting = ledger.waiting, {}
            for piece in bringing.waiting(kept, sorted(waiting)):
                bringing.bring(piece, ledger)
            if len(ledger.waiting) == len(waiting) and not bringing.end():
                break
        refused = tuple(ledger.waiting.values())
        late = Counts(rows=len(refused), rejected=len(refused), refused=refused)
        return ledger.counts + late


def _run(import_: Import) -> None:
    bringing = _bringing(import_)
    ledger = _Book(import_.pk, import_.name)
    with _seldom_collected():
        with beside.second(import_, bringing.shape, connection.settings_dict) as other:
            kept = _ready(import_, bringing)
            Import.objects.filter(pk=import_.pk).update(rows=kept.rows)
            if other and kept.rows - import_.bookmark >= beside.LONG_ROWS:
                beside.begin(other, import_.bookmark, bringing.size)
                pieces = bringing.stretches(kept, import_.bookmark)
                beside.take_turns(bringing, pieces, ledger, other, 0)
        import_.refresh_from_db()
        for piece in bringing.pieces(kept, import_.bookmark):
            if not bringing.bring(piece, ledger):
                return
    if _take_waiting(import_, bringing, kept, ledger):
        Import.objects.filter(pk=import_.pk, state=_State.RUNNING).update(
            state=_State.DONE, ended_at=timezone.now()
        )


def run_beside(import_id: int, bookmark: int, size: int, other: Connection) -> None:
    """Take every second piece of an import that another process has begun."""
    import_ = Import.objects.get(pk=import_id)
    bringing = _bringing(import_)
    bringing.size = size
    pieces = bringing.stretches(_ready(import_, bringing), bookmark)
    with _seldom_collected():
        beside.take_turns(bringing, pieces, _Book(import_.pk, import_.name), other, 1)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Let Python look for garbage seldom, and not among what is there: each piece makes much."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _take_waiting(import_: Import, bringing: Bringing, kept: Kept, ledger: _Book) -> bool:
    """Try again the rows that named what came later; False where somebody stopped it."""
    ledger.is_last = True
    waiting = RefusedRow.objects.filter(import_of=import_, is_waiting=True)
    numbers = list(waiting.order_by("row").values_list("row", flat=True))
    while numbers:
        for piece in bringing.waiting(kept, numbers):
            if not bringing.bring(piece, ledger):
                return False
        left = list(waiting.order_by("row").values_list("row", flat=True))
        if len(left) == len(numbers) and not bringing.end():
            waiting.update(is_waiting=False)
            break
        numbers = left
    return True


@dataclass
class _Book:
    """Keeps what became of the pieces of an import in its row; the bookmark moves with them."""

    import_id: int
    name: str
    is_last: bool = False

    def claim(self, piece: Piece) -> bool:
        held = Import.objects.select_for_update().get(pk=self.import_id)
        return held.state == _State.RUNNING and (self.is_last or held.bookmark == piece.start)

    def keep(self, piece: Piece, counts: Counts, rejected: Sequence[tuple[Row, Rejected]]) -> None:
        held = Import.objects.get(pk=self.import_id)
        if self.is_last:
            numbers = [row.number for row in piece.rows]
            old = RefusedRow.objects.filter(import_of=held, row__in=numbers, is_waiting=True)
            old.delete()
            counts = replace(counts, rows=0, rejected=counts.rejected - len(numbers))
        else:
            held.bookmark = piece.end
        held.counts = (Counts.from_json(held.counts) + counts).to_json()
        held.save(update_fields=["bookmark", "counts", "changed_at"])
        RefusedRow.objects.bulk_create(
            RefusedRow(
                import_of=held,
                row=one.row,
                column=one.column[:240],
                reason=telling.kept(one.reason),
                cells=dict(one.cells),
                is_waiting=row.trouble is not None and row.trouble.is_waiting,
            )
            for row, one in rejected
        )


@dataclass
class _InMemory:
    """Keeps what became of the pieces of rows that a program holds."""

    counts: Counts = field(default_factory=Counts)
    waiting: dict[int, Rejected] = field(default_factory=dict)

    def claim(self, piece: Piece) -> bool:
        return True

    def keep(self, piece: Piece, counts: Counts, rejected: Sequence[tuple[Row, Rejected]]) -> None:
        held = {row.number: one for row, one in rejected if row.trouble and row.trouble.is_waiting}
        self.waiting |= held
        refused = tuple(one for row, one in rejected if row.number not in held)
        counts = replace(
            counts, rows=counts.rows - len(held), rejected=len(refused), refused=refused
        )
        self.counts += counts


def _bringing(import_: Import, *, is_trying: bool = False) -> Bringing:
    actor = Actor(import_.by, SOURCE, import_.batch)
    return Bringing(import_.planned, actor, import_.name, is_trying=is_trying)


def _ready(import_: Import, bringing: Bringing) -> Kept:
    return ready(import_, bringing.targets, bringing.shape.together)


def _move(import_: Import, before: Sequence[str], after: str, **more: object) -> None:
    with transaction.atomic():
        moved = Import.objects.filter(pk=import_.pk, state__in=before).update(state=after, **more)
    import_.refresh_from_db()
    if not moved:
        raise NotNow


def _fail(import_: Import, trouble: dict[str, object]) -> None:
    Import.objects.filter(pk=import_.pk, state=_State.RUNNING).update(
        state=_State.FAILED, trouble=trouble, ended_at=timezone.now()
    )
