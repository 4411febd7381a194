"""What a plan leaves in its folder: the report, the members with their arms, everybody's place."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import narwhals as nw
import pyarrow as pa

from goodwill import __version__
from goodwill.analytics.campaigns.audiences.audience import (
    BARRED,
    BEYOND,
    IN,
    NOT_MEANT,
    SEPARATOR,
    Audience,
)
from goodwill.analytics.campaigns.audiences.reasons import label as reason_label
from goodwill.language import Language, Sentence
from goodwill.report.campaign.plan.composing import compose
from goodwill.report.campaign.plan.earlier import (
    MEMBERS,
    MEMBERS_CSV,
    PLAN,
    RUN,
    set_aside,
)
from goodwill.report.campaign.plan.measuring import Planned
from goodwill.report.campaign.plan.preparing import Drawn
from goodwill.report.finding import Report
from goodwill.report.ledger import figures_json
from goodwill.report.page import html
from goodwill.report.preparing import Step
from goodwill.warehouse import Warehouse
from goodwill.warehouse.delivering import deliver, whole, write_text

REPORT, FIGURES = "report.html", "figures.json"
AUDIENCE = "audience.csv"
"""Every customer with standing and reasons; its columns `standing` and `barred` hold codes."""

MAPPING = "mapping"
RESULTS = (REPORT, FIGURES, AUDIENCE, MEMBERS, MEMBERS_CSV, RUN)

__all__ = ["AUDIENCE", "MEMBERS", "REPORT", "RESULTS", "Written", "write"]

STANDINGS = {
    IN: Sentence("In the campaign"),
    NOT_MEANT: Sentence("Not meant: a condition is not met"),
    BARRED: Sentence("Barred"),
    BEYOND: Sentence("Beyond the limit"),
}


@dataclass(frozen=True)
class Written:
    """The report as composed, and the files that hold it."""

    report: Report
    files: tuple[Path, ...]


def write(planned: Planned, out: Path, language: Language, step: Step) -> Written:
    """Write every output; each file appears whole or not at all.

    An assignment that this very plan drew before stays as it is. That of another plan is
    moved to `earlier/`, under its fingerprint.
    """
    label = Sentence("Writing the results")
    step(label, 0.0)
    out.mkdir(parents=True, exist_ok=True)
    report = compose(planned)
    earlier = planned.prepared.inputs.earlier
    copied = planned.prepared.inputs.file.read_bytes()
    if earlier is not None and not planned.prepared.is_kept:
        set_aside(out, earlier)
    names = [REPORT, FIGURES]
    if planned.drawn is not None:
        names += _write_members(planned, planned.drawn, out)
        step(label, 0.3)
        names += _write_audience(planned.prepared.warehouse, planned.drawn, out, language)
    else:
        (out / AUDIENCE).unlink(missing_ok=True)
    step(label, 0.6)
    orders = planned.prepared.inputs.orders
    for name, survey in orders.surveys.items() if orders else ():
        survey.save(out / MAPPING / f"{name}.toml")
    with whole(out / PLAN) as unfinished:
        unfinished.write_bytes(copied)
    write_text(out / FIGURES, figures_json(report))
    write_text(out / REPORT, html(report, language))
    write_text(out / RUN, _run(planned))
    step(label, 1.0)
    return Written(report, tuple(out / name for name in names))


def _write_members(planned: Planned, drawn: Drawn, out: Path) -> list[str]:
    """Once drawn, an assignment is not written again: somebody may have been contacted by it."""
    if not planned.prepared.is_kept:
        deliver(
            planned.prepared.warehouse,
            drawn.members,
            out / MEMBERS,
            csv=out / MEMBERS_CSV,
            order_by=("customer_id",),
        )
    elif not (out / MEMBERS_CSV).is_file():
        again = planned.prepared.warehouse.scratch / MEMBERS
        shutil.copy(out / MEMBERS, again)
        deliver(
            planned.prepared.warehouse,
            planned.prepared.warehouse.scan(again),
            planned.prepared.warehouse.scratch / "again.parquet",
            csv=out / MEMBERS_CSV,
            order_by=("customer_id",),
        )
    return [MEMBERS_CSV, MEMBERS]


def _write_audience(warehouse: Warehouse, drawn: Drawn, out: Path, language: Language) -> list[str]:
    """Everybody, with codes for machines and words for people."""
    found = drawn.audience
    is_barred = nw.col("standing") == BARRED
    places = found.customers.with_columns(
        _key=_key(), barred=nw.when(is_barred).then(nw.col("barred"))
    )
    words = warehouse.settle(_words(found, language))
    names = ["name"] * ("name" in found.customers.collect_schema().names())
    told = (
        places.join(words, on="_key", how="left")
        .join(drawn.members.select("customer_id", "arm"), on="customer_id", how="left")
        .select("customer_id", *names, "standing", "arm", "barred", "place", "reasons_in_words")
        .rename({"reasons_in_words": "reasons"})
    )
    scratch = warehouse.scratch / "audience.parquet"
    deliver(warehouse, told, scratch, csv=out / AUDIENCE, order_by=("customer_id",))
    return [AUDIENCE]


def _key() -> nw.Expr:
    codes = nw.coalesce(nw.col("reasons"), nw.lit(""))
    return nw.concat_str([nw.col("standing"), codes], separator="|")


def _words(found: Audience, language: Language) -> nw.DataFrame[pa.Table]:
    """One row per standing and set of reasons that there is."""
    rows = (
        found.customers.select("standing", "reasons", _key=_key())
        .unique()
        .collect()
        .rows(named=True)
    )
    told = {
        "_key": pa.array([row["_key"] for row in rows], pa.string()),
        "place": [language.say(STANDINGS[row["standing"]]) for row in rows],
        "reasons_in_words": pa.array(
            [_reasons(row["reasons"], found, language) for row in rows], pa.string()
        ),
    }
    return nw.from_native(pa.table(told), eager_only=True)


def _reasons(codes: str | None, found: Audience, language: Language) -> str | None:
    if codes is None:
        return None
    words = (language.say(reason_label(code, found.blocked)) for code in codes.split(SEPARATOR))
    return SEPARATOR.join(words)


def _run(planned: Planned) -> str:
    """What was run on what: enough to run it again and get the same."""
    prepared = planned.prepared
    run = {
        "goodwill": __version__,
        "campaign": prepared.plan.campaign,
        "fingerprint": prepared.fingerprint,
        "as_of": prepared.as_of.isoformat(),
        "currency": prepared.currency,
        "engine": prepared.warehouse.engine,
        "arms": planned.drawn.arms if planned.drawn else {},
        "sources": {name: list(files) for name, files in prepared.inputs.sources.items()},
    }
    return json.dumps(run, ensure_ascii=False, indent=1) + "\n"
