"""Charts: the same data as their table, true bars, words that stay in the drawing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from report import sample

from goodwill.analytics.figure import Unit
from goodwill.language import LANGUAGES, Sentence, speak
from goodwill.report import Month, charts
from goodwill.report.charts import Canvas, Item, Point, Series
from goodwill.report.charts.canvas import NARROW, WIDE, fitted, text_width, ticks, wrapped
from goodwill.report.drawing import drawing, drawings

CHARTS = [
    sample.whale,
    sample.regions,
    sample.cohorts,
    sample.months,
    sample.amounts,
    sample.stages,
    sample.forest,
    sample.ledger_bridge,
    sample.deciding,
]
MAP = {"description": Sentence("D"), "row": Sentence("R"), "column": Sentence("C")}
LINES = {"description": Sentence("D"), "x": Sentence("X"), "measure": Sentence("M")}
WORDS = {"description": Sentence("D"), "label": Sentence("L"), "measure": Sentence("M")}


@pytest.mark.parametrize("make", CHARTS)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_drawing_is_as_wide_as_its_canvas(make, width):
    svg = drawing(make(), Canvas(speak("en"), width), "d")
    assert re.search(r'viewBox="0 0 (\d+) ', svg).group(1) == str(width)


@pytest.mark.parametrize("make", CHARTS)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_drawing_takes_its_colours_and_letters_from_the_page(make, tag):
    for svg in drawings(make(), speak(tag), "d").values():
        assert set(re.findall(r' (?:fill|stroke)="(#[^"]*)"', svg)) == set()
        assert "font-family" not in svg
        assert "var(--color-" in svg


@pytest.mark.parametrize("make", CHARTS)
def test_a_drawing_fetches_nothing(make):
    svg = drawing(make(), Canvas(speak("en"), WIDE), "d")
    assert "href" not in svg
    assert "<image" not in svg


def test_names_in_a_drawing_are_only_text():
    svg = drawing(sample.regions(), Canvas(speak("en"), WIDE), "d")
    assert "<script" not in svg


def test_a_description_cannot_break_out_of_the_drawing():
    words = {**WORDS, "description": Sentence("</title><b>")}
    one = charts.bars([Item("a", 1)], **words, unit=Unit.NUMBER)
    assert "<b>" not in drawing(one, Canvas(speak("en"), WIDE), "d")


def test_bars_begin_at_zero():
    """Twice the value, twice the length; a loss goes to the other side."""
    items = [Item("a", 200), Item("b", 100), Item("c", -50)]
    svg = drawing(charts.bars(items, **WORDS, unit=Unit.NUMBER), Canvas(speak("en"), WIDE), "d")
    lengths = re.findall(r'<path d="M([\d.]+),[\d.]+h([\d.]+)v[\d.]+h-[\d.]+Z" fill="([^"]+)"', svg)
    assert len(lengths) == 3
    (a, b, c) = [(float(x), float(w), colour) for x, w, colour in lengths]
    assert a[1] == pytest.approx(2 * b[1], rel=0.01)
    assert a[1] == pytest.approx(4 * c[1], rel=0.01)
    assert c[0] + c[1] == pytest.approx(a[0], abs=0.1)
    assert c[2] == "var(--color-loss)"


def test_what_is_not_yet_known_is_not_drawn():
    one = charts.heat_map(
        ["r"],
        ["a", "b"],
        [[0.5, None]],
        **MAP,
        unit=Unit.SHARE,
    )
    svg = drawing(one, Canvas(speak("en"), WIDE), "d")
    assert svg.count("var(--ramp-") == 1
    assert one.table.rows == [("r", 0.5, None)]


def test_rows_may_be_months():
    one = charts.heat_map([Month(date(2024, 3, 1))], ["0"], [[1]], **MAP, unit=Unit.NUMBER)
    assert ">2024年3月</text>" in drawing(one, Canvas(speak("zh-Hans"), WIDE), "d")


def test_a_heat_map_colours_in_steps_from_least_to_most_and_losses_apart():
    one = charts.heat_map(
        ["r"],
        ["a", "b", "c"],
        [[0, 100, -1]],
        **MAP,
        unit=Unit.NUMBER,
    )
    svg = drawing(one, Canvas(speak("en"), WIDE), "d")
    assert set(re.findall(r"var\(--ramp-(\w+)\)", svg)) == {"1", "7", "loss"}


def test_a_funnel_says_the_share_of_the_step_before():
    rows = sample.stages().table.rows
    assert rows[1][2] == pytest.approx(2357 / 5200)
    assert rows[0][2] is None
    assert rows[3][2] is None


def test_a_histogram_wants_one_edge_more_than_counts():
    with pytest.raises(ValueError, match="2 edges for 2 counts"):
        charts.histogram([0, 1], [1, 2], **LINES)


def test_more_than_five_lines_are_refused():
    one = Series("a", [Point(1, 1)])
    with pytest.raises(ValueError, match="6 series"):
        charts.line_with_band(
            [one] * 6,
            **LINES,
            unit=Unit.NUMBER,
        )


def test_the_table_of_a_whale_keeps_its_peak_and_its_marks():
    xs = [row[0] for row in sample.whale().table.rows]
    assert {0, 0.2, 0.5, 1} <= set(xs)
    assert len(xs) <= 24


def test_marks_of_a_whale_may_stand_at_one_place():
    """Of two customers the best fifth ends where the peak is."""
    marks = [charts.Mark(0.5, Sentence("Peak")), charts.Mark(0.5, Sentence("Best fifth"))]
    points = [(0, 0), (0.5, 3), (1, 2)]
    made = charts.whale_curve(points, marks=marks, description=Sentence("D"))
    drawn = drawing(made, Canvas(speak("en"), WIDE), "d")
    assert "Peak" in drawn
    assert "Best fifth" in drawn


@pytest.mark.parametrize(
    "chart",
    [
        lambda: charts.bars([], **WORDS, unit=Unit.NUMBER),
        lambda: charts.bars([Item("a", 0)], **WORDS, unit=Unit.NUMBER),
        lambda: charts.bars([Item("a", None)], **WORDS, unit=Unit.NUMBER),
        lambda: charts.funnel([Item("a", 0), Item("b", 0)], **WORDS),
        lambda: charts.interval_plot([Item("a", None)], **WORDS, unit=Unit.NUMBER),
        lambda: charts.interval_plot([], **WORDS, unit=Unit.NUMBER),
        lambda: charts.whale_curve([(0, 0), (1, 1)], description=Sentence("D")),
        lambda: charts.whale_curve([(0, 0), (0.5, -1), (1, -3)], description=Sentence("D")),
        lambda: charts.line_with_band(
            [Series("a", [Point(date(2024, 1, 5), None), Point(date(2024, 1, 6), 0)])],
            **LINES,
            unit=Unit.SHARE,
        ),
        lambda: charts.line_with_band(
            [Series("a", [])],
            **LINES,
            unit=Unit.SHARE,
        ),
        lambda: charts.heat_map(
            [],
            [],
            [],
            **MAP,
            unit=Unit.SHARE,
        ),
        lambda: charts.histogram([0, 1], [0], **LINES),
    ],
)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_poor_data_still_make_a_drawing(chart, width):
    assert "</svg>" in drawing(chart(), Canvas(speak("en"), width), "d")


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0, 1.54, 4, [0, 0.5, 1, 1.5, 2]),
        (0, 810, 4, [0, 250, 500, 750, 1000]),
        (-0.3, 0.3, 3, [-0.4, -0.2, 0, 0.2, 0.4]),
        (5, 5, 4, [5, 5.25, 5.5, 5.75, 6]),
        (0, 0.00003, 3, [0, 0.00001, 0.00002, 0.00003]),
    ],
)
def test_ticks_are_round_numbers_that_enclose_the_data(low, high, count, expected):
    assert ticks(low, high, count) == pytest.approx(expected)


def test_chinese_letters_are_twice_as_wide_as_narrow_ones():
    assert text_width("客户") == 24
    assert text_width("ab") < 24


def test_text_that_does_not_fit_is_shortened():
    assert fitted("上海恒泰精密机械", 60) == "上海恒泰…"
    assert fitted("上海", 60) == "上海"


def test_text_wraps_at_spaces_and_between_chinese_characters():
    assert wrapped("one two three", 60) == ["one two", "three"]
    assert wrapped("客户价值最高的", 40) == ["客户价", "值最高", "的"]


def bars_of(chart):
    """From and to of every floating bar, in the units of the data."""
    spec = chart.draw(Canvas(speak("en"), WIDE))
    drawn = [one for one in spec["layer"] if one["mark"]["type"] == "bar"]
    return [(value["x"], value["to"]) for one in drawn for value in one["data"]["values"]]


def test_a_waterfall_begins_each_bar_where_the_one_before_ended():
    spans = bars_of(sample.ledger_bridge())
    assert [end for _, end in spans[:-2]] == [start for start, _ in spans[1:-1]]
    assert spans[-1] == (0.0, spans[-2][1])


def test_the_total_of_a_waterfall_is_exact():
    assert str(sample.ledger_bridge().table.rows[-1][1]) == "708319.60"


def test_a_tornado_spreads_to_both_sides_of_its_base():
    assert bars_of(sample.deciding())[:2] == [(-120_000.0, 400_000), (400_000, 910_000.0)]
