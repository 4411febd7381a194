"""The tables that a plan names: found beside it, and read as they are or by the reader."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from goodwill.analytics.benefit.incrementality.members.arms import control_arm
from goodwill.analytics.campaigns.audiences.conditions import Condition
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import AnalyticsError, InputError, SettingRefused, SourceMissing
from goodwill.analytics.tables import CUSTOMERS, Frame
from goodwill.cli.reading import read_all, surveyed, wanted
from goodwill.cli.terminal import Step, Terminal
from goodwill.language import Sentence
from goodwill.warehouse import Warehouse
from goodwill.warehouse.reading import Settings, Survey


def is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


ID = {"customer_id": is_text}
MEMBER = {**ID, "arm": is_text}
CONTACT = {**ID, "contacted_on": pa.types.is_date32, "campaign_id": is_text, "purpose": is_text}
"""What a Parquet file must hold, and of which type, to be taken as it is."""

VALUED = "customers.parquet"
"""Of a folder that `goodwill value` wrote this file is meant."""

NO_ARM = {"arm": ""}
"""To the reader: do not look for arms, every row is a contact."""


@dataclass(frozen=True)
class Named:
    """A file that the plan names: under which key, in which words, and where it is."""

    key: str
    said: str
    location: str


@dataclass
class Tables:
    """What the plan names, as frames, with what is to be said of how they were read."""

    customers: Frame | None = None
    contacts: Frame | None = None
    holdouts: dict[str, Frame] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)


def named_files(plan: Plan, file: Path) -> list[Named]:
    """Every file of the plan, relative to the plan's own.

    Raises
    ------
    SourceMissing
        One of them is not there: says under which key, and where it was looked for.
    """
    rules = plan.rules
    said = [
        ("audience.customers", plan.audience.customers),
        ("rules.contacts", rules.contacts if rules.rest_days or rules.care_days else None),
        *(
            (f"rules.holdouts[{at}].file", each.file)
            for at, each in enumerate(rules.holdouts, 1)
            if plan.starts_on < each.until
        ),
    ]
    return [_found(key, name, file) for key, name in said if name is not None]


def _found(key: str, said: str, file: Path) -> Named:
    if "://" in said:
        return Named(key, said, said)
    place = file.parent / said
    bare = Path(str(place).partition("#")[0])
    is_pattern = any(sign in said for sign in "*?[")
    if not (is_pattern or place.exists() or bare.exists()):
        raise SourceMissing(
            Sentence(
                "{file}: {key} names {said}, and there is no {place}. A path in a plan is "
                "relative to the plan's own folder.",
                file=str(file),
                key=key,
                said=said,
                place=str(place),
            )
        )
    if (place / VALUED).is_file():
        place /= VALUED
    return Named(key, said, str(place))


@dataclass(frozen=True)
class Reader:
    """Surveys what cannot be taken as it is; asks at the terminal before the work begins."""

    plan: Plan
    file: Path
    terminal: Terminal
    settings: Mapping[str, Any]
    memory: str | None

    def surveys(self, files: Sequence[Named]) -> dict[str, Survey]:
        """Key → survey, of those files that have to be read."""
        found = {}
        for each in files:
            if not _is_typed(each.location, _needed(each)):
                found[each.key] = self._survey(each)
        return found

    def _survey(self, each: Named) -> Survey:
        table = "customers" if each.key == "audience.customers" else "members"
        measures = {"customers": _measured(self.plan)} if table == "customers" else {}
        named: dict[str, Any] = {table: each.location}
        asked = wanted(**_for_the_plan(self.settings), measures=measures, **named)
        if each.key == "rules.contacts":
            asked = replace(asked, mapped=_without_arms(asked.mapped))
        try:
            return next(iter(surveyed(asked, self.terminal, memory=self.memory).values()))
        except InputError as refusal:
            raise type(refusal)(
                Sentence(
                    "{file}, {key}: {reason}",
                    file=str(self.file),
                    key=each.key,
                    reason=refusal.sentence,
                )
            ) from refusal

    def tables(
        self,
        files: Sequence[Named],
        surveys: Mapping[str, Survey],
        warehouse: Warehouse,
        step: Step,
    ) -> Tables:
        """Read what was surveyed, take the rest as it is."""
        found = Tables()
        for at, each in enumerate(files):
            if each.key in surveys:
                folder = warehouse.scratch / f"plan-{at}"
                one = {surveys[each.key].table.name: surveys[each.key]}
                read = read_all(one, folder, step, memory=self.memory)
                frame = warehouse.scan(next(iter(read.values())).table)
            else:
                frame = _taken(warehouse, each, at)
            self._put(found, each, frame)
        return found

    def _put(self, found: Tables, each: Named, frame: Frame) -> None:
        if each.key == "audience.customers":
            found.customers = _with_flags(frame, self.plan)
        elif each.key == "rules.contacts":
            found.contacts, undated = _contacts(frame)
            if undated:
                found.notes.append(
                    Sentence(
                        "{n} row of {file} has no date of contact and was left out.",
                        "{n} rows of {file} have no date of contact and were left out.",
                        n=undated,
                        file=each.said,
                    )
                )
        else:
            found.holdouts[each.said] = self._left_alone(each, frame)

    def _left_alone(self, each: Named, frame: Frame) -> Frame:
        """Members of a control arm, campaign by campaign."""
        try:
            return _held(frame)
        except (AnalyticsError, InputError) as refusal:
            raise SettingRefused(
                Sentence(
                    "{file}, {key}: who was left alone in {said} cannot be told. {reason}",
                    file=str(self.file),
                    key=each.key,
                    said=each.said,
                    reason=refusal.sentence,
                )
            ) from refusal


def _for_the_plan(settings: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping that names no table is meant for the orders."""
    mappings = settings["mappings"]
    own = tuple(
        each
        for each in mappings
        if ("." in each.partition("=")[0] if "=" in each else Path(each).is_dir())
    )
    return {**settings, "mappings": own}


