"""The same arguments give the same company, whatever its size and whoever interrupts."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from goodwill.analytics.errors import SettingRefused
from goodwill.demo import simulate

OF_THE_WHOLE = {
    *("cost_entries", "budgets", "capacity", "drivers", "assets", "exchange_rates"),
    *("targets", "market", "panel", "data_profile", "record_matches", "benefit_results"),
    *("programme_flows", "risks", "delays", "goals"),
    *("campaign_costs", "truth/campaign_truth", "truth/preference_truth", "truth/pilot_truth"),
}


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        simulate(tmp_path / name, customers=1500, seed=3)
    assert fingerprints(tmp_path / "one") == fingerprints(tmp_path / "other")


def test_another_seed_gives_another_company(tmp_path):
    one = simulate(tmp_path / "one", customers=300, seed=3)
    other = simulate(tmp_path / "other", customers=300, seed=4)
    for name in ("customers", "order_lines", "costs", "products"):
        assert one[name].read_bytes() != other[name].read_bytes()


def test_a_larger_company_begins_with_the_same_block(company, tmp_path):
    small = simulate(tmp_path, customers=10_000, seed=company.seed)
    for name in small.files:
        if name not in OF_THE_WHOLE:
            whole = pq.ParquetFile(small[name])
            assert pq.ParquetFile(company[name]).read_row_group(0) == whole.read()


def test_progress_ends_at_one(tmp_path):
    told: list[float] = []
    simulate(tmp_path, customers=25_000, years=0.5, progress=told.append)
    assert told == [pytest.approx(1 / 3), pytest.approx(2 / 3), 1.0]


def test_who_is_interrupted_leaves_the_files_before_as_they_were(tmp_path):
    simulate(tmp_path, customers=200, seed=1)
    before = fingerprints(tmp_path)

    def interrupt(_done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(tmp_path, customers=200, seed=2, progress=interrupt)
    assert fingerprints(tmp_path) == before


@pytest.mark.parametrize("customers", [1, 2, 7, 60])
@pytest.mark.parametrize("years", [0.25, 6.0])
def test_a_tiny_company_of_any_age_is_a_company_too(tmp_path, customers, years):
    tiny = simulate(tmp_path, customers=customers, years=years, as_of=date(2019, 12, 31))
    assert tiny.rows["customers"] == customers
    assert tiny.rows["truth/customer_truth"] == customers
    assert tiny.dirt["rows"] == pq.read_metadata(tiny["order_lines"]).num_rows


@pytest.mark.parametrize("setting", [{"customers": 0}, {"years": 0.1}, {"years": 21.0}])
def test_what_no_company_can_be_is_refused(tmp_path, setting):
    with pytest.raises(SettingRefused):
        simulate(tmp_path, **setting)
    assert list(tmp_path.iterdir()) == []
