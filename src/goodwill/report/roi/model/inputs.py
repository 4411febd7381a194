"""The page of inputs: rate, risks, attribution, overlap, realisation, factors of scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.analytics.benefit.returns.lines import BenefitLine, Line
from goodwill.analytics.benefit.returns.scenarios import FEWER_BENEFITS, LATE_YEARS, MORE_COSTS
from goodwill.analytics.benefit.returns.tornado import POINTS
from goodwill.language import Sentence
from goodwill.report.roi.labels import named
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.model.pages import Book, Cells, Page

TRIANGLE = (
    Sentence("Least factor"),
    Sentence("Most likely factor"),
    Sentence("Greatest factor"),
    Sentence("Mean factor"),
)
OF_BENEFIT = (
    Sentence("Grade"),
    Sentence("Money won of it"),
    Sentence("Caused by the programme"),
    Sentence("Counted by another benefit"),
)


@dataclass(frozen=True)
class Triangle:
    """Addresses of the factors on an entry's plan."""

    low: str
    high: str
    mean: str


@dataclass(frozen=True)
class Taken:
    """Addresses of what is taken off a benefit."""

    worth: str
    attribution: str
    overlap: str
    realisation: Cells


@dataclass(frozen=True)
class Inputs:
    """Where every input stands."""

    page: Page
    rate: str
    fewer: str
    more: str
    late: str
    points: str
    taken: Mapping[str, Taken]
    triangles: Mapping[str, Triangle]


def inputs(book: Book, measured: Measured) -> Inputs:
    page = book.page(Sentence("Inputs"))
    page.wide(44, 14)
    programme, lines = measured.appraisal.programme, measured.appraisal.lines
    page.text(0, 0, named(programme.name), "title")
    page.text(1, 0, HOW, "note")
    page.text(
        2, 0, Sentence("Amounts in {currency}, as of {day}.", currency=programme.currency,
                       day=programme.told_on), "note",
    )  # fmt: skip
    general = [
        (Sentence("Discount rate a year"), programme.rate, "share"),
        (Sentence("Pessimistic: factor on benefits"), FEWER_BENEFITS, "factor"),
        (Sentence("Pessimistic: factor on costs"), MORE_COSTS, "factor"),
        (Sentence("Late: years later"), LATE_YEARS, "years"),
        (Sentence("Discount rate, points to either side"), POINTS, "share"),
    ]
    places: list[str] = []
    for row, (label, number, kind) in enumerate(general, start=4):
        page.text(row, 0, label)
        places.append(page.input(row, 1, number, kind))
    row = 10
    taken, triangles = _benefits(page, row, lines.benefits, lines.horizon)
    triangles |= _costs(page, row + len(lines.benefits) + 4, lines.costs)
    page.sheet.freeze_panes(4, 1)
    rate, fewer, more, late, points = places
    return Inputs(page, rate, fewer, more, late, points, taken, triangles)


HOW = Sentence("Coloured cells are inputs. Change one, and every other page is computed anew.")


def _benefits(
    page: Page, top: int, lines: tuple[BenefitLine, ...], horizon: int
) -> tuple[dict[str, Taken], dict[str, Triangle]]:
    page.text(top, 0, Sentence("Benefits"), "section")
    years = [Sentence("Comes in year {year}", year=year) for year in range(horizon + 1)]
    page.heads(top + 1, Sentence("Benefit"), [*OF_BENEFIT, *TRIANGLE, *years])
    taken, triangles = {}, {}
    for row, line in enumerate(lines, start=top + 2):
        page.text(row, 0, named(line.name))
        page.text(row, 1, line.benefit.grade.value, "right")
        worth, attribution, overlap = (
            page.input(row, column, share, "share")
            for column, share in enumerate(
                (line.worth, line.credit.share, line.overlap.share), start=2
            )
        )
        triangles[line.id] = _triangle(page, (row, 5), line)
        curve = [line.benefit.realisation.at(year) for year in range(horizon + 1)]
        shares = page.inputs((row, 9), curve, "share")
        taken[line.id] = Taken(worth, attribution, overlap, shares)
    return taken, triangles


def _costs(page: Page, top: int, lines: tuple[Line, ...]) -> dict[str, Triangle]:
    page.text(top, 0, Sentence("Costs"), "section")
    page.heads(top + 1, Sentence("Cost"), ["", "", "", "", *TRIANGLE])
    triangles = {}
    for row, line in enumerate(lines, start=top + 2):
        page.text(row, 0, named(line.name))
        triangles[line.id] = _triangle(page, (row, 5), line)
    return triangles


def _triangle(page: Page, place: tuple[int, int], line: Line) -> Triangle:
    row, column = place
    found = line.triangle
    corners = page.inputs(place, (found.low, found.mode, found.high), "factor")
    mean = page.formula(row, column + 3, f"=SUM({corners.span})/3", found.mean, "factor")
    return Triangle(corners.at(0), corners.at(2), mean)
