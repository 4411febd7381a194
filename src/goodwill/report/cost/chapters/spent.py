"""What the money was spent on, in both views side by side and never added."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from goodwill.analytics.benefit.costing.ledger.costfigures import PartOfCost
from goodwill.analytics.benefit.costing.ledger.totals import CostLine
from goodwill.analytics.benefit.costing.ledger.views import MEANINGS, View
from goodwill.analytics.figure import Unit, major
from goodwill.language import Sentence
from goodwill.report.charts import Item, Point, Series, bars, line_with_band
from goodwill.report.cost import labels
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.preparing import month
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import Amount, amount, money_column

Key = tuple[str | None, str | None]


def spent(measured: Measured) -> Chapter:
    findings = [_categories(measured), _parts(measured)]
    if measured.window.months > 1:
        findings.insert(1, _by_month(measured))
    return Chapter("spent", Sentence("What it is spent on"), findings)


def _categories(measured: Measured) -> Finding:
    used = measured.consumption.parts
    paid = {each.category: each for each in measured.cash.parts}
    order = [each.category for each in used]
    order += [each.category for each in measured.cash.parts if each.category not in order]
    by_used = {each.category: each for each in used}
    rows: list[tuple[Cell, ...]] = [
        (
            category.label,
            _figure(by_used.get(category)),
            by_used[category].share.value if category in by_used else None,
            _figure(paid.get(category)),
            by_used[category].estimated.value if category in by_used else None,
        )
        for category in order
    ]
    columns = [
        TableColumn(Sentence("Cost category")),
        TableColumn(Sentence("As used up"), align="end"),
        TableColumn(Sentence("Share"), Unit.SHARE),
        TableColumn(Sentence("As paid"), align="end"),
        TableColumn(Sentence("Estimated"), Unit.SHARE),
    ]
    rows.append(
        (
            Sentence("Together"),
            measured.consumption.total,
            None,
            measured.cash.total,
            measured.consumption.estimated,
        )
    )
    first = used[0]
    return Finding(
        "categories",
        Sentence(
            "Most is spent on {category}: {cost}, {share} of what was used up",
            category=Sentence("“{name}”", name=first.category.label),
            cost=first.cost,
            share=first.share,
        ),
        text=[MEANINGS[View.CONSUMPTION], MEANINGS[View.CASH]],
        chart=bars(
            [Item(each.category.label, each.cost.value) for each in used],
            description=Sentence("Cost as used up, by category."),
            label=Sentence("Cost category"),
            measure=Sentence("As used up"),
            unit=Unit.MONEY,
            currency=measured.currency,
        ),
        table=Table(columns, rows),
    )


def _figure(part: PartOfCost | None) -> Cell:
    return None if part is None else part.cost


def _by_month(measured: Measured) -> Finding:
    series = [
        Series(view.label, [Point(month(_period(line)).first, _major(measured, line))
                            for line in measured.months[view]])
        for view in (View.CONSUMPTION, View.CASH)
    ]  # fmt: skip
    lines = measured.months[View.CONSUMPTION]
    high = max(lines, key=lambda line: line.cost.amount_minor)
    low = min(lines, key=lambda line: line.cost.amount_minor)
    return Finding(
        "months",
        Sentence(
            "A month used up between {low} ({when_low}) and {high} ({when_high})",
            low=_said(measured, low),
            when_low=month(_period(low)),
            high=_said(measured, high),
            when_high=month(_period(high)),
        ),
        chart=line_with_band(
            series,
            description=Sentence("Cost by month, as used up and as paid."),
            x=Sentence("Month"),
            measure=Sentence("Cost of the month"),
            unit=Unit.MONEY,
            currency=measured.currency,
        ),
    )


def _period(line: CostLine[View]) -> int:
    return int(str(line.part[0]))


def _major(measured: Measured, line: CostLine[View]) -> Decimal:
    return major(line.cost.amount_minor, measured.currency)


def _parts(measured: Measured) -> Finding:
    used, paid = (_keyed(measured, view) for view in (View.CONSUMPTION, View.CASH))
    order = sorted(
        used.keys() | paid.keys(), key=lambda key: (-_size(used, key), -_size(paid, key), str(key))
    )
    rows: list[tuple[Cell, ...]] = [
        (
            _name(key),
            _amount(measured, used.get(key)),
            _amount(measured, paid.get(key)),
            _estimated(used.get(key) or paid[key]),
        )
        for key in order
    ]
    columns = [
        TableColumn(Sentence("Sub-category")),
        money_column(Sentence("As used up"), measured.currency),
        money_column(Sentence("As paid"), measured.currency),
        TableColumn(Sentence("Estimated"), Unit.SHARE),
    ]
    return Finding(
        "sub-categories",
        Sentence(
            "{n} sub-category was spent on",
            "{n} sub-categories were spent on; “{first}” is the largest",
            n=len(order),
            first=_name(order[0]),
        ),
        table=Table(columns, rows),
    )


def _keyed(measured: Measured, view: View) -> Mapping[Key, CostLine[View]]:
    return {
        (str(line.part[0]), None if line.part[1] is None else str(line.part[1])): line
        for line in measured.parts[view]
    }


def _name(key: Key) -> Sentence:
    category, sub = key
    if sub:
        return Sentence("{name}", name=labels.subcategory(sub))
    return Sentence("{category}, no more said", category=labels.category(category))


def _size(lines: Mapping[Key, CostLine[View]], key: Key) -> int:
    return lines[key].cost.amount_minor if key in lines else 0


def _amount(measured: Measured, line: CostLine[View] | None) -> Cell:
    return None if line is None else amount(line.cost.amount_minor, measured.currency)


def _estimated(line: CostLine[View]) -> Cell:
    cost = line.cost
    return cost.estimated_minor / cost.amount_minor if cost.amount_minor else None


def _said(measured: Measured, line: CostLine[View]) -> Amount:
    return Amount(major(line.cost.amount_minor, measured.currency), measured.currency)
