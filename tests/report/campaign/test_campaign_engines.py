"""Campaigns measured on a Spark cluster: every number is the one that DuckDB gives."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from report.campaign.companies import measured

from goodwill.demo import simulate
from goodwill.report.campaign import arms, measuring
from goodwill.report.campaign.results import MeasuredAll
from goodwill.warehouse.duck import DuckWarehouse

CAMPAIGNS = ("CMP-04", "CMP-07")


@pytest.mark.spark
@pytest.mark.proof
def test_every_figure_and_effect_is_the_same(
    spark_master: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Whom a campaign moves is learnt from members as collected, without the engine.

    Cluster time is dear: one cut stands for those that are like it, and what followed the
    campaign, and elsewhere, has tests of its own.
    """
    from goodwill.warehouse.spark import SparkWarehouse

    monkeypatch.setattr(measuring, "uplift_of", lambda *_: None)
    monkeypatch.setattr(arms.Asking, "_elsewhere", lambda *_: {})
    monkeypatch.setattr(arms.Asking, "_looks", lambda *_: ())
    monkeypatch.setattr(arms.Asking, "_after", lambda *_: None)
    asked = {"only": CAMPAIGNS, "slices": ("segment", "value_before")}
    company = simulate(tmp_path / "company", customers=300, seed=3)
    with closing(DuckWarehouse(tmp_path)) as duck:
        ours = told(measured(duck, company, **asked))
    with closing(SparkWarehouse(spark_master, tmp_path)) as spark:
        theirs = told(measured(spark, company, **asked))
    assert len(ours) == len(CAMPAIGNS) + 1
    differences = list(different(ours, theirs, "campaigns"))
    assert not differences, differences[:5]


def told(found: MeasuredAll) -> list[Any]:
    """All that is measured, without the tables that it was measured from."""
    each = [
        {
            "comparisons": one.judged.comparisons,
            "balance": one.judged.balance,
            "ratio": one.judged.ratio,
            "whole": one.whole,
            "cost": one.cost,
            "waste": one.waste,
            "findings": one.trial.findings,
        }
        for one in found.measured
    ]
    return [*each, (found.portfolio, found.ready.membership.findings, found.ready.membership.arms)]


def different(here: Any, there: Any, where: str) -> Iterator[str]:
    """Where two results differ: floats beyond nine digits, everything else at all."""
    if isinstance(here, float) and isinstance(there, float):
        if not math.isclose(here, there, rel_tol=1e-9, abs_tol=1e-9):
            yield f"{where}: {here!r} and {there!r}"
    elif isinstance(here, np.ndarray):
        if not np.allclose(here, there, rtol=1e-9, atol=1e-9):
            yield f"{where}: {here!r} and {there!r}"
    elif is_dataclass(here) and type(here) is type(there):
        for each in fields(here):
            there_too = getattr(there, each.name)
            yield from different(getattr(here, each.name), there_too, f"{where}.{each.name}")
    elif isinstance(here, dict) and isinstance(there, dict) and list(here) == list(there):
        for name in here:
            yield from different(here[name], there[name], f"{where}[{name}]")
    elif isinstance(here, list | tuple) and len(here) == len(there):
        for place, (one, other) in enumerate(zip(here, there, strict=True)):
            yield from different(one, other, f"{where}[{place}]")
    elif isinstance(here, Exception):
        if str(here) != str(there):
            yield f"{where}: {here} and {there}"
    elif here != there:
        yield f"{where}: {here!r} and {there!r}"
