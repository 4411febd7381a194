"""What a run leaves in its folder: the report, the figures, and the tables behind them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from goodwill import __version__
from goodwill.analytics.information.cuts import with_customer_attributes
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.language import Language, Sentence
from goodwill.report.finding import Report
from goodwill.report.ledger import figures_json
from goodwill.report.page import html
from goodwill.report.preparing import Step
from goodwill.report.value.advising import Offered
from goodwill.report.value.composing import compose
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.warehouse import Warehouse
from goodwill.warehouse.delivering import deliver, write_text

REPORT, FIGURES = "report.html", "figures.json"
CUSTOMERS, CUSTOMERS_CSV, LINES = "customers.parquet", "customers.csv", "lines.parquet"
SET_ASIDE = "set-aside.csv"
OFFERS = "offers.csv"
EQUITY = "equity"
"""A folder with one small table per day measured: what the next run compares itself with."""
MAPPING = "mapping"
RUN = "run.json"


@dataclass(frozen=True)
class Written:
    """The report as composed, and the files that hold it."""

    report: Report
    files: tuple[Path, ...]


def write(
    warehouse: Warehouse, measured: Measured, out: Path, language: Language, step: Step
) -> Written:
    """Write every output; each file appears whole or not at all."""
    label = Sentence("Writing the results")
    step(label, 0.0)
    out.mkdir(parents=True, exist_ok=True)
    deliver(
        warehouse,
        _known_columns(measured),
        out / CUSTOMERS,
        csv=out / CUSTOMERS_CSV,
        order_by=("rank", "customer_id"),
        currency=measured.currency,
    )
    step(label, 0.4)
    deliver(warehouse, measured.prepared.lines, out / LINES)
    step(label, 0.6)
    deliver(
        warehouse,
        _set_aside(warehouse, measured),
        warehouse.scratch / "set-aside.parquet",
        csv=out / SET_ASIDE,
        order_by=("file", "row"),
        currency=measured.currency,
    )
    step(label, 0.7)
    if isinstance(measured.forecast, Forecast):
        worth = measured.forecast.customers.select(*WORTH)
        deliver(warehouse, worth, out / EQUITY / f"{measured.as_of.isoformat()}.parquet")
    has_offers = _write_offers(warehouse, measured, out)
    for name, survey in measured.prepared.inputs.surveys.items():
        survey.save(out / MAPPING / f"{name}.toml")
    report = compose(measured)
    write_text(out / FIGURES, figures_json(report))
    write_text(out / REPORT, html(report, language))
    write_text(out / RUN, _run(measured))
    step(label, 1.0)
    names = (REPORT, CUSTOMERS_CSV, CUSTOMERS, *[OFFERS] * has_offers, SET_ASIDE, FIGURES, LINES)
    return Written(report, tuple(out / name for name in names))


def _write_offers(warehouse: Warehouse, measured: Measured, out: Path) -> bool:
    """The offers of every customer, best first; none of an earlier run is left to mislead."""
    forecast = measured.forecast
    if not isinstance(forecast, Forecast) or not isinstance(forecast.advice.offered, Offered):
        (out / OFFERS).unlink(missing_ok=True)
        return False
    deliver(
        warehouse,
        forecast.advice.offered.offers,
        warehouse.scratch / "offers.parquet",
        csv=out / OFFERS,
        order_by=("customer_id", "rank"),
        currency=measured.currency,
    )
    return True


WORTH = ("customer_id", "residual_value_minor", "p_alive")


def earlier_equity(warehouse: Warehouse, folder: Path, before: date) -> Frame | None:
    """What customers were worth at the last run that spoke of an earlier day, if there was one."""
    days = sorted(file.stem for file in (folder / EQUITY).glob("*.parquet"))
    earlier = [day for day in days if day < before.isoformat()]
    return warehouse.scan(folder / EQUITY / f"{earlier[-1]}.parquet") if earlier else None


def _known_columns(measured: Measured) -> Frame:
    """Without a cost, profit would only repeat the revenue under a better name."""
    if measured.prepared.basis is Basis.PROFIT:
        return measured.customers
    return measured.customers.drop("profit_minor")


def _set_aside(warehouse: Warehouse, measured: Measured) -> Frame:
    """The rows that were not used, with file, row and reason: to mend and to give again."""
    sources = measured.prepared.inputs.surveys["order_lines"].sources
    names = pa.table(
        {
            "source_id": pa.array(range(len(sources)), pa.int32()),
            "file": [Path(source.file).name for source in sources],
        }
    )
    file = warehouse.scratch / "sources.parquet"
    pq.write_table(names, file)
    aside = measured.prepared.lines.filter(~nw.col("set_aside").is_null())
    return aside.join(warehouse.scan(file), on="source_id", how="left").select(
        "file",
        nw.col("source_row").alias("row"),
        nw.col("set_aside").alias("reason"),
        *("customer_id", "order_id", "ordered_on", "product_id", "description", "amount_minor"),
    )


def is_output(folder: Path) -> bool:
    """Whether a folder is what `write` leaves."""
    return all((folder / name).is_file() for name in (LINES, CUSTOMERS, RUN))


def used_lines(warehouse: Warehouse, folder: Path) -> tuple[Frame, str]:
    """The lines used of an earlier run, with what was known of their customers; the currency."""
    run = json.loads((folder / RUN).read_text(encoding="utf-8"))
    lines = warehouse.scan(folder / LINES).filter(nw.col("set_aside").is_null())
    if run["attributes"]:
        customers = warehouse.scan(folder / CUSTOMERS)
        known = customers.select("customer_id", *run["attributes"])
        lines = with_customer_attributes(lines, known)
    return lines, run["currency"]


def _run(measured: Measured) -> str:
    """What was run on what: enough to run it again and get the same."""
    prepared = measured.prepared
    run = {
        "goodwill": __version__,
        "as_of": prepared.as_of.isoformat(),
        "currency": prepared.currency,
        "basis": prepared.basis.value,
        "engine": prepared.warehouse.engine,
        "attributes": list(prepared.attributes),
        "sources": {
            name: [{"file": source.file, "rows": source.rows} for source in survey.sources]
            for name, survey in prepared.inputs.surveys.items()
        },
    }
    return json.dumps(run, ensure_ascii=False, indent=1) + "\n"
