"""What a run leaves in its folder: the report, the figures, every estimate, every path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from goodwill import __version__
from goodwill.analytics.benefit.pilots.measuring import Attempt
from goodwill.language import Language, Sentence
from goodwill.report.finding import Report
from goodwill.report.ledger import figures_json
from goodwill.report.page import html
from goodwill.report.pilot.composing import compose
from goodwill.report.pilot.measuring import Measured, MeasuredAll, Refused
from goodwill.report.pilot.scale import in_words
from goodwill.report.preparing import Step
from goodwill.warehouse.delivering import whole, write_rows, write_text

REPORT, FIGURES, RUN = "report.html", "figures.json", "run.json"
ESTIMATES, PATH = "estimates.csv", "path.csv"
MAPPING = "mapping"


@dataclass(frozen=True)
class Written:
    """The report as composed, and the files that hold it."""

    report: Report
    files: tuple[Path, ...]


def write(measured: MeasuredAll, out: Path, language: Language, step: Step) -> Written:
    """Write every output; each file appears whole or not at all."""
    label = Sentence("Writing the results")
    step(label, 0.0)
    out.mkdir(parents=True, exist_ok=True)
    with whole(out / ESTIMATES) as unfinished:
        write_rows(unfinished, [row for each in measured.pilots for row in _estimates(each)])
    with whole(out / PATH) as unfinished:
        write_rows(unfinished, [row for each in measured.measured for row in _paths(each)])
    step(label, 0.4)
    for name, survey in measured.ready.inputs.surveys.items():
        survey.save(out / MAPPING / f"{name}.toml")
    report = compose(measured)
    write_text(out / FIGURES, figures_json(report))
    write_text(out / REPORT, html(report, language))
    write_text(out / RUN, _run(measured))
    step(label, 1.0)
    return Written(report, tuple(out / name for name in (REPORT, ESTIMATES, PATH, FIGURES)))


NUMBERS = ("value", "se", "low", "high", "p")


def _estimates(each: Measured | Refused) -> Iterator[dict[str, object]]:
    """One row per method, refusals among them; money in major units, shares as fractions."""
    empty = dict.fromkeys((*NUMBERS, "rank_p", "n_treated", "n_control"), "")
    if isinstance(each, Refused):
        told = {"grade": "", "reasons": "", "refusal": str(each.reason)}
        yield {"pilot": each.trial.identity, "method": "", "recommended": 0, **empty, **told}
        return
    for attempt in each.result.attempts:
        yield {
            "pilot": each.trial.identity,
            "method": attempt.method.value,
            "recommended": int(attempt is each.result.recommended),
            **empty,
            **_numbers(attempt),
            **_told(each, attempt),
        }


def _numbers(attempt: Attempt) -> dict[str, object]:
    estimate = attempt.estimate
    if estimate is None:
        return {}
    effect = estimate.effect
    return {
        **{name: getattr(effect, name) for name in NUMBERS},
        "rank_p": "" if estimate.rank_p is None else estimate.rank_p,
        "n_treated": effect.n_treated,
        "n_control": effect.n_control,
    }


def _told(each: Measured, attempt: Attempt) -> dict[str, object]:
    graded, refusal = attempt.graded, attempt.refusal
    reasons = graded.reasons if graded else ()
    return {
        "grade": graded.grade.value if graded else "",
        "reasons": " ".join(str(in_words(reason, each.scale)) for reason in reasons),
        "refusal": str(in_words(refusal.sentence, each.scale)) if refusal else "",
    }


def _paths(each: Measured) -> Iterator[dict[str, object]]:
    """One row per method and period; `began` is 1 from the start on."""
    for attempt in each.result.attempts:
        if attempt.estimate is None:
            continue
        path = attempt.estimate.path
        for at, period in enumerate(path.periods):
            known = path.treated is not None and path.counterfactual is not None
            yield {
                "pilot": each.trial.identity,
                "method": attempt.method.value,
                "period": period,
                "began": int(at >= path.start),
                "gap": path.gap[at],
                "low": path.low[at],
                "high": path.high[at],
                "treated": path.treated[at] if known else "",  # type: ignore[index]
                "counterfactual": path.counterfactual[at] if known else "",  # type: ignore[index]
            }


def _run(measured: MeasuredAll) -> str:
    """What was run on what: enough to run it again and get the same."""
    ready = measured.ready
    run = {
        "goodwill": __version__,
        "as_of": ready.as_of.isoformat(),
        "currency": ready.currency,
        "engine": ready.warehouse.engine,
        "asked": asdict(ready.asked),
        "pilots": [_one(each) for each in measured.pilots],
        "sources": {
            name: [{"file": source.file, "rows": source.rows} for source in survey.sources]
            for name, survey in ready.inputs.surveys.items()
        },
    }
    return json.dumps(run, ensure_ascii=False, indent=1) + "\n"


def _one(each: Measured | Refused) -> dict[str, object]:
    told: dict[str, object] = {"pilot": each.trial.identity, "name": each.trial.title}
    if isinstance(each, Refused):
        return told | {"refused": str(each.reason)}
    best = each.result.recommended
    return told | {
        "recommended": best.method.value if best else None,
        "grade": best.graded.grade.value if best and best.graded else None,
        "verdict": each.verdict.outcome.value if each.verdict else None,
        "units": len(each.panel.units),
        "periods": list(each.panel.periods),
    }
