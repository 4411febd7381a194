"""Taking back a line of history, or all of one action, as far as the person may."""

from __future__ import annotations

import uuid
from collections import defaultdict

from goodwill.crm.accounts.models import User
from goodwill.crm.records import changing, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import CannotUndo, NotAllowed, OutOfReach
from goodwill.crm.records.history.lines import UNDOABLE
from goodwill.crm.records.kinds import kinds
from goodwill.crm.records.models import Change, Record

UNDO_OF_OTHERS = "actions.undo"

NEEDED = {"created": "create", "changed": "change", "deleted": "delete", "restored": "delete"}
"""Which verb of the kind a person needs to take back a line."""


def undo_line(record: Record, version: int, by: Actor, me: User) -> Change:
    """Take back the line that led to this version of a record.

    Raises
    ------
    OutOfReach
        If there is no such line.
    NotAllowed
        If the person's role does not let them do what this needs.
    CannotUndo
        If something was changed again since.
    """
    line = Change.objects.filter(
        kind=record.kind, record_id=record.pk, version=version, verb__in=UNDOABLE
    ).first()
    if line is None:
        raise OutOfReach
    _must_be_allowed([line], me)
    changing.undo(line, by)
    return line


def undo_action(batch: uuid.UUID, by: Actor, me: User) -> list[Change]:
    """Take back all of one action: the person's own, or anyone's with the ability.

    Raises
    ------
    OutOfReach
        If there is no such action, or a record of it lies outside the person's reach.
    NotAllowed
        If it was someone else's action, or the role does not include what this needs.
    CannotUndo
        If it is undone already, something was changed again since, or it changed no records.
    """
    lines = list(Change.objects.filter(batch=batch).order_by("-pk"))
    if not lines:
        raise OutOfReach
    of_records = {kind.word for kind in kinds()}
    if any(line.verb not in NEEDED or line.kind not in of_records for line in lines):
        raise CannotUndo
    if any(line.by_id != me.pk for line in lines) and not me.may(UNDO_OF_OTHERS):
        raise OutOfReach
    _must_be_in_reach(lines, me)
    _must_be_allowed(lines, me)
    undoing_many.undo_batch(batch, by)
    return lines


def _must_be_allowed(lines: list[Change], me: User) -> None:
    for ability in {f"{line.kind}.{NEEDED[line.verb]}" for line in lines}:
        if not me.may(ability):
            raise NotAllowed


def _must_be_in_reach(lines: list[Change], me: User) -> None:
    ids: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        ids[line.kind].add(line.record_id)
    for kind, wanted in ids.items():
        seen = changing.model_of(kind)._default_manager.changeable(me.reach)
        if seen.filter(pk__in=wanted).count() < len(wanted):
            raise OutOfReach
