"""Charts: one function for each kind, all drawn alike.

Each takes the data with its words and returns a `Chart`: how to draw it in a language and
a width, and the same data as a table. Labels stand at the marks, intervals are bands, bars
begin at zero.
"""

from goodwill.report.charts.bars import bars, funnel, histogram
from goodwill.report.charts.canvas import Canvas, Chart, Item, Mark
from goodwill.report.charts.heat import heat_map
from goodwill.report.charts.intervals import interval_plot
from goodwill.report.charts.lines import Moment, Point, Series, line_with_band
from goodwill.report.charts.spans import Swing, tornado, waterfall
from goodwill.report.charts.whale import whale_curve

__all__ = [
    "Canvas",
    "Chart",
    "Item",
    "Mark",
    "Moment",
    "Point",
    "Series",
    "Swing",
    "bars",
    "funnel",
    "heat_map",
    "histogram",
    "interval_plot",
    "line_with_band",
    "tornado",
    "waterfall",
    "whale_curve",
]
