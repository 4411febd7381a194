"""What a run leaves in its folder: the report, the figures, and the tables behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from goodwill import __version__
from goodwill.analytics.benefit.costing.ledger.explaining import why
from goodwill.analytics.benefit.costing.sharing.capacity import PoolMonth
from goodwill.analytics.benefit.costing.yearmonths import said
from goodwill.analytics.figure import major
from goodwill.language import Language, Sentence
from goodwill.report.cost.composing import compose
from goodwill.report.cost.flagging import COLUMNS, flag_rows
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.profiting import Profit
from goodwill.report.cost.watching import Budgeted
from goodwill.report.finding import Report
from goodwill.report.ledger import figures_json
from goodwill.report.page import html
from goodwill.report.paper import pdf
from goodwill.report.preparing import Step
from goodwill.warehouse.delivering import deliver, whole, write_rows, write_text

REPORT, PDF, FIGURES, RUN = "report.html", "report.pdf", "figures.json", "run.json"
TO_SERVE, TO_SERVE_PARQUET = "cost_to_serve.csv", "cost_to_serve.parquet"
ALLOCATION, CUSTOMERS = "allocation.parquet", "customers.csv"
CAPACITY, STAGES, BUDGET = "capacity.csv", "stage_costs.csv", "budget.csv"
FLAGS, SET_ASIDE, UNASSIGNED = "flags.csv", "set-aside.csv", "unassigned.csv"
MAPPING = "mapping"
Rows = Sequence[Mapping[str, object]]

CAPACITY_COLUMNS = (
    *("department", "period", "people", "paid_minutes", "practical_minutes", "used_minutes"),
    *("use", "activities", "own", "platform", "pool", "rate_per_minute", "assigned"),
    *("unused_minutes", "unused", "overload_minutes", "overload", "is_estimate"),
)
STAGE_COLUMNS = ("period", "stage", "amount", "estimated", "minutes")
BUDGET_COLUMNS = (
    *("period", "subcategory", "department", "plan", "actual", "difference"),
    *("volume", "efficiency", "rate", "not_split", "planned_quantity", "actual_quantity"),
)
SET_ASIDE_COLUMNS = ("file", "row", "entry_id", "currency", "amount", "code", "reason")
LINE_COLUMNS = (
    *("period", "what", "reason", "department", "subcategory", "driver"),
    *("amount", "entries", "is_estimate", "why"),
)


@dataclass(frozen=True)
class Written:
    """The report as composed, and the files that hold it."""

    report: Report
    files: tuple[Path, ...]


def write(
    measured: Measured, out: Path, language: Language, step: Step, *, paper: bool = False
) -> Written:
    """Write every output; each file appears whole or not at all.

    `paper` also sets report.pdf. Files of an earlier run that this one has not are taken away.
    """
    label = Sentence("Writing the results")
    step(label, 0.0)
    out.mkdir(parents=True, exist_ok=True)
    _deliver(measured, out)
    step(label, 0.5)
    small: dict[str, tuple[Sequence[str], Rows]] = {
        CAPACITY: (CAPACITY_COLUMNS, [_month(measured, m) for m in measured.allocation.capacity]),
        STAGES: (STAGE_COLUMNS, list(_stages(measured))),
        BUDGET: (BUDGET_COLUMNS, list(_budget(measured))),
        FLAGS: (COLUMNS, flag_rows(measured)),
        SET_ASIDE: (SET_ASIDE_COLUMNS, list(_set_aside(measured))),
        UNASSIGNED: (LINE_COLUMNS, list(_lines(measured))),
    }
    for name, (columns, rows) in small.items():
        _write_table(out / name, columns, rows)
    for name, survey in measured.ready.inputs.surveys.items():
        survey.save(out / MAPPING / f"{name}.toml")
    report = compose(measured)
    write_text(out / FIGURES, figures_json(report))
    write_text(out / REPORT, html(report, language))
    write_text(out / RUN, _run(measured))
    _write_pdf(report, out / PDF, language, wanted=paper)
    step(label, 1.0)
    names = (
        *(REPORT, *([PDF] if paper else []), TO_SERVE, FLAGS, CAPACITY, STAGES, BUDGET),
        *(*([CUSTOMERS] if isinstance(measured.profit, Profit) else []), ALLOCATION),
        *(UNASSIGNED, SET_ASIDE, FIGURES),
    )
    return Written(report, tuple(out / name for name in names))


def _deliver(measured: Measured, out: Path) -> None:
    warehouse, currency = measured.ready.warehouse, measured.currency
    columns = ("customer_id", "spent_on", "spent_day", "amount_minor", "activity", "currency")
    deliver(
        warehouse,
        measured.to_serve.select(*columns),
        out / TO_SERVE_PARQUET,
        csv=out / TO_SERVE,
        order_by=("customer_id", "spent_on", "activity"),
        currency=currency,
    )
    deliver(
        warehouse,
        measured.allocation.costs,
        out / ALLOCATION,
        order_by=("period", "customer_id", "department", "kind"),
        currency=currency,
    )
    found = measured.profit
    if not isinstance(found, Profit):
        (out / CUSTOMERS).unlink(missing_ok=True)
        return
    deliver(
        warehouse,
        found.ranked.select(
            *("rank", "customer_id", "orders", "revenue_minor", "cost_minor"),
            *("cost_to_serve_minor", "value_minor", "customer_share"),
        ),
        warehouse.scratch / "profit.parquet",
        csv=out / CUSTOMERS,
        order_by=("rank",),
        currency=currency,
    )


def _write_table(file: Path, columns: Sequence[str], rows: Rows) -> None:
    """With its heading even where it has no rows."""
    with whole(file) as unfinished:
        if rows:
            write_rows(unfinished, rows)
        else:
            unfinished.write_text(",".join(columns) + "\r\n", encoding="utf-8-sig")


def _write_pdf(report: Report, file: Path, language: Language, *, wanted: bool) -> None:
    if not wanted:
        file.unlink(missing_ok=True)
        return
    made = pdf(report, language)
    with whole(file) as unfinished:
        unfinished.write_bytes(made)


def _month(measured: Measured, m: PoolMonth) -> Mapping[str, object]:
    capacity, pool = m.capacity, m.pool
    row = (
        *(m.department, said(m.period), capacity.people, capacity.paid_minutes),
        *(round(float(capacity.practical_minutes), 3), round(float(m.used_minutes), 3)),
        *(round(float(m.used_minutes / capacity.practical_minutes), 4), m.activities),
        *(_major(measured, pool.own_minor), _major(measured, pool.platform_minor)),
        _major(measured, pool.pool_minor),
        round(float(_major(measured, 1)) * float(m.rate_minor), 6),
        *(_major(measured, m.assigned_minor), round(float(m.unused_minutes), 3)),
        *(_major(measured, m.unused_minor), round(float(m.overload_minutes), 3)),
        *(_major(measured, m.overload_minor), int(pool.is_estimate)),
    )
    return dict(zip(CAPACITY_COLUMNS, row, strict=True))


def _stages(measured: Measured) -> Iterator[Mapping[str, object]]:
    if measured.stage_spend is None:
        return
    for (period, stage), spend in sorted(measured.stage_spend.spends.items()):
        yield {
            "period": said(period),
            "stage": stage,
            "amount": _major(measured, spend.amount_minor),
            "estimated": _major(measured, spend.estimated_minor),
            "minutes": round(spend.minutes, 3),
        }


def _budget(measured: Measured) -> Iterator[Mapping[str, object]]:
    found = measured.watching.budgeted
    if not isinstance(found, Budgeted):
        return
    for line in found.fine:
        place, plan, split = dict(line.cut), line.plan, line.split
        parts = (
            (split.volume_minor, split.efficiency_minor, split.rate_minor, split.unsplit_minor)
            if split
            else (None, None, None, None)
        )
        amounts = (
            plan.amount_minor if plan else None,
            line.actual.amount_minor,
            line.difference_minor,
            *parts,
        )
        row = (
            *(said(line.period), place.get("subcategory", ""), place.get("department", "")),
            *("" if amount is None else _major(measured, amount) for amount in amounts),
            *("" if plan is None or plan.quantity is None else plan.quantity,),
            "" if line.actual.quantity is None else line.actual.quantity,
        )
        yield dict(zip(BUDGET_COLUMNS, row, strict=True))


def _set_aside(measured: Measured) -> Iterator[Mapping[str, object]]:
    """The rows that do not count, with row and reason: to mend and to give again."""
    ready = measured.ready
    rows = ready.whole.rejected.sort("source_row").collect("pyarrow").rows(named=True)
    for row in rows:
        amount, code = row["amount_minor"], str(row["currency"] or ready.currency)
        yield {
            "file": ready.inputs.file("cost_entries"),
            "row": row["source_row"],
            "entry_id": row["entry_id"] or "",
            "currency": row["currency"] or "",
            "amount": "" if amount is None else major(int(amount), code),
            "code": row["code"],
            "reason": str(why(row["code"], row["about"])),
        }


def _lines(measured: Measured) -> Iterator[Mapping[str, object]]:
    """Unused capacity, company level and what is not assigned: all that no customer bears."""
    found = measured.allocation
    groups = (
        ("unused", found.unused),
        ("sustaining", found.sustaining),
        ("unassigned", found.unassigned),
    )
    for what, lines in groups:
        for line in lines:
            yield {
                "period": said(line.period),
                "what": what,
                "reason": line.reason.value,
                "department": line.department or "",
                "subcategory": line.subcategory or "",
                "driver": line.driver or "",
                "amount": _major(measured, line.amount_minor),
                "entries": line.entries,
                "is_estimate": int(line.is_estimate),
                "why": str(line.reason.label),
            }


def _major(measured: Measured, amount_minor: int) -> Decimal:
    return major(amount_minor, measured.currency)


def _run(measured: Measured) -> str:
    """What was run on what: enough to run it again and get the same."""
    ready, identity = measured.ready, measured.allocation.identity
    asked = ready.asked
    run = {
        "goodwill": __version__,
        "as_of": ready.as_of.isoformat(),
        "currency": ready.currency,
        "engine": ready.warehouse.engine,
        "months": [said(ready.window.first), said(ready.window.last)],
        "asked": {
            "practical": str(asked.practical),
            "floor": None if asked.floor is None else str(asked.floor),
            "lifetime": None if asked.lifetime is None else str(asked.lifetime),
            "budget_view": asked.budget_view.value,
            "equations": [
                {"kind": e.kind, "department": e.department, "minutes": e.minutes.text}
                for e in asked.equations
            ],
        },
        "identity_minor": {
            "ledger": identity.ledger,
            "customers": identity.to_customers,
            "others": identity.to_others,
            "unused": identity.unused,
            "sustaining": identity.sustaining,
            "unassigned": identity.unassigned,
            "difference": identity.difference,
        },
        "sources": {
            name: [{"file": source.file, "rows": source.rows} for source in survey.sources]
            for name, survey in ready.inputs.surveys.items()
        },
    }
    return json.dumps(run, ensure_ascii=False, indent=1) + "\n"
