"""What the report on a pilot says, and that it can be read without knowing statistics."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.benefit.pilots.panel import Panel
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit
from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.numerics.effects import student
from goodwill.language import Sentence, english, speak
from goodwill.report.charts import Canvas
from goodwill.report.finding import Chapter, Finding
from goodwill.report.pilot.asking import Asked, Inputs
from goodwill.report.pilot.chapters.answers import answers
from goodwill.report.pilot.composing import compose
from goodwill.report.pilot.from_orders import Sold, made
from goodwill.report.pilot.from_panel import day_in, last_day
from goodwill.report.pilot.measuring import MeasuredAll, measure
from goodwill.report.pilot.pilots import Pilot
from goodwill.report.pilot.preparing import Ready, Trial
from goodwill.report.pilot.scale import Scale, finer, in_words
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

MONTHS = tuple(f"{2024 + month // 12}-{month % 12 + 1:02}" for month in range(16))
SALES = Scale("Sales", Unit.MONEY, "CNY")


def panel_of_shops(brought: float, starts: tuple[int, ...] = (10, 10)) -> Panel:
    """Ten shops that move alike but for a wobble; the first ones get the pilot."""
    rng = np.random.default_rng(5)
    outcome = 100 + np.arange(16) + 8 * np.arange(10)[:, None] + rng.normal(0, 1, (10, 16))
    for unit, start in enumerate(starts):
        outcome[unit, start:] += brought
    return Panel(
        tuple(f"Shop {letter}" for letter in "ABCDEFGHIJ"),
        MONTHS,
        outcome,
        (*starts, *(None for _ in range(10 - len(starts)))),
    )


def trial(panel: Panel | AnalyticsError, name: str = "") -> Trial:
    if isinstance(panel, AnalyticsError):
        return Trial(name, name, panel, SALES, SALES)
    ran = tuple(float(len(panel.periods) - (panel.starts[i] or 0)) for i in panel.treated)
    before = tuple(map(float, panel.outcome[:, :10].mean(axis=1)))
    return Trial(name, name, panel, SALES, SALES, "shop", weights=ran, before=before)


def measured(warehouse: Warehouse, *trials: Trial, **asked: Any) -> MeasuredAll:
    inputs = Inputs({}, {}, Asked(**asked))
    ready = Ready(warehouse, inputs, date(2025, 4, 30), "CNY", trials)
    return measure(ready, lambda _, __: None)


def said(words: Sentence | str) -> str:
    return english().say(words)


def texts(chapter: Chapter) -> str:
    return " ".join(
        said(words) for finding in chapter.findings for words in (finding.title, *finding.text)
    )


def finding(found: MeasuredAll, identity: str) -> Finding:
    every = [each for chapter in compose(found).chapters for each in chapter.findings]
    return next(each for each in every if each.id == identity)


def test_the_first_thing_said_is_the_verdict(duck_warehouse: DuckWarehouse) -> None:
    found = measured(duck_warehouse, trial(panel_of_shops(20.0)), minimum=5.0)
    first = compose(found).chapters[0].findings[0]
    assert said(first.title).startswith("Pass: Sales is CN¥")
    assert "at least CN¥5.00 was agreed" in said(first.title)


def test_without_a_criterion_nothing_passes(duck_warehouse: DuckWarehouse) -> None:
    found = measured(duck_warehouse, trial(panel_of_shops(20.0)))
    assert "more than would have come anyway" in texts(answers(found))
    assert "nothing can pass or fail" in said(finding(found, "criteria").title)


def test_the_whole_is_the_effect_in_all_units_and_periods(duck_warehouse: DuckWarehouse) -> None:
    """Two shops over six months; amounts are exact to the fen."""
    (each,) = measured(duck_warehouse, trial(panel_of_shops(20.0))).measured
    assert each.whole is not None
    assert each.each.value is not None
    assert float(each.whole.value or 0) == pytest.approx(12 * float(each.each.value), abs=0.07)
    assert float(each.whole.low or 0) < 240 < float(each.whole.high or 0)
    assert each.whole.grade is each.each.grade


def test_every_method_that_refuses_says_why_once(duck_warehouse: DuckWarehouse) -> None:
    found = measured(duck_warehouse, trial(panel_of_shops(20.0, (8, 10, 12))))
    methods = finding(found, "methods")
    refusals = [words for words in map(said, methods.text) if words.startswith("Cannot be used")]
    assert len(refusals) == 1
    assert "Difference-in-differences" in refusals[0]
    assert methods.table is not None
    assert [row[-1] is not None for row in methods.table.rows] == [True] * 5
    assert methods.chart is not None
    assert len(methods.chart.table.rows) == 1


def test_the_start_is_marked_in_the_chart_of_the_gap(duck_warehouse: DuckWarehouse) -> None:
    found = measured(duck_warehouse, trial(panel_of_shops(20.0)))
    chart = finding(found, "gap").chart
    assert chart is not None
    drawn = str(chart.draw(Canvas(english(), 720)))
    assert "Pilot begins" in drawn
    assert str(float(date(2024, 11, 1).toordinal())) in drawn
    assert [row[0] for row in chart.table.rows] == list(MONTHS)


def test_donors_and_their_weights_add_up(duck_warehouse: DuckWarehouse) -> None:
    (each,) = measured(duck_warehouse, trial(panel_of_shops(20.0))).measured
    assert each.estimate is not None
    table = finding(measured(duck_warehouse, each.trial), "donors").table
    assert table is not None
    assert sum(float(str(row[1])) for row in table.rows) == pytest.approx(1, abs=0.02)
    assert not {"Shop A", "Shop B"} & {row[0] for row in table.rows}


def test_of_several_pilots_each_is_a_chapter_and_a_refusal_stays(
    duck_warehouse: DuckWarehouse,
) -> None:
    found = measured(
        duck_warehouse,
        trial(panel_of_shops(20.0), "Visits"),
        trial(AnalyticsError(Sentence("Nobody knows where it ran.")), "Vans"),
        trial(panel_of_shops(0.0), "到店服务"),
    )
    report = compose(found)
    assert [said(chapter.title) for chapter in report.chapters] == [
        "In short",
        "Visits",
        "到店服务",
    ]
    assert "Nobody knows where it ran." in texts(report.chapters[0])
    ids = [each.id for chapter in report.chapters for each in chapter.findings]
    assert len(ids) == len(set(ids))
    assert {figure.cut["pilot"] for figure in report.summary} == {"Visits", "到店服务"}


def test_an_effect_of_nothing_says_what_it_would_take(duck_warehouse: DuckWarehouse) -> None:
    found = measured(duck_warehouse, trial(panel_of_shops(0.0)))
    words = texts(answers(found))
    assert "cannot be told from nothing" in words
    assert "We cannot tell" in words


def test_numbers_in_sentences_take_the_unit_of_the_outcome() -> None:
    sentence = Sentence("{metric}: {low} to {high}, n {n}", metric="x", low=0.05, high=2, n=2)
    share = Scale("销售额", Unit.SHARE)
    assert said(in_words(sentence, share)) == "销售额: 5.0% to 200.0%, n 2"
    assert said(in_words(sentence, SALES)) == "Sales: CN¥0.05 to CN¥2.00, n 2"
    assert speak("zh_Hans").say(in_words(sentence, SALES)).count("¥") == 2


def test_small_effects_keep_their_decimals() -> None:
    effect = student(
        0.031, 0.01, treated=1, control=0, n_treated=2, n_control=3, method=Sentence("t")
    )
    plain = Scale("Visits", Unit.NUMBER)
    assert finer(plain, effect).unit is Unit.RATIO
    assert finer(plain, effect.times(1000)).unit is Unit.NUMBER
    assert finer(SALES, effect) is SALES


@pytest.mark.parametrize(
    ("name", "first", "names", "last"),
    [
        ("2024-03", date(2024, 3, 1), ("2024-11", "2024-12"), date(2024, 12, 31)),
        ("2024-03-04", date(2024, 3, 4), ("2024-03-04", "2024-03-11"), date(2024, 3, 17)),
        ("2024-Q2", date(2024, 4, 1), ("2024-Q3", "2024-Q4"), date(2024, 12, 31)),
        ("1988", date(1988, 1, 1), ("1987", "1988"), date(1988, 12, 31)),
        ("17", None, ("16", "17"), None),
    ],
)
def test_periods_are_dated_where_they_can_be(
    name: str, first: date | None, names: tuple[str, str], last: date | None
) -> None:
    assert day_in(name) == first
    assert last_day(names) == last


def order(day: int, region: str | None, customer: int) -> dict[str, Any]:
    return {
        "customer_id": f"C{customer}",
        "counted_order": f"{region}-{day}-{customer}",
        "counted_day": day,
        "amount_minor": 100 * (customer + 1),
        "cost_minor": 50,
        "quantity_thousandths": 1000,
        "region": region,
    }


def test_orders_make_the_same_panel_on_both_engines(warehouse: Warehouse) -> None:
    """West has a pilot of its own and is left out; an order without a region is counted."""
    first = day_of(date(2024, 1, 1))
    rows = [
        order(first + 7 * week, region, place)
        for week in range(26)
        for place, region in enumerate(("East", "North", "West", None))
    ]
    east = Pilot("P1", "", "region", {"East": day_of(date(2024, 4, 1))}, {"East": 2})
    west = Pilot("P2", "", "region", {"West": day_of(date(2024, 5, 1))}, {"West": 3})
    sold = Sold(
        frame_of(warehouse, None, rows),
        first,
        day_of(date(2024, 6, 30)),
        "pilots.csv",
        Asked(metric="orders"),
    )
    found = made(east, [east, west], sold)
    assert found.panel.units == ("East", "North")
    assert found.panel.starts == (3, None)
    assert found.panel.outcome[0].tolist() == [5, 4, 4, 5, 4, 4]
    notes = " ".join(map(said, found.notes))
    assert "26 order lines name no unit" in notes
    assert "Another pilot ran in West" in notes
