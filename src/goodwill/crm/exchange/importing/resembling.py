"""What a table writes otherwise than we do: GTXPro for GTX Pro, `Prospekt` for a stage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc
import pyarrow.parquet as pq
from rapidfuzz import fuzz, process

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.exchange.importing import preparing
from goodwill.crm.exchange.importing.effects import Rejected
from goodwill.crm.exchange.importing.targets import Target, targets
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.records.editing import places
from goodwill.crm.records.kinds import Sort, kind_of
from goodwill.crm.ui.speaking import show
from goodwill.language import Sayable
from goodwill.warehouse.reading.fitting import normal

ALIKE = 90
"""How alike two names must be, of 100, to ask whether they are one."""
PERHAPS = 70
"""How alike a word must be to a choice to be offered first; it is only offered."""
SHORTEST = 4
MOST_NAMES = 20_000
MOST_CELLS = 2_000
MOST_SHOWN = 20
MOST_WORDS = 500
MOST_DISTINCT = 50_000


@dataclass(frozen=True)
class Otherwise:
    """A cell that names nothing we know, how many rows hold it, and what it may mean."""

    heading: str
    cell: str
    rows: int
    of: Sayable
    likely: str
    """The name we know that it resembles; empty where none does."""
    choices: tuple[str, ...] = ()


def otherwise(
    upload: Upload, reach: Reach, cells: Mapping[str, Counter[str]], refused: Iterable[Rejected]
) -> list[Otherwise]:
    """What the table writes otherwise, most frequent first.

    Parameters
    ----------
    cells
        Heading → what stands in the column, and how often.
    refused
        Rows that would not be taken, by which words are found that are no choice.
    """
    wanted = {one.name: one for one in targets(upload.shape, reach)}
    plan = preparing.plan_of(upload)
    found: list[Otherwise] = []
    wrong = _wrong_cells(refused)
    for heading, name in plan.columns.items():
        target = wanted.get(name)
        if target is None:
            continue
        words = _words(target)
        if words:
            found += _no_choice(heading, target, words, wrong.get(heading, Counter()))
        elif target.sort is Sort.LINK and target.to in _NAMED:
            there = cells.get(heading, Counter())
            unsaid = {cell: n for cell, n in there.items() if plan.read(heading, cell) == cell}
            found += _nearly(heading, target, unsaid, reach)
    return sorted(found, key=lambda one: -one.rows)[:MOST_SHOWN]


def kept_cells(upload: Upload, reach: Reach) -> dict[str, Counter[str]]:
    """What stands in the columns that name records, and how often, of the file as it is kept."""
    links = {one.name for one in targets(upload.shape, reach) if one.to in _NAMED}
    wanted = [heading for heading, name in upload.plan["columns"].items() if name in links]
    found: dict[str, Counter[str]] = {}
    for file in sorted(upload.trial.folder.glob("*.parquet")) if upload.trial else ():
        columns = {f"c{at}": one for at, one in enumerate(upload.headings) if one in wanted}
        there = [name for name in columns if name in pq.read_schema(file).names]
        for name in there:
            counted = pc.value_counts(pq.read_table(file, columns=[name])[name])
            rows = {one["values"]: one["counts"] for one in counted.to_pylist() if one["values"]}
            if len(rows) <= MOST_DISTINCT:
                found[columns[name]] = Counter(rows)
    return found


def _words(target: Target) -> tuple[str, ...]:
    """What may stand in a column of which there are few: choices, countries, colleagues."""
    if target.to == "people":
        people = User.objects.filter(is_active=True).order_by("name")
        return tuple(people.values_list("name", flat=True)[:MOST_WORDS])
    if target.to == "teams":
        return tuple(Team.objects.order_by("name").values_list("name", flat=True)[:MOST_WORDS])
    if target.sort is Sort.COUNTRY:
        return tuple(name for _, name in places.countries())
    return tuple(show(label) for label in target.choices.values())


def _no_choice(
    heading: str, target: Target, said: tuple[str, ...], cells: Mapping[str, int]
) -> Iterable[Otherwise]:
    for cell, rows in cells.items():
        near = process.extractOne(cell, said, scorer=fuzz.ratio, score_cutoff=PERHAPS)
        likely = near[0] if near else ""
        yield Otherwise(heading, cell, rows, target.label, likely, said)


def _nearly(
    heading: str, target: Target, cells: Mapping[str, int], reach: Reach
) -> Iterable[Otherwise]:
    """Names that we do not know, but nearly."""
    names = _known_names(target.to, reach)
    if not names:
        return
    by_spelling = {normal(name): name for name in names}
    exact = {name.casefold() for name in names}
    for cell, rows in sorted(cells.items(), key=lambda one: -one[1])[:MOST_CELLS]:
        if cell.casefold() in exact or len(cell) < SHORTEST:
            continue
        likely = _likely(cell, by_spelling)
        if likely:
            yield Otherwise(heading, cell, rows, target.label, likely)


def _likely(cell: str, by_spelling: Mapping[str, str]) -> str:
    spelt = normal(cell)
    if spelt in by_spelling:
        return by_spelling[spelt]
    near = process.extractOne(spelt, by_spelling.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if near is None or _digits(near[0]) != _digits(spelt):
        return ""
    return by_spelling[near[0]]


def _digits(text: str) -> Sequence[str]:
    """`MG 100` and `MG 200` are alike to the eye, yet two products."""
    return re.findall(r"\d+", text)


def _known_names(kind: str, reach: Reach) -> list[str]:
    """The names of all records of a kind, numbers too; none where there are too many to compare."""
    model = kind_of(kind).model
    seen = model.objects.present().within(reach)
    columns = [name for name in ("name", "number") if hasattr(model, name)]
    rows = list(seen.values_list(*columns)[: MOST_NAMES + 1])
    if len(rows) > MOST_NAMES:
        return []
    return [name for row in rows for name in row if name]


def _wrong_cells(refused: Iterable[Rejected]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for one in refused:
        cell = one.cells.get(one.column, "")
        if cell:
            found.setdefault(one.column, Counter())[cell] += 1
    return found


_NAMED = frozenset({"products", "product_families", "customers"})
