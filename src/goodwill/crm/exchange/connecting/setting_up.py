"""Sets connections up, switches them on and off, and lets go of them; history tells who did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts import noting
from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.connecting import safekeeping
from goodwill.crm.exchange.connecting.errors import NotSetUp
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.connecting.sources import Sample, opened
from goodwill.crm.exchange.connecting.sources.source import keepable
from goodwill.crm.exchange.importing import matching, recognising
from goodwill.crm.exchange.importing.plan import Plan, Reading
from goodwill.crm.exchange.importing.targets import targets
from goodwill.language import Sentence

KIND = "connections"
ROWS_KEPT = 20
EXTERNAL_ID = "external_id"


def place(
    connection: Connection, where: Mapping[str, Any], opens: Mapping[str, str], by: User
) -> None:
    """Keep where the system is and what opens it; a secret left empty stays as it was.

    A place that is another one is read from its beginning.
    """
    before = dict(connection.where)
    kept = {**connection.opens, **{name: text for name, text in opens.items() if text}}
    connection.where, connection.secrets = dict(where), safekeeping.locked(kept)
    is_new = connection.pk is None
    with transaction.atomic():
        if before != connection.where:
            connection.mark = {}
        connection.by = by
        connection.save()
        pairs = {"where": (_told(before) or None, _told(connection.where))}
        noting.note(KIND, connection, "created" if is_new else "changed", pairs, by)


def test(connection: Connection) -> Sample:
    """Ask for the first rows, and keep them to be looked at.

    Raises
    ------
    Refused, InputError
        With what stands in the way.
    """
    sample = opened(connection).sample()
    clean = [keepable({name: row.get(name, "") for name in sample.headings}) for row in sample.rows]
    headings = list(keepable(dict.fromkeys(sample.headings, "")))
    rows = [[cell[:200] for cell in row.values()] for row in clean]
    connection.sample = {"headings": headings, "rows": rows[:ROWS_KEPT]}
    connection.save(update_fields=["sample"])
    return replace(sample, headings=tuple(headings), rows=tuple(clean))


def propose(connection: Connection, shape: str = "") -> Plan:
    """What the columns are likely to be; what was said before stays."""
    reach, rows = connection.by.reach, connection.rows
    before = connection.way if connection.is_mapped else None
    shape = shape or (
        before.shape if before else recognising.shape_of(connection.headings, rows, reach)
    )
    wanted = targets(shape, reach)
    found = recognising.suggested(connection.headings, rows, wanted)
    columns = {heading: one.target for heading, one in found.items()}
    if before and before.shape == shape:
        columns |= {name: to for name, to in before.columns.items() if name in connection.headings}
    if EXTERNAL_ID not in columns.values():
        columns |= _likely_id(connection.headings, rows, columns)
    base = before if before and before.shape == shape else Plan(shape, {})
    return replace(base, columns=columns)


def map_columns(connection: Connection, shape: str, columns: Mapping[str, str], by: User) -> None:
    """Keep what the columns become.

    Raises
    ------
    NotSetUp
        If none is the id of the other system, or two are, or what is needed is missing.
    """
    ids = [heading for heading, target in columns.items() if target == EXTERNAL_ID]
    if len(ids) != 1:
        raise NotSetUp(
            Sentence(
                "Choose the one column that holds the id of the other system. By it each row finds "
                "its record again, so that nothing comes in twice."
            )
        )
    wanted = targets(shape, by.reach)
    missing = matching.missing(columns, wanted)
    if missing:
        raise NotSetUp(Sentence("A column is still missing: {field}.", field=missing[0].label))
    before = connection.way if connection.is_mapped else Plan(shape, {})
    before = before if before.shape == shape else replace(Plan(shape, {}), settings=before.settings)
    offered = {way.keys for way in matching.ways(shape, columns, wanted)}
    match = [keys for keys in before.match if keys in offered and keys != EXTERNAL_ID]
    makes = [one.name for one in matching.makeable(columns, wanted)]
    plan = Plan(shape, columns, (EXTERNAL_ID, *match), settings=before.settings, makes=tuple(makes))
    _keep(connection, by, plan=plan.to_json())


def schedule(connection: Connection, facts: Mapping[str, Any], by: User) -> None:
    """Keep how it is read, how rows are matched, and how often; then switch it on."""
    now = timezone.now()
    plan = connection.way
    reading = Reading(**{**vars(plan.settings), **facts["reading"]})
    match = (EXTERNAL_ID, *(keys for keys in facts["match"] if keys != EXTERNAL_ID))
    told = replace(plan, match=match, settings=reading, makes=tuple(facts["makes"])).to_json()
    kept = {name: facts[name] for name in _KEPT}
    if facts["mark_column"] != connection.mark_column:
        kept["mark"] = {}
    if facts["is_on"]:
        kept |= {"on_since": connection.on_since if connection.is_on else now, "next_at": now}
    _keep(connection, by, plan=told, is_on=facts["is_on"], stopped_at=None, **kept)


def switch(connection: Connection, by: User, *, on: bool) -> None:
    """Let it be pulled, or no longer.

    Raises
    ------
    NotSetUp
        If it is not said yet what its columns become.
    """
    if on:
        must_be_set_up(connection)
    now = timezone.now() if on else None
    _keep(connection, by, is_on=on, on_since=now, next_at=now, stopped_at=None)


def must_be_set_up(connection: Connection) -> None:
    """Go on only if everything is said that a pull needs.

    Raises
    ------
    NotSetUp
        If it is not said yet what its columns become.
    """
    if not connection.is_set_up:
        raise NotSetUp(Sentence("Say first what the columns of {name} are.", name=connection.name))


def remove(connection: Connection, by: User) -> None:
    """Forget it with its runs. What it brought in stays, under the ids that it gave."""
    with transaction.atomic():
        noting.note(KIND, connection, "deleted", {"name": (connection.name, None)}, by)
        connection.delete()


def confirm_key(connection: Connection, fingerprint: str, by: User) -> None:
    """Trust the machine that shows this key."""
    _keep(connection, by, where={**connection.where, "fingerprint": fingerprint})


def _keep(connection: Connection, by: User, **facts: Any) -> None:
    """Change it and say so in history. Whoever changes it, in their name it writes from then on."""
    with transaction.atomic():
        pairs = {
            name: (_plain(getattr(connection, name)), _plain(value))
            for name, value in facts.items()
            if name in _SAID and getattr(connection, name) != value
        }
        for name, value in {**facts, "by": by}.items():
            setattr(connection, name, value)
        connection.save()
        noting.note(KIND, connection, "changed", {"name": (None, connection.name), **pairs}, by)


def _told(where: Mapping[str, Any]) -> str:
    return " · ".join(
        f"{name}: {value}" for name, value in where.items() if value not in ("", None)
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def _likely_id(
    headings: tuple[str, ...], rows: list[list[str]], columns: Mapping[str, str]
) -> dict[str, str]:
    """The column that looks like an id: different in each row, and called so or standing first."""
    for place, heading in enumerate(headings):
        cells = [row[place] for row in rows if place < len(row)]
        is_unlike = bool(cells) and all(cells) and len(set(cells)) == len(cells)
        is_free = heading not in columns or columns[heading].endswith(".number")
        plain = heading.lower().rpartition(".")[2]
        if is_free and is_unlike and (place == 0 or plain.endswith(_IDS)):
            return {heading: EXTERNAL_ID}
    return {}


_IDS = ("id", "key", "code", "nr", "no", "number", "编号", "編號", "编码", "代码")
_KEPT = ("name", "mark_column", "overlap", "gone_column", "deletions", "every_minutes")
_SAID = frozenset({*_KEPT, "is_on"})
