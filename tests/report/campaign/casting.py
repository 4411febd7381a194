"""A small cast of campaigns measured as the command does it, and looking at what is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cli.campaigning import BEGAN, CAMPAIGN_DAYS, Row, bought, members, table

from goodwill.analytics.figure import Figure
from goodwill.analytics.tables import (
    CAMPAIGN_COSTS,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    ORDER_LINES,
)
from goodwill.language import Sentence, speak
from goodwill.report.campaign.asking import Asked, Inputs
from goodwill.report.campaign.composing import compose
from goodwill.report.campaign.measuring import measure
from goodwill.report.campaign.preparing import ready
from goodwill.report.campaign.results import MeasuredAll
from goodwill.report.finding import Finding, Report
from goodwill.report.ledger import ledger
from goodwill.report.page import html
from goodwill.warehouse import Warehouse
from goodwill.warehouse.reading import Settings, read, survey, with_measures

TABLES = {each.name: each for each in (CAMPAIGN_COSTS, CAMPAIGN_MEMBERS, CAMPAIGNS, ORDER_LINES)}
WHEN: Mapping[str, Any] = {"starts_on": BEGAN, "days": CAMPAIGN_DAYS}
CHINESE = "双十一老客户专享大促销：会员日与新春礼盒合并推广活动（含短信与微信优惠券）"


def no_step(what: Sentence, fraction: float) -> None:
    """Nobody watches the progress of a test."""


def measured_all(
    warehouse: Warehouse, tables: Mapping[str, Sequence[Row]], **asked: Any
) -> MeasuredAll:
    """The rows written as files, read, and measured on the last day of the orders."""
    surveys, reads = {}, {}
    said = Asked(**asked)
    for name, rows in tables.items():
        file = table(warehouse.scratch / f"{name}.csv", rows)
        contract = TABLES[name]
        if name == "campaign_members":
            contract = with_measures(contract, (*said.outcomes, *said.covariates))
        surveys[name] = survey([str(file)], contract, Settings(currency="CNY", dates="ymd"))
        reads[name] = read(surveys[name], warehouse.scratch / name, threads=2)
    prepared = ready(warehouse, Inputs(surveys, reads, said, date(2025, 12, 31)), no_step)
    return measure(prepared, no_step)


def shop(**more: Any) -> dict[str, list[Row]]:
    """One campaign of 800 members, half of them held out, and what they bought."""
    drawn = members(**more)
    return {"campaign_members": drawn, "order_lines": bought(drawn)}


def stated(n: int = 600) -> dict[str, list[Row]]:
    """Members whose file itself says what they did, two treated arms and a hold-out."""
    arms = ("holdout", "mail", "call")
    rows: list[Row] = []
    for place in range(n):
        arm = arms[place % 3]
        often = {"holdout": 5, "mail": 3, "call": 2}[arm]
        rows.append(
            {
                "customer_id": f"K{place:04d}",
                "arm": arm,
                "visit": int((place // 3) % often == 0),
                "history": (place * 37) % 100,
                "region": ("East", "West")[(place // 3) % 2],
            }
        )
    return {"campaign_members": rows}


def by_id(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {each.id: each for each in findings}


def chapter(report: Report, name: str) -> dict[str, Finding]:
    return by_id(next(each for each in report.chapters if each.id == name).findings)


def cells(finding: Finding) -> list[list[str]]:
    """The table as it reads in English."""
    assert finding.table is not None
    language = speak("en")
    return [["" if x is None else language.show(x) for x in row] for row in finding.table.rows]


def words(findings: Iterable[Finding]) -> str:
    """Everything that is said, outside tables."""
    said = (str(part) for each in findings for part in (each.title, *each.text, *each.warnings))
    return "\n".join(said)


def figures(found: MeasuredAll) -> dict[str, Figure]:
    return dict(ledger(compose(found)))


def pages(found: MeasuredAll) -> Iterator[str]:
    """The report in every language: nothing may fail to be said or drawn."""
    report = compose(found)
    for tag in ("en", "zh-Hans", "zh-Hant"):
        yield html(report, speak(tag))
