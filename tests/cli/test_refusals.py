"""What cannot be done is refused in a sentence: on standard error, with code 1, without a trace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli.running import Told, goodwill, orders


def refused(told: Told, *words: object) -> None:
    """One sentence that names what is meant, and nothing that only a programmer reads."""
    assert told.code == 1, told.err
    assert not told.out
    assert "Traceback" not in told.err
    assert told.sentence
    for word in words:
        assert str(word) in told.err


def value(out: Path, *arguments: object) -> Told:
    told = goodwill("value", *arguments, "--out", out)
    assert not (out / "report.html").exists()
    return told


def test_a_file_that_is_not_there(tmp_path: Path):
    refused(value(tmp_path / "out", tmp_path / "nowhere.csv"), "nowhere.csv")


def test_dates_that_can_be_read_in_two_ways(tmp_path: Path):
    file = orders(tmp_path / "o.csv", (1, "Ann", "03/04/2024", 10), (2, "Bo", "05/06/2024", 9))
    refused(value(tmp_path / "out", file), "--dates", "order_date")


def test_the_same_dates_are_read_once_the_order_is_said(tmp_path: Path):
    file = orders(tmp_path / "o.csv", (1, "Ann", "03/04/2024", 10), (2, "Bo", "05/06/2024", 9))
    told = goodwill("cut", file, "--dates", "dmy", "--by", "month", "--out", tmp_path / "m.csv")
    assert told.code == 0, told.err
    assert "2024-04" in (tmp_path / "m.csv").read_text(encoding="utf-8-sig")


def test_no_column_of_amounts(tmp_path: Path):
    file = orders(tmp_path / "o.csv", (1, "Ann", "2024-03-04"), heading="order_no,customer_id,date")
    refused(value(tmp_path / "out", file), "o.csv", "amount")


@pytest.mark.parametrize("engine", ["oracle", "spark:/typo", "Duck DB"])
def test_an_engine_nobody_knows(engine: str, shop: Path, tmp_path: Path):
    refused(value(tmp_path / "out", shop, "--engine", engine), engine, "duckdb")


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(shop: Path):
    refused(value(shop / "out", shop), "out", "--out")


def test_memory_that_is_no_size(shop: Path, tmp_path: Path):
    refused(value(tmp_path / "out", shop, "--memory", "plenty"), "plenty", "2GB")


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "30.06.2026"])
def test_an_as_of_day_that_is_no_day(day: str, shop: Path, tmp_path: Path):
    """A mistake in the call itself has the code 2 that shells know for it."""
    told = value(tmp_path / "out", shop, "--as-of", day)
    assert told.code == 2
    assert day in told.err
    assert "Traceback" not in told.err


def test_a_column_to_cut_by_that_is_not_there(shop: Path):
    refused(goodwill("cut", shop, "--by", "planet"), "planet")


def test_a_measure_nobody_knows(shop: Path):
    refused(goodwill("cut", shop, "--by", "month", "--measure", "happiness"), "happiness")


def test_a_file_of_slices_that_nothing_is_written_to(shop: Path, tmp_path: Path):
    refused(goodwill("cut", shop, "--by", "month", "--out", tmp_path / "m.pdf"), "m.pdf")


def test_an_empty_file(tmp_path: Path):
    file = tmp_path / "empty.csv"
    file.touch()
    refused(value(tmp_path / "out", file), "empty.csv")


def test_a_file_of_nothing_but_a_heading(tmp_path: Path):
    refused(value(tmp_path / "out", orders(tmp_path / "heading.csv")), "heading.csv")


def test_orders_of_guests_alone(tmp_path: Path):
    file = orders(tmp_path / "o.csv", (1, "", "2024-01-13", 10), (2, "", "2024-01-14", 11))
    refused(value(tmp_path / "out", file))


def test_orders_of_the_future_alone(tmp_path: Path):
    file = orders(tmp_path / "o.csv", (1, "Ann", "2199-01-13", 10), (2, "Bo", "2199-01-14", 11))
    refused(value(tmp_path / "out", file))


def test_an_as_of_day_before_the_first_order(shop: Path, tmp_path: Path):
    refused(value(tmp_path / "out", shop, "--as-of", "2001-01-01"))


@pytest.mark.parametrize("currency", ["Euro", "12", "€"])
def test_a_currency_that_is_no_code(currency: str, shop: Path, tmp_path: Path):
    refused(value(tmp_path / "out", shop, "--currency", currency), currency)


def test_a_column_that_is_mapped_and_missing(shop: Path, tmp_path: Path):
    refused(value(tmp_path / "out", shop, "--map", "amount=Umsatz"), "Umsatz")


def test_a_table_that_is_mapped_and_unknown(shop: Path, tmp_path: Path):
    refused(value(tmp_path / "out", shop, "--map", "planets.name=Mars"), "planets")


def test_a_mapping_file_that_is_missing(shop: Path, tmp_path: Path):
    refused(value(tmp_path / "out", shop, "--map", tmp_path / "m.toml"), "m.toml")


def test_an_encoding_nobody_knows(shop: Path, tmp_path: Path):
    refused(value(tmp_path / "out", shop, "--encoding", "klingon"), "klingon")


def test_a_pattern_that_nothing_matches(tmp_path: Path):
    refused(value(tmp_path / "out", tmp_path / "*.csv"), "*.csv")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_a_refusal_speaks_the_language_asked_for(language: str, tmp_path: Path):
    english = goodwill("value", tmp_path / "nowhere.csv")
    chinese = goodwill("--language", language, "value", tmp_path / "nowhere.csv")
    assert (chinese.code, english.code) == (1, 1)
    assert "nowhere.csv" in chinese.err


def test_a_refusal_of_a_process(tmp_path: Path):
    """Not only of the function behind it: streams and exit code as a shell sees them."""
    ended = subprocess.run(
        [sys.executable, "-m", "goodwill.cli", "value", str(tmp_path / "nowhere.csv")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert not ended.stdout
    assert "nowhere.csv" in ended.stderr.replace("\n", "")
    assert "Traceback" not in ended.stderr
