"""From a Vega-Lite specification to an SVG that stands in the page.

Nothing is fetched: the specifications carry their data, and remote addresses are refused.
"""

from __future__ import annotations

import re
from html import escape

import vl_convert

from goodwill.language import Language
from goodwill.report.charts import Canvas, Chart
from goodwill.report.charts.canvas import NARROW, WIDE


def drawings(chart: Chart, language: Language, name: str) -> dict[str, str]:
    """The chart for a wide and a narrow column: `{"wide": "<svg …>", "narrow": "<svg …>"}`.

    `name` is unique in the page; the accessible title is the chart's description.
    """
    sizes = {"wide": WIDE, "narrow": NARROW}
    return {
        size: drawing(chart, Canvas(language, width), f"{name}-{size}")
        for size, width in sizes.items()
    }


def drawing(chart: Chart, canvas: Canvas, name: str) -> str:
    svg = vl_convert.vegalite_to_svg(chart.draw(canvas), allowed_base_urls=[])
    return _framed(svg, canvas.say(chart.description), name)


def _framed(svg: str, title: str, name: str) -> str:
    """Vega's drawing without what the page does not need, named for screen readers."""
    box = re.search(r'viewBox="([^"]+)"', svg)
    body = svg[svg.index(">") + 1 :]
    for waste in _WASTE:
        body = waste.sub("", body)
    body = _PLACES.sub(lambda place: _DECIMALS.sub(r"\1", place.group()), body)
    body = body.replace("url(#", f"url(#{name}-").replace(' id="', f' id="{name}-')
    width, height = box.group(1).split()[2:] if box else ("", "")
    return (
        f'<svg class="drawing" role="img" aria-labelledby="{name}" focusable="false" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<title id="{name}">{escape(title)}</title>{body}'
    )


_WASTE = tuple(
    re.compile(pattern)
    for pattern in (
        r'<path class="(?:background|foreground)"[^>]*/>',
        r' font-family="[^"]*"',
        r' (?:role|aria-[a-z]+|pointer-events)="[^"]*"',
        r' class="mark-[^"]*"',
        r' opacity="1"',
    )
)
_PLACES = re.compile(r' (?:d|transform|[xy]2?|width|height)="[^"]*"')
_DECIMALS = re.compile(r"(\d\.\d\d)\d+")
