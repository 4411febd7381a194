"""How to divide a budget: where to add, where to take away, what the last unit brings."""

from __future__ import annotations

from goodwill.analytics.campaigns.budget.weighing import Move
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.campaign.plan.budgeting import Divided
from goodwill.report.campaign.plan.measuring import Planned
from goodwill.report.campaign.plan.words import Listed, amount_of, rounded, whole, whole_column
from goodwill.report.charts import Chart, Point, Series, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import money_column


def budget(planned: Planned) -> Chapter:
    found = planned.budget
    findings = []
    if isinstance(found, Divided):
        findings = [_best(found), *_against_now(found), _total(found), *_capacities(found)]
    elif found is not None:
        findings = [
            Finding("division", Sentence("The budget cannot be divided"), text=[found.sentence])
        ]
    return Chapter("budget", Sentence("How to divide the budget"), findings)


def _best(found: Divided) -> Finding:
    margin, efficiency, last = found.whole
    budget, division = found.budget, found.division
    text = [
        Sentence(
            "What the last unit of money brings is what one more would bring on the options that "
            "are not at a limit. Money goes where it brings more than elsewhere, until none does."
        )
    ]
    if division.left > budget.unit:
        text.append(
            Sentence(
                "{left} is better not spent: it would bring less than itself, or no option may "
                "take it.",
                left=amount_of(division.left, budget.currency),
            )
        )
    return Finding(
        "division",
        Sentence(
            "Divided best, {spent} brings {margin}",
            spent=amount_of(division.spent, budget.currency),
            margin=margin,
        ),
        text=text,
        figures=[margin, efficiency, last],
        table=_table(found),
        warnings=_believed(found),
    )


def _believed(found: Divided) -> list[Sentence]:
    names = [o.name for o in found.budget.options if not o.response.has_interval]
    if not names:
        return []
    return [
        Sentence(
            "Nobody said how sure the curve is of: {options}. Give low and high, or margin_se.",
            options=Listed(tuple(names)),
        )
    ]


def _table(found: Divided) -> Table:
    currency, now = found.budget.currency, found.budget.now
    columns = [
        TableColumn(Sentence("Option")),
        *([whole_column(Sentence("Spent now"), currency)] if now is not None else []),
        money_column(Sentence("Best"), currency),
        *([whole_column(Sentence("Change"), currency)] if now is not None else []),
        money_column(Sentence("Brings"), currency),
        TableColumn(Sentence("One more brings"), Unit.RATIO),
        *([whole_column(Sentence("Cautious"), currency)] if found.cautious else []),
    ]
    rows: list[tuple[Cell, ...]] = []
    for at, (option, (spend, brings)) in enumerate(
        zip(found.budget.options, found.options, strict=True)
    ):
        best = found.division.spend[at]
        present: tuple[Cell, ...] = ()
        change: tuple[Cell, ...] = ()
        if now is not None:
            present = (whole(now[at], currency),)
            change = (whole(best - now[at], currency),)
        careful: tuple[Cell, ...] = ()
        if found.cautious:
            careful = (whole(found.cautious.spend[at], currency),)
        slope = round(float(found.slopes[at]), 2)
        rows.append((option.name, *present, spend, *change, brings, slope, *careful))
    note = Sentence("Cautious: the same, if every curve is at the low end of its interval.")
    return Table(columns, rows, note=note if found.cautious else None)


def _against_now(found: Divided) -> list[Finding]:
    if isinstance(found.gain, GoodwillError):
        return [
            Finding(
                "against-now",
                Sentence("Whether it is better than the present division cannot be told"),
                text=[found.gain.sentence],
            )
        ]
    gain, chance = found.gain
    saving = [found.saving] if not isinstance(found.saving, GoodwillError) else []
    text = [moved_words(found.moved)] if found.moved else []
    if isinstance(found.saving, GoodwillError):
        text.append(found.saving.sentence)
    title = Sentence("It brings {gain} more than the present division", gain=gain)
    if chance.value is not None:
        title = Sentence(
            "It brings {gain} more than the present division, {chance} sure",
            gain=gain,
            chance=chance,
        )
    return [
        Finding(
            "against-now",
            title,
            text=text,
            figures=[gain, chance, *(each for each in saving if each is not None)],
        )
    ]


