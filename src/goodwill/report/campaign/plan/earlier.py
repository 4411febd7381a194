"""What an earlier run left in the folder: an assignment that must not change unseen."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import narwhals as nw

from goodwill.analytics.tables import Frame

MEMBERS, MEMBERS_CSV = "members.parquet", "members.csv"
PLAN, RUN = "plan.toml", "run.json"
EARLIER = "earlier"
"""A folder with the assignments of plans that came before, each under its fingerprint."""

SHOWN = 12
"""Digits of a fingerprint that people are shown."""


@dataclass(frozen=True)
class Earlier:
    """An assignment found in the folder, and the fingerprint of the plan it was drawn by."""

    members: Path
    fingerprint: str

    @property
    def short(self) -> str:
        return self.fingerprint[:SHOWN] or "unknown"


@dataclass(frozen=True)
class Difference:
    """How an earlier assignment of the same plan differs from one drawn now.

    Parameters
    ----------
    joined, left
        Customers who would be members now and are not; who are and would not be any more.
    moved
        Members who would be in another arm now.
    """

    joined: int
    left: int
    moved: int

    @property
    def is_none(self) -> bool:
        return not (self.joined or self.left or self.moved)


def earlier_assignment(out: Path) -> Earlier | None:
    """The assignment in the folder; without a readable `run.json` its plan is not known."""
    members = out / MEMBERS
    if not members.is_file():
        return None
    try:
        run = json.loads((out / RUN).read_text(encoding="utf-8"))
        return Earlier(members, str(run["fingerprint"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Earlier(members, "")


def difference(kept: Frame, drawn: Frame) -> Difference:
    """Between two assignments; three numbers are collected."""
    before = kept.select("customer_id", _before=nw.col("arm"))
    now = drawn.select("customer_id", _now=nw.col("arm"))
    both = before.join(now, on="customer_id", how="inner")
    moved = both.filter(nw.col("_before") != nw.col("_now"))
    return Difference(
        joined=_count(now.join(before, on="customer_id", how="anti")),
        left=_count(before.join(now, on="customer_id", how="anti")),
        moved=_count(moved),
    )


def set_aside(out: Path, earlier: Earlier) -> Path:
    """Move the files of another plan's assignment out of the way; nothing is lost."""
    folder = out / EARLIER / earlier.short
    folder.mkdir(parents=True, exist_ok=True)
    for name in (MEMBERS, MEMBERS_CSV, PLAN, RUN):
        if (out / name).is_file():
            os.replace(out / name, folder / name)
    return folder


def _count(frame: Frame) -> int:
    return int(frame.select(n=nw.len().cast(nw.Int64)).collect()["n"][0])
