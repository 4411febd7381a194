"""Tables with one row a key: the first row is kept, the others are told."""

from __future__ import annotations

from pathlib import Path

from goodwill.language import Sentence
from goodwill.warehouse.reading.converted import Rejected
from goodwill.warehouse.reading.pieces import PROBLEM, ROW, SOURCE
from goodwill.warehouse.reading.rejecting import SAMPLE_ROWS
from goodwill.warehouse.reading.scratch import Scratch, quoted
from goodwill.warehouse.reading.survey import Survey

NO_KEY = Sentence("It has no key.")
REPEATED = Sentence("Its key occurs before; the first row is kept.")


def keep_one_of_each(survey: Survey, generation: Path, room: Scratch) -> tuple[int, list[Rejected]]:
    """Rewrite the parts as one file; how many rows were set aside, and some of them."""
    parts = sorted(generation.glob("*.parquet"))
    key = survey.table.key[0]
    cursor = room.cursor()
    files = "[" + ", ".join(quoted(str(part)) for part in parts) + "]"
    judged = (
        f"(SELECT *, CASE WHEN {PROBLEM} IS NOT NULL THEN 'row' WHEN {key} IS NULL THEN 'no key'"
        f" WHEN row_number() OVER (PARTITION BY {key} ORDER BY {PROBLEM} IS NOT NULL, "
        f"{SOURCE}, {ROW}) > 1"
        f" THEN 'repeated' END AS goodwill_aside FROM read_parquet({files}))"
    )
    whole = room.new_file(".parquet")
    cursor.execute(f"COPY (FROM {judged}) TO {quoted(str(whole))} (FORMAT parquet)")
    judged = f"read_parquet({quoted(str(whole))})"
    counted = cursor.execute(f"SELECT count(goodwill_aside) FROM {judged}").fetchone()
    told = [
        Rejected(source.file, row, source.column(key), value or "", reason)
        for place, row, value, reason in _told(judged, key, room)
        for source in (survey.sources[place],)
    ]  # fmt: skip
    for part in parts:
        part.unlink()
    cursor.execute(
        f"COPY (SELECT * EXCLUDE ({SOURCE}, {ROW}, {PROBLEM}, goodwill_aside) FROM {judged}"
        f" WHERE goodwill_aside IS NULL ORDER BY {SOURCE}, {ROW})"
        f" TO {quoted(str(generation / 'part-0.parquet'))} (FORMAT parquet)"
    )
    whole.unlink()
    return int(counted[0]) if counted else 0, told


def _told(judged: str, key: str, room: Scratch) -> list[tuple[int, int, str | None, Sentence]]:
    rows = room.cursor().execute(
        f"SELECT {SOURCE}, {ROW}, {key}, goodwill_aside FROM {judged}"
        " WHERE goodwill_aside IN ('no key', 'repeated')"
        f" QUALIFY row_number() OVER (PARTITION BY {SOURCE}, goodwill_aside ORDER BY {ROW})"
        f" <= {SAMPLE_ROWS} ORDER BY 1, 2"
    ).fetchall()  # fmt: skip
    return [(source, row, value, NO_KEY if aside == "no key" else REPEATED)
            for source, row, value, aside in rows]  # fmt: skip
