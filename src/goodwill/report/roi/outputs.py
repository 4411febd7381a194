"""What a run leaves in its folder: the report, the model to compute with, figures and tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from goodwill import __version__
from goodwill.analytics.benefit.returns.lines import BenefitLine
from goodwill.analytics.benefit.returns.register import Benefit
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Language, Sentence
from goodwill.report.finding import Report
from goodwill.report.ledger import figures_json
from goodwill.report.page import html
from goodwill.report.paper import pdf
from goodwill.report.preparing import Step
from goodwill.report.roi.composing import compose
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.model.workbook import write_model
from goodwill.warehouse.delivering import whole, write_rows, write_text

REPORT, PAPER, MODEL = "report.html", "report.pdf", "model.xlsx"
FIGURES, RUN, FLOWS, REGISTER = "figures.json", "run.json", "flows.csv", "register.csv"
MAPPING = "mapping"

Row = Mapping[str, object]


@dataclass(frozen=True)
class Written:
    """The report as composed, the files that hold it, and why one of them is not there."""

    report: Report
    files: tuple[Path, ...]
    lacking: tuple[Sentence, ...] = ()


def write(measured: Measured, out: Path, language: Language, step: Step) -> Written:
    """Write every output; each file appears whole or not at all."""
    label = Sentence("Writing the results")
    step(label, 0.0)
    out.mkdir(parents=True, exist_ok=True)
    with whole(out / FLOWS) as unfinished:
        write_rows(unfinished, list(_flows(measured)))
    with whole(out / REGISTER) as unfinished:
        write_rows(unfinished, list(_register(measured)))
    for name, survey in measured.ready.inputs.surveys.items():
        survey.save(out / MAPPING / f"{name}.toml")
    with whole(out / MODEL) as unfinished:
        write_model(measured, unfinished, language)
    step(label, 0.3)
    report = compose(measured)
    write_text(out / FIGURES, figures_json(report))
    write_text(out / REPORT, html(report, language))
    write_text(out / RUN, _run(measured))
    step(label, 0.6)
    lacking = _paper(report, out, language)
    step(label, 1.0)
    names = (REPORT, *([] if lacking else [PAPER]), MODEL, FLOWS, REGISTER, FIGURES)
    return Written(report, tuple(out / name for name in names), lacking)


def _paper(report: Report, out: Path, language: Language) -> tuple[Sentence, ...]:
    """Nothing, or why there is no PDF: without a font everything else is written all the same."""
    try:
        made = pdf(report, language)
    except SettingRefused as refusal:
        (out / PAPER).unlink(missing_ok=True)
        return (refusal.sentence,)
    with whole(out / PAPER) as unfinished:
        unfinished.write_bytes(made)
    return ()


def _flows(measured: Measured) -> Iterator[Row]:
    """One row per entry and year, then the sums; major units."""
    appraisal = measured.appraisal
    for line in appraisal.lines.all:
        gross = line.gross if isinstance(line, BenefitLine) else line.planned
        for year in range(appraisal.lines.horizon + 1):
            yield {
                "year": year,
                "side": "benefit" if isinstance(line, BenefitLine) else "cost",
                "entry": line.id,
                "name": str(line.name),
                "gross": gross[year],
                "unadjusted": line.unadjusted[year],
                "risk_adjusted": line.adjusted[year],
                "present_value": float(line.adjusted[year]) * appraisal.years[year].discount,
            }
    for each in appraisal.years:
        yield {
            "year": each.year,
            "side": "net",
            "entry": "",
            "name": "",
            "gross": each.gross - each.planned_costs,
            "unadjusted": each.realised - each.planned_costs,
            "risk_adjusted": each.net,
            "present_value": each.today,
        }


def _register(measured: Measured) -> Iterator[Row]:
    """One row per benefit, those without money after the others."""
    for each in measured.progress:
        line = each.line
        yield {
            **_told(each.benefit),
            "state": each.state.value,
            "worth": line.worth,
            "attribution": line.credit.share,
            "overlap": line.overlap.share,
            "risk": line.risk,
            "present_value": measured.appraisal.worth(line).value,
            "planned_to_date": each.planned,
            "realised_to_date": each.realised,
        }
    rest = ("state", "worth", "attribution", "overlap", "risk", "present_value")
    for benefit in measured.appraisal.lines.listed:
        empty = dict.fromkeys((*rest, "planned_to_date", "realised_to_date"), "")
        yield {**_told(benefit), **empty}


def _told(benefit: Benefit) -> Row:
    baseline = benefit.baseline
    return {
        "id": benefit.id,
        "name": str(benefit.name),
        "kind": benefit.kind.value,
        "rung": benefit.rung.value,
        "direct": int(benefit.is_direct),
        "driver": benefit.driver,
        "formula": benefit.formula,
        "owner": benefit.owner,
        "stage": benefit.stage,
        "segment": benefit.segment,
        "baseline": "" if baseline is None else baseline.value,
        "target": "" if benefit.target is None else benefit.target,
        "measured": "" if benefit.measured is None else benefit.measured,
        "grade": benefit.grade.value,
        "status": benefit.status.value,
        "evidence": benefit.evidence,
    }


def _run(measured: Measured) -> str:
    """What was run on what: enough to run it again and get the same."""
    programme, inputs = measured.appraisal.programme, measured.ready.inputs
    found = measured.ready.actuals
    run = {
        "goodwill": __version__,
        "programme": programme.id,
        "file": inputs.file,
        "as_of": programme.told_on.isoformat(),
        "currency": programme.currency,
        "rate": str(programme.rate),
        "horizon": programme.horizon,
        "draws": programme.simulating.draws,
        "seed": programme.simulating.seed,
        "years_from_the_ledger": list(found.years) if found else [],
        "sources": {
            name: [{"file": source.file, "rows": source.rows} for source in survey.sources]
            for name, survey in inputs.surveys.items()
        },
    }
    return json.dumps(run, ensure_ascii=False, indent=1) + "\n"