def moved_words(moved: Move) -> Sentence:
    """Where to take the first unit of money away, and where to add it."""
    if moved.brings <= moved.loses:
        return Sentence("No first step helps: money is where it brings most already.")
    return Sentence(
        "First take from {take}, where the last unit of money brings {loses}, and give to {add}, "
        "where the next one brings {brings}.",
        take=Listed(moved.take_from),
        loses=round(moved.loses, 2),
        add=Listed(moved.add_to),
        brings=round(moved.brings, 2),
    )


def _total(found: Divided) -> Finding:
    last = found.whole[-1]
    told = float(last.value or 0)
    title = (
        Sentence("A larger budget would pay: its last unit of money brings {last}", last=last)
        if told > 1 and found.division.left <= found.budget.unit
        else Sentence("A larger budget would not pay: one more unit brings {last}", last=last)
    )
    return Finding(
        "how-much-in-all",
        title,
        text=[
            Sentence(
                "The line is the most that each budget brings. It flattens, because the best uses "
                "of money come first; beyond the point where one more unit brings less than "
                "itself, none is spent."
            )
        ],
        chart=_frontier(found),
        table=_points(found),
    )


def _frontier(found: Divided) -> Chart:
    currency = found.budget.currency
    unit = found.budget.unit
    return line_with_band(
        [
            Series(
                Sentence("Margin"),
                [
                    Point(each.total / unit, rounded(each.margin, currency))
                    for each in found.frontier
                ],
            ),
            Series(
                Sentence("Spent"),
                [
                    Point(each.total / unit, rounded(each.spent, currency))
                    for each in found.frontier
                ],
            ),
        ],
        description=Sentence("The most margin that each budget brings, and what of it is spent."),
        x=Sentence("Budget"),
        measure=Sentence("Margin and spend, by budget"),
        unit=Unit.MONEY,
        currency=currency,
    )


def _points(found: Divided) -> Table:
    currency = found.budget.currency
    columns = [
        whole_column(Sentence("Budget"), currency),
        whole_column(Sentence("Spent"), currency),
        whole_column(Sentence("Margin"), currency),
        whole_column(Sentence("Margin less spend"), currency),
        TableColumn(Sentence("One more brings"), Unit.RATIO),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            whole(each.total, currency),
            whole(each.spent, currency),
            whole(each.margin, currency),
            whole(each.margin - each.spent, currency),
            round(each.last_unit, 2),
        )
        for each in found.frontier
    ]
    return Table(columns, rows)


def _capacities(found: Divided) -> list[Finding]:
    scarce = found.division.capacities
    if not scarce:
        return []
    tight = [each for each in scarce if each.price > 0]
    title = (
        Sentence("No capacity is short")
        if not tight
        else Sentence(
            "{n} capacity is short: more of it would bring more",
            "{n} capacities are short: more of them would bring more",
            n=len(tight),
        )
    )
    columns = [
        TableColumn(Sentence("Capacity")),
        TableColumn(Sentence("Used"), Unit.NUMBER),
        TableColumn(Sentence("There are"), Unit.NUMBER),
        TableColumn(Sentence("Used share"), Unit.SHARE),
        money_column(Sentence("One more is worth"), found.budget.currency),
    ]
    rows: list[tuple[Cell, ...]] = [
        (each.name, round(each.used, 1), each.limit, _part(each.used, each.limit), price)
        for each, price in zip(scarce, found.prices, strict=True)
    ]
    return [
        Finding(
            "capacities",
            title,
            text=[
                Sentence(
                    "What one more call or visit is worth is net of the money spent on it: pay "
                    "no more than that for it."
                )
            ],
            table=Table(columns, rows),
        )
    ]


def _part(used: float, limit: float) -> float | None:
    return used / limit if limit else None
