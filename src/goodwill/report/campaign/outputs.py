"""What a run leaves in its folder: the report, the figures, every effect, every member."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from goodwill import __version__
from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison
from goodwill.analytics.benefit.incrementality.experiment import Kind
from goodwill.analytics.campaigns.plans import fingerprint
from goodwill.analytics.campaigns.uplift.choosing import UpliftChoice
from goodwill.analytics.campaigns.uplift.scoring import scored
from goodwill.analytics.errors import AnalyticsError, SettingRefused
from goodwill.analytics.figure import minor_digits
from goodwill.analytics.numerics.effects import Effect
from goodwill.analytics.tables import Frame
from goodwill.language import Language, Sentence
from goodwill.report.campaign.chapters.ranking import said_of, title_of
from goodwill.report.campaign.composing import compose
from goodwill.report.campaign.results import Measured, MeasuredAll
from goodwill.report.finding import Report
from goodwill.report.ledger import figures_json
from goodwill.report.page import html
from goodwill.report.preparing import Step
from goodwill.report.tables import Label
from goodwill.warehouse.delivering import deliver, whole, write_rows, write_text
from goodwill.warehouse.reading import Survey

REPORT, FIGURES, RUN = "report.html", "figures.json", "run.json"
EARLIER = "earlier"
"""A folder for what an earlier run told, once a later one was refused."""
EFFECTS = "effects.csv"
MEMBERS = "members"
"""A folder with one table per campaign: every member with arm, outcomes and what was known."""
MAPPING = "mapping"


@dataclass(frozen=True)
class Written:
    """The report as composed, the files that hold it, and each campaign's verdict."""

    report: Report
    files: tuple[Path, ...]
    verdicts: tuple[tuple[Label, Sentence], ...]


def write(measured: MeasuredAll, out: Path, language: Language, step: Step) -> Written:
    """Write every output in place of an earlier run's; each file appears whole or not at all.

    What is told is made before anything is written. What an earlier run told is taken away
    first, and the report comes last, so that no file speaks of another run than the report
    beside it.
    """
    label = Sentence("Writing the results")
    step(label, 0.0)
    report = compose(measured)
    texts = {FIGURES: figures_json(report), REPORT: html(report, language)}
    files = _files(measured.measured)
    out.mkdir(parents=True, exist_ok=True)
    for earlier in _earlier(out):
        earlier.unlink()
    write_text(out / RUN, _run(measured, list(files)))
    with whole(out / EFFECTS) as unfinished:
        write_rows(unfinished, _all_effects(measured, language))
    for file, each in files.items():
        deliver(
            measured.ready.warehouse,
            with_uplift(each),
            out / MEMBERS / file,
            currency=measured.ready.currency,
        )
    step(label, 0.5)
    for name, survey in measured.ready.inputs.surveys.items():
        survey.save(out / MAPPING / f"{name}.toml")
    for name, text in texts.items():
        write_text(out / name, text)
    step(label, 1.0)
    left = tuple(out / name for name in (REPORT, EFFECTS, FIGURES))
    verdicts = tuple((title_of(each), said_of(each)) for each in measured.campaigns)
    return Written(report, left, verdicts)


def with_uplift(each: Measured) -> Frame:
    """The members; where a model is offered, with what contact is expected to change for each."""
    members, choice = each.judged.experiment.members, each.uplift
    if isinstance(choice, UpliftChoice) and choice.model is not None:
        return scored(members, choice.model)
    return members


def set_aside(out: Path) -> Path | None:
    """Move what an earlier run told to `earlier`; the folder, if there was anything.

    A run that is refused leaves no report: that of an earlier one would be taken for its own.
    """
    found = _earlier(out)
    if not found:
        return None
    kept = out / EARLIER
    rmtree(kept, ignore_errors=True)
    for file in found:
        to = kept / file.relative_to(out)
        to.parent.mkdir(parents=True, exist_ok=True)
        file.replace(to)
    return kept


