"""What the report says of the future, and what it says where nothing can be told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from report.value.running import measured, write_csv
from undrawn import undrawn

from goodwill.analytics.errors import TooFew
from goodwill.analytics.figure import Figure
from goodwill.analytics.value.outlook import equitychange
from goodwill.analytics.value.outlook.equitychange import Change, EquityChange, Part
from goodwill.analytics.value.outlook.presence import Presence
from goodwill.language import LANGUAGES, Sentence, speak
from goodwill.report import html
from goodwill.report.finding import Finding
from goodwill.report.value.chapters import chapters
from goodwill.report.value.composing import compose, headlines
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.warehouse.duck import DuckWarehouse

OURS = ("future", "potential", "keeping")
FUTURE = ("customer-equity", "next-year", "equity-change", "expected-whale", "still-a-customer")
STAND_INS = {"rhythm", "about-to-lapse"}


def findings(found: Measured) -> dict[str, Finding]:
    return {each.id: each for chapter in chapters(found) for each in chapter.findings}


def titles(found: Measured) -> dict[str, str]:
    return {name: str(each.title) for name, each in findings(found).items()}


def forecast_of(found: Measured) -> Forecast:
    assert isinstance(found.forecast, Forecast)
    return found.forecast


@pytest.fixture(scope="module")
def refused(worth: Measured) -> Measured:
    return replace(worth, forecast=TooFew(Sentence("customers with a purchase"), 0, 1))


class TestForecast:
    def test_three_chapters_tell_it(self, worth: Measured):
        told = {chapter.id: [each.id for each in chapter.findings] for chapter in chapters(worth)}
        assert set(OURS) <= set(told)
        assert told["future"] == [*FUTURE, "retention-sensitivity"]
        assert told["potential"] == ["current-and-potential", "expected-classes", "migration"]
        assert told["keeping"] == ["about-to-be-lost", "to-keep", "churn-risk"]

    def test_it_takes_the_place_of_the_rule_of_thumb(self, worth: Measured):
        assert not STAND_INS & set(findings(worth))

    def test_headlines_are_what_will_be(self, worth: Measured):
        assert [figure.definition.id for figure in headlines(worth)] == [
            *("VA01", "VA05", "expected_value_365"),
            *("VA07", "negative_customers", "value_at_risk"),
        ]

    def test_every_estimate_of_money_to_come_has_its_interval(self, worth: Measured):
        told = findings(worth)
        for figure in (*told["customer-equity"].figures, *told["next-year"].figures):
            assert figure.low is not None, figure.definition.id
            assert figure.high is not None
            assert figure.low <= figure.value <= figure.high

    def test_equity_that_reaches_farther_than_the_data_is_warned_of(self, worth: Measured):
        """Three years of demo data see leaving; one year that counts on ten does not."""
        told = forecast_of(worth)
        year = replace(told.base.year, value=told.base.equity.value / 10.04)
        far = replace(told, base=replace(told.base, year=year))
        assert not findings(worth)["customer-equity"].warnings
        (warning,) = findings(replace(worth, forecast=far))["customer-equity"].warnings
        assert "counts on 10 times the next year" in str(warning)

    def test_the_fan_begins_today_at_nothing_and_ends_with_the_year(self, worth: Measured):
        told = findings(worth)["next-year"]
        assert told.chart is not None
        rows = told.chart.table.rows
        assert (rows[0][0], *map(int, rows[0][1:])) == (worth.as_of, 0, 0, 0)
        assert len(rows) == 13
        year = next(f for f in told.figures if f.definition.id == "expected_value_365")
        assert rows[-1][1] == year.value

    def test_the_lists_say_why_in_words(self, worth: Measured):
        for name in ("about-to-be-lost", "to-keep"):
            table = findings(worth)[name].table
            assert table is not None
            assert table.rows
            assert all("chance of" in str(row[-1]) for row in table.rows)

    def test_all_buyers_are_in_the_fields_in_the_classes_and_in_the_bands(self, worth: Measured):
        forecast = forecast_of(worth)
        buyers = forecast.base.customers
        assert sum(row.customers for row in forecast.grid.rows) == buyers
        assert sum(row.customers for row in forecast.classes) == buyers
        assert sum(band.customers for band in forecast.bands) == buyers

    def test_the_bands_and_the_list_name_the_same_risk(self, worth: Measured):
        forecast = forecast_of(worth)
        at_risk = sum(band.at_risk_minor for band in forecast.bands if band.is_listed)
        [stake] = [f for f in forecast.list_figures if f.definition.id == "value_at_risk"]
        assert stake.value is not None
        assert int(100 * stake.value) == at_risk

    def test_nothing_speaks_of_a_model_that_is_still_to_come(self, worth: Measured):
        page = html(compose(worth), speak("en"))
        assert "stands in for" not in page
        assert "stand-in" not in page

    def test_a_first_run_says_that_the_next_one_will_tell(self, worth: Measured):
        assert "next one" in titles(worth)["equity-change"]

    def test_a_later_run_tells_the_change_by_its_causes(self, worth: Measured):
        minors = {Change.ACQUIRED: 900, Change.GROWN: 400, Change.SHRUNK: -200, Change.LOST: -100}
        parts = tuple(Part(cause, 3, minor) for cause, minor in minors.items())
        change = equitychange.figures(
            EquityChange(5000, 6000, parts, 1), customers=13, currency="CNY", as_of=worth.as_of
        )
        forecast = forecast_of(worth)
        kept = tuple(f for f in forecast.equity_figures if f.definition.id != "VA05_change")
        later = replace(worth, forecast=replace(forecast, equity_figures=(*kept, *change)))
        told = findings(later)["equity-change"]
        assert "CN¥10.00" in str(told.title)
        assert told.table is not None
        assert [row[1] for row in told.table.rows] == [3, 3, 3, 3, 12]
        parts_told = [row[2].value for row in told.table.rows[:-1] if isinstance(row[2], Figure)]
        assert sum(v for v in parts_told if v is not None) == 10

    def test_a_model_in_which_nobody_leaves_draws_no_map(self, worth: Measured):
        flat = Presence(600, (0, 1), (0, 30, 60), ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0)))
        forecast = replace(forecast_of(worth), presence=flat)
        assert "still-a-customer" not in findings(replace(worth, forecast=forecast))


class TestRefusal:
    def test_it_is_said_in_the_place_of_the_forecast(self, refused: Measured):
        told = {chapter.id: [each.id for each in chapter.findings] for chapter in chapters(refused)}
        assert told["future"] == ["no-forecast"]
        assert "potential" not in told
        assert "keeping" not in told
        text = [str(each) for each in findings(refused)["no-forecast"].text]
        assert text[0] == str(TooFew(Sentence("customers with a purchase"), 0, 1).sentence)

    def test_the_rule_of_thumb_is_back(self, refused: Measured):
        assert set(findings(refused)) >= STAND_INS
        assert [figure.definition.id for figure in headlines(refused)][-2:] == [
            "about_to_lapse",
            "value_at_stake",
        ]

    @pytest.mark.parametrize("tag", LANGUAGES)
    def test_the_page_is_whole(self, tag: str, refused: Measured):
        with undrawn():
            assert 'id="no-forecast"' in html(compose(refused), speak(tag))


SMALL = {
    "one customer, one purchase": [("an", "2024-03-01")],
    "two who came once on one day": [("an", "2024-03-01"), ("bai", "2024-03-01")],
    "three, one of whom came back": [
        *(("an", "2024-01-05"), ("an", "2024-02-05"), ("an", "2024-03-20")),
        *(("bai", "2024-02-01"), ("chen", "2024-03-30")),
    ],
}


@pytest.fixture(params=SMALL)
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Measured]:
    rows = [
        {"order_id": f"o{number}", "customer_id": who, "date": day, "amount": 100 + number}
        for number, (who, day) in enumerate(SMALL[request.param])
    ]
    warehouse = DuckWarehouse(tmp_path)
    source = write_csv(tmp_path / "orders.csv", rows)
    yield measured(warehouse, {"order_lines": source}, currency="CNY", as_of=date(2024, 4, 1))
    warehouse.close()


def test_a_handful_of_customers_still_makes_a_report(small: Measured):
    assert isinstance(small.forecast, TooFew)
    report = compose(small)
    page = html(report, speak("en"))
    assert 'id="future"' in page
    assert "nan" not in page.lower().split()
    assert len(report.summary) == 6


def test_a_dozen_who_came_back_are_foretold(tmp_path: Path):
    rows = [
        {
            "order_id": f"o{who}-{month}",
            "customer_id": f"c{who}",
            "date": date(2024, month, 1 + who),
            "amount": 50 + 7 * who + month,
        }
        for who in range(12)
        for month in range(1, 4 + who % 9)
    ]
    warehouse = DuckWarehouse(tmp_path)
    source = write_csv(tmp_path / "orders.csv", rows)
    found = measured(warehouse, {"order_lines": source}, currency="CNY", as_of=date(2025, 1, 1))
    assert {"customer-equity", "next-year"} <= set(findings(found))
    active = forecast_of(found).base.active
    assert 0 <= active.low <= active.value <= active.high <= 12
    warehouse.close()