def _without_arms(mapped: Mapping[str, Settings]) -> dict[str, Settings]:
    told = mapped.get("campaign_members", Settings())
    return {**mapped, "campaign_members": replace(told, columns={**told.columns, **NO_ARM})}


def _needed(each: Named) -> Mapping[str, Any]:
    if each.key == "audience.customers":
        return ID
    return CONTACT if each.key == "rules.contacts" else MEMBER


def _is_typed(location: str, needed: Mapping[str, Any]) -> bool:
    """Whether it is a Parquet file with the columns needed, of the right types."""
    path = Path(location)
    if path.suffix != ".parquet" or not path.is_file():
        return False
    with suppress(pa.ArrowInvalid):
        schema = pq.read_schema(path)
        return all(
            name in schema.names and is_meant(schema.field(name).type)
            for name, is_meant in needed.items()
        )
    return False


def _taken(warehouse: Warehouse, each: Named, at: int) -> Frame:
    """A Parquet file with its own types, put where every worker of an engine sees it."""
    if warehouse.engine == "duckdb":
        return warehouse.scan(Path(each.location))
    copy = warehouse.scratch / f"plan-{at}.parquet"
    shutil.copy(each.location, copy)
    return warehouse.scan(copy)


def _tested(plan: Plan) -> Iterator[tuple[str, object]]:
    """Columns and the values that they are compared with."""
    conditions: list[Condition] = [
        *plan.audience.conditions,
        *(rule.condition for rule in plan.rules.blocked),
    ]
    for condition in conditions:
        for test, value in condition.tests:
            for each in value if isinstance(value, tuple) else (value,):
                if test != "known":
                    yield condition.column, each


def _flags(plan: Plan) -> list[str]:
    return list(dict.fromkeys(name for name, value in _tested(plan) if isinstance(value, bool)))


def _measured(plan: Plan) -> list[str]:
    """Columns of a file of texts that the plan takes for numbers, or for yes and no."""
    limit = plan.audience.limit
    names = [name for name, value in _tested(plan) if isinstance(value, int | float)]
    names += [limit.order_by] if limit else []
    return [name for name in dict.fromkeys(names) if name not in CUSTOMERS.names]


def _with_flags(frame: Frame, plan: Plan) -> Frame:
    """Yes and no were read as 1 and 0."""
    schema = frame.collect_schema()
    read = [name for name in _flags(plan) if schema.get(name) == nw.Float64]
    flags = [(nw.col(name) == 1).alias(name) for name in read]
    return frame.with_columns(*flags) if flags else frame


def _contacts(frame: Frame) -> tuple[Frame, int]:
    """As the contract of contacts says, and how many rows had no date."""
    names = frame.collect_schema().names()
    dated = frame.filter(~nw.col("contacted_on").is_null())
    undated = frame.filter(nw.col("contacted_on").is_null())
    empty = [name for name in ("campaign_id", "purpose") if name not in names]
    if empty:
        dated = dated.with_columns(*(nw.lit(None, dtype=nw.String).alias(name) for name in empty))
    n = undated.select(n=nw.len().cast(nw.Int64)).collect()["n"][0]
    return dated.select(*CONTACT), int(n)


def _held(frame: Frame) -> Frame:
    names = frame.collect_schema().names()
    campaign = nw.col("campaign_id") if "campaign_id" in names else nw.lit(None, dtype=nw.String)
    known = frame.with_columns(_campaign=nw.coalesce(campaign, nw.lit("")))
    rows = known.select("_campaign", "arm").unique().collect().rows()
    arms: dict[str, list[str]] = {}
    for name, arm in rows:
        arms.setdefault(str(name), []).append(arm)
    controls = {name: control_arm(each for each in some if each) for name, some in arms.items()}
    held = [
        known.filter((nw.col("_campaign") == name) & (nw.col("arm") == arm)).select("customer_id")
        for name, arm in controls.items()
    ]
    return nw.concat(held).unique()
