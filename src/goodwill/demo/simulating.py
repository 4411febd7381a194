"""Simulating: block by block, so that memory does not grow with the company."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from goodwill.analytics.errors import SettingRefused
from goodwill.demo import campaigns, pilots, truth
from goodwill.demo.blocks import write_block
from goodwill.demo.company import Company
from goodwill.demo.totals import Total, write_whole
from goodwill.demo.writing import Files, files_in
from goodwill.language import Sentence

AS_OF = date(2026, 6, 30)


@dataclass(frozen=True)
class DemoCompany:
    """Where the simulated company lies, and how many rows each of its files has.

    `files` maps a name (`order_lines`, `truth/customer_truth` …) to its Parquet file.
    """

    folder: Path
    customers: int
    seed: int
    as_of: date
    files: dict[str, Path]
    rows: dict[str, int]
    dirt: dict[str, int]
    currency: str = "CNY"

    @property
    def truth(self) -> Path:
        return self.folder / "truth"

    def __getitem__(self, name: str) -> Path:
        return self.files[name]


def simulate(
    folder: Path,
    *,
    customers: int = 5000,
    seed: int = 7,
    as_of: date | None = None,
    years: float = 3.0,
    progress: Callable[[float], None] | None = None,
) -> DemoCompany:
    """Write a simulated company into a folder; the same arguments give the same bytes.

    Parameters
    ----------
    customers
        How many it knows of, buyers or not. Blocks of 10,000 are drawn independently, so
        a larger company begins with the same full blocks as a smaller one.
    as_of
        The last day in the files (but for one planted date); 2026-06-30 if not given, so
        that the demo is the same on any day.
    years
        How long before that it opened.
    progress
        Called with the share that is done, from 0 to 1.

    Raises
    ------
    SettingRefused
        A size or a span of time that no company can have.
    """
    company = Company(customers, seed, as_of or AS_OF, years)
    _check(company)
    with files_in(folder) as files:
        counts = _written(company, files, progress or _silent)
    paths = {name: folder / f"{name}.parquet" for name in files.rows}
    return DemoCompany(folder, customers, seed, company.as_of, paths, files.rows, counts)


def _written(company: Company, files: Files, progress: Callable[[float], None]) -> dict[str, int]:
    files.add("products", company.products.table)
    files.add("campaigns", campaigns.campaigns_table(company))
    files.add("pilots", pilots.pilots_table(company))
    total = Total()
    for block in range(company.blocks):
        total.add(write_block(company, block, files))
        progress((block + 1) / company.blocks)
    write_whole(company, files, total)
    files.note("truth/parameters", company.parameters())
    files.note("truth/dirt", dict(total.dirt))
    files.note("truth/whale", truth.whale(np.concatenate(total.profits), company.customers))
    return dict(total.dirt)


def _check(company: Company) -> None:
    if company.customers < 1:
        raise SettingRefused(
            Sentence(
                "A company needs at least one customer; {n} were asked for.", n=company.customers
            )
        )
    if not 0.25 <= company.years <= 20:
        raise SettingRefused(
            Sentence(
                "The demo company can be 0.25 to 20 years old; {years} were asked for.",
                years=company.years,
            )
        )


def _silent(_done: float) -> None:
    """Nobody watches."""