def refuse_to_overwrite(surveys: Mapping[str, Survey], out: Path) -> None:
    """Refuse inputs that lie where results will be written."""
    ours = {(out / name).resolve() for name in (REPORT, FIGURES, EFFECTS, RUN, MEMBERS)}
    for survey in surveys.values():
        for source in survey.sources:
            file = Path(source.file).resolve()
            if file in ours or file.parent in ours:
                raise SettingRefused(
                    Sentence(
                        "{file} lies where the results are written to and would be lost. Name "
                        "another folder with --out.",
                        file=source.file,
                    )
                )


def _earlier(out: Path) -> list[Path]:
    """What an earlier run wrote, but its mapping, which this run may be reading."""
    if not (out / RUN).is_file():
        return []
    told = [out / name for name in (REPORT, FIGURES, EFFECTS)]
    try:
        members = json.loads((out / RUN).read_text(encoding="utf-8")).get("members", [])
    except ValueError:
        members = []
    told += [out / MEMBERS / Path(name).name for name in members]
    return [*(file for file in told if file.is_file()), out / RUN]


def _all_effects(measured: MeasuredAll, language: Language) -> list[dict[str, object]]:
    return [row for each in measured.measured for row in _effects(each, language)]


def _files(found: Sequence[Measured]) -> dict[str, Measured]:
    """A file name for the members of each campaign; two ids never share one."""
    files: dict[str, Measured] = {}
    for place, each in enumerate(found, 1):
        name = _safe(each.trial.identity) or "campaign"
        taken = f"{name}.parquet".casefold() in map(str.casefold, files)
        files[f"{name}-{place}.parquet" if taken else f"{name}.parquet"] = each
    return files


def _effects(each: Measured, language: Language) -> Iterator[dict[str, object]]:
    """One row per arm, metric and slice, plain and adjusted; money in the major unit."""
    for comparison in each.judged.comparisons:
        row: dict[str, object] = {
            "campaign": each.trial.identity,
            "arm": comparison.arm,
            "metric": comparison.metric.name.removesuffix("_minor"),
            "slice": comparison.slice_name or "",
            "value": comparison.slice_value or "",
        }
        yield row | _told(each, comparison, language)


TOLD = ("treated", "control", "value", "se", "low", "high")
"""In the unit of the metric."""


def _told(each: Measured, comparison: Comparison, language: Language) -> dict[str, object]:
    """Why nothing is told, or the numbers; what a gate withholds is not in the file either."""
    withheld = each.judged.withheld
    plain, adjusted = (
        outcome if isinstance(outcome, Effect) and not withheld else None
        for outcome in (comparison.plain, comparison.adjusted)
    )
    is_money = comparison.metric.kind is Kind.AMOUNT
    factor = 10.0 ** -minor_digits(each.receipt.currency) if is_money else 1.0
    reason = withheld
    if reason is None and isinstance(comparison.plain, AnalyticsError):
        reason = comparison.plain.sentence
    return {
        "n_treated": plain.n_treated if plain else "",
        "n_control": plain.n_control if plain else "",
        **_numbers(plain, factor, TOLD, ""),
        **_numbers(adjusted, factor, TOLD[2:], "adjusted_"),
        "reason": language.say(reason) if reason else "",
    }


def _numbers(
    effect: Effect | None, factor: float, names: Sequence[str], prefix: str
) -> dict[str, object]:
    """Nothing in every column where there is no effect: columns are the same in every row."""
    called = {"value": "effect"}
    cells: dict[str, object] = {
        f"{prefix}{called.get(name, name)}": getattr(effect, name) * factor if effect else ""
        for name in names
    }
    return cells | {f"{prefix}p": effect.p if effect else ""}


def _safe(name: str) -> str:
    """A campaign's id as a file name."""
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)


def _run(measured: MeasuredAll, members: Sequence[str]) -> str:
    """What was run on what: enough to run it again and get the same."""
    ready = measured.ready
    run = {
        "goodwill": __version__,
        "as_of": ready.as_of.isoformat(),
        "currency": ready.currency,
        "engine": ready.warehouse.engine,
        "plan": None if ready.asked.plan is None else fingerprint(ready.asked.plan),
        "campaigns": [each.trial.identity for each in measured.campaigns],
        "members": members,
        "sources": {
            name: [{"file": source.file, "rows": source.rows} for source in survey.sources]
            for name, survey in ready.inputs.surveys.items()
        },
    }
    return json.dumps(run, ensure_ascii=False, indent=1) + "\n"
