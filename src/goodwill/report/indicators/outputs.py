"""What a run leaves in its folder: the report, the figures, every cell, how files were read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from goodwill import __version__
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.watching.alerts import Watched
from goodwill.analytics.benefit.indicators.watching.targets import Status, judged, target_for
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Number
from goodwill.language import Language, Sentence
from goodwill.report.finding import Report
from goodwill.report.indicators.composing import compose
from goodwill.report.indicators.measuring import Measured
from goodwill.report.indicators.rows import Row
from goodwill.report.ledger import figures_json
from goodwill.report.page import html
from goodwill.report.paper import pdf
from goodwill.report.preparing import Step
from goodwill.warehouse.delivering import whole, write_rows, write_text

REPORT, PAPER, FIGURES, RUN = "report.html", "report.pdf", "figures.json", "run.json"
CELLS, BESIDE = "indicators.csv", "beside.csv"
MAPPING = "mapping"


@dataclass(frozen=True)
class Written:
    """The report as composed, and the files that hold it."""

    report: Report
    files: tuple[Path, ...]


def write(
    measured: Measured, out: Path, language: Language, step: Step, *, paper: bool = False
) -> Written:
    """Write every output; each file appears whole or not at all."""
    label = Sentence("Writing the results")
    step(label, 0.0)
    out.mkdir(parents=True, exist_ok=True)
    with whole(out / CELLS) as unfinished:
        write_rows(unfinished, [*_cells(measured, language)])
    with whole(out / BESIDE) as unfinished:
        write_rows(unfinished, [*_beside(measured, language)] or [dict.fromkeys(BESIDE_COLUMNS)])
    for name, survey in measured.ready.inputs.surveys.items():
        if any(source.ready is None for source in survey.sources):
            survey.save(out / MAPPING / f"{name}.toml")
    step(label, 0.3)
    report = compose(measured)
    write_text(out / FIGURES, figures_json(report))
    write_text(out / REPORT, html(report, language))
    write_text(out / RUN, _run(measured))
    names = [REPORT, CELLS, BESIDE, FIGURES]
    if paper:
        step(label, 0.6)
        with whole(out / PAPER) as unfinished:
            unfinished.write_bytes(pdf(report, language))
        names.append(PAPER)
    step(label, 1.0)
    return Written(report, tuple(out / name for name in names))


def refuse_to_overwrite(folder: Path, out: Path) -> None:
    """Refuse to write results among the tables, where the next run would read them."""
    if folder.resolve() == out.resolve():
        raise SettingRefused(
            Sentence(
                "The results would be written among the tables of {folder}. Name another folder "
                "with --out.",
                folder=str(folder),
            )
        )


def _told_cells(measured: Measured) -> Iterator[tuple[Row, Cell]]:
    for row in measured.rows:
        for cell in (*row.cells, *row.parts):
            yield row, cell
        for cut in measured.cuts:
            for cell in cut.cells.get(row.indicator.id, ()):
                yield row, cell


def _cells(measured: Measured, language: Language) -> Iterator[dict[str, object]]:
    """One row for each indicator, period and part; money in major units, shares as fractions."""
    for row, cell in _told_cells(measured):
        standing = judged(cell, row.indicator, target_for(cell, row.indicator, measured.targets))
        alarm = next((each for each in row.watched if each.cell == cell), None)
        yield {
            "id": cell.indicator_id,
            "name": language.say(row.indicator.label),
            "group": row.indicator.group.value,
            "unit": row.indicator.unit.value,
            "period": cell.period.name,
            "from": cell.period.starts_on.isoformat(),
            "until": cell.period.last_on.isoformat(),
            **_part(cell),
            **{name: _plain(getattr(cell, name)) for name in NUMBERS},
            "n": cell.n,
            "is_open": int(cell.is_open),
            "status": "" if standing.status is Status.NO_TARGET else standing.status.value,
            **_target(standing.target),
            "alarm": alarm.alarm.value if alarm is not None and alarm.alarm is not None else "",
            **_usual(alarm),
            "version": cell.version,
            "as_of": cell.as_of.isoformat(),
            "remark": language.say(cell.remark) if cell.remark else "",
            "reason": language.say(cell.reason) if cell.reason else "",
        }


NUMBERS = ("value", "numerator", "denominator", "low", "high", "level")


def _part(cell: Cell) -> dict[str, object]:
    """What it is cut by and the part; both empty for the whole."""
    return {"cut": ",".join(cell.cut), "part": ",".join(cell.cut.values())}


def _target(target: object) -> dict[str, object]:
    return {f"target_{end}": _plain(getattr(target, end, None)) for end in ("low", "high")}


def _usual(watched: Watched | None) -> dict[str, object]:
    """What the periods before let expect."""
    return {
        f"usual_{name}": _plain(getattr(watched, name, None))
        for name in ("expected", "low", "high")
    }


BESIDE_COLUMNS = ("id", "period", "cut", "part", "code", "label", "value")


def _beside(measured: Measured, language: Language) -> Iterator[dict[str, object]]:
    """The further numbers of each cell, one a row."""
    for row, cell in _told_cells(measured):
        labels = {each.code: each.label for each in row.indicator.beside}
        for code, value in cell.beside.items():
            label = labels.get(code)
            yield {
                "id": cell.indicator_id,
                "period": cell.period.name,
                **_part(cell),
                "code": code,
                "label": language.say(label) if label else code,
                "value": _plain(value),
            }


def _plain(value: Number | None) -> object:
    return "" if value is None else value


def _run(measured: Measured) -> str:
    """What was run on what: enough to run it again and get the same."""
    ready = measured.ready
    run = {
        "goodwill": __version__,
        "as_of": ready.as_of.isoformat(),
        "currency": ready.currency,
        "engine": ready.warehouse.engine,
        "asked": _json(asdict(ready.asked)),
        "periods": [period.name for period in ready.question.periods],
        "indicators": {row.indicator.id: row.indicator.version for row in measured.rows},
        "refused": {name: str(why) for name, why in ready.inputs.refused.items()},
        "sources": {
            name: [{"file": source.file, "rows": source.rows} for source in survey.sources]
            for name, survey in ready.inputs.surveys.items()
        },
    }
    return json.dumps(run, ensure_ascii=False, indent=1) + "\n"


def _json(value: object) -> object:
    """Dates as text, mappings and rows of values as JSON has them."""
    if isinstance(value, Mapping):
        return {str(name): _json(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
