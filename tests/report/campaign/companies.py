"""All campaigns of a simulated company, measured as the command does it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from goodwill.analytics.tables import (
    CAMPAIGN_COSTS,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    CUSTOMERS,
    ORDER_LINES,
    PRODUCTS,
)
from goodwill.demo import DemoCompany
from goodwill.language import Sentence
from goodwill.report.campaign.asking import Asked, Inputs
from goodwill.report.campaign.measuring import measure
from goodwill.report.campaign.preparing import ready
from goodwill.report.campaign.results import Measured, MeasuredAll
from goodwill.warehouse import Warehouse
from goodwill.warehouse.reading import Settings, read, survey

TABLES = {
    table.name: table
    for table in (ORDER_LINES, CUSTOMERS, PRODUCTS, CAMPAIGNS, CAMPAIGN_MEMBERS, CAMPAIGN_COSTS)
}


def no_step(what: Sentence, fraction: float) -> None:
    """Nobody watches the progress of a test."""


def sources(company: DemoCompany) -> dict[str, Path]:
    return {name: company[name] for name in TABLES}


def measured(
    warehouse: Warehouse, company: DemoCompany, *, only: Sequence[str] = (), **asked: Any
) -> MeasuredAll:
    """Every campaign of the company, or some of them."""
    files = sources(company)
    if only:
        files["campaign_members"] = _members_of(company, only, warehouse.scratch)
    surveys, reads = {}, {}
    for name, file in files.items():
        surveys[name] = survey([str(file)], TABLES[name], Settings())
        reads[name] = read(surveys[name], warehouse.scratch / name, threads=2)
    inputs = Inputs(surveys, reads, Asked(**asked), company.as_of)
    return measure(ready(warehouse, inputs, no_step), no_step)


def by_campaign(found: MeasuredAll) -> dict[str, Measured]:
    return {each.trial.identity: each for each in found.measured}


def _members_of(company: DemoCompany, campaigns: Sequence[str], folder: Path) -> Path:
    file = folder / "some-members.parquet"
    rows = duckdb.read_parquet(str(company["campaign_members"]))
    named = ", ".join(f"'{name}'" for name in campaigns)
    rows.filter(f"campaign_id in ({named})").write_parquet(str(file))
    return file
