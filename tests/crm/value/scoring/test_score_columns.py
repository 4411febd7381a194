"""Columns of scores from the table of a valuation: exact amounts, reasons, and what was before."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from crm.value.scoring.valued import GONE, LEAVING, NEVER, STEADY, written

from goodwill.analytics.value.basis import Basis
from goodwill.crm.value.scoring import columns

ROWS = [{**row, "customer_id": str(n)} for n, row in enumerate((STEADY, LEAVING, GONE, NEVER))]


def scores(tmp_path: Path, basis: Basis = Basis.MARGIN) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = columns.scores(written(tmp_path, ROWS), "CNY", basis).to_pylist()
    return found


def test_amounts_are_whole_minor_units(tmp_path: Path) -> None:
    steady = scores(tmp_path)[0]
    assert steady["revenue_minor"] == 4740_28
    assert steady["profit_minor"] == 732_43
    assert (steady["expected_low_minor"], steady["expected_high_minor"]) == (996_22, 4069_44)
    assert steady["expected_revenue_minor"] == 1830_78  # 101.71 × 18
    assert steady["revenue_high_minor"] == 3051_30  # 101.71 × 30


def test_revenue_at_risk_is_what_certainty_would_add(tmp_path: Path) -> None:
    leaving = scores(tmp_path)[1]
    assert leaving["revenue_at_risk_minor"] == 1830_78  # ÷ 0.5 × (1 − 0.5)
    assert leaving["churn_risk"] == 0.5


def test_revenue_does_not_pose_as_value(tmp_path: Path) -> None:
    assert scores(tmp_path, Basis.REVENUE)[0]["profit_minor"] is None


def test_who_is_lost_keeps_the_stage_they_reached(tmp_path: Path) -> None:
    gone = scores(tmp_path)[2]
    assert (gone["stage"], gone["reached"], gone["churn_reason"]) == ("lost", "repeat", "")


def test_reasons_are_for_those_of_whom_it_is_open(tmp_path: Path) -> None:
    told = [row["churn_reason"] for row in scores(tmp_path)]
    assert told == ["", "overdue", "", ""]


def test_what_is_not_known_is_null_and_never_zero(tmp_path: Path) -> None:
    never = scores(tmp_path)[3]
    assert never["orders"] == 0
    empty = {"revenue_minor", "expected_minor", "p_alive", "churn_risk", "revenue_at_risk_minor"}
    assert {never[name] for name in empty} == {None}
    assert (never["value_class"], never["rfm"]) == ("", "")


def test_an_earlier_valuation_stands_beside_the_customers_it_knew(tmp_path: Path) -> None:
    now = columns.scores(written(tmp_path, ROWS), "CNY", Basis.MARGIN)
    then = columns.past(now).slice(1, 2)
    told = columns.with_past(now, date(2026, 5, 1), then).to_pylist()
    assert [row["then_on"] for row in told] == [None, date(2026, 5, 1), date(2026, 5, 1), None]
    assert [row["then_stage"] for row in told] == ["", "repeat", "lost", ""]
    assert told[1]["then_expected_minor"] == 2013_47
