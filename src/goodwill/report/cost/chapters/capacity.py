"""How much of the time that was paid for went into activities, and what the rest cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from goodwill.analytics.benefit.costing.sharing import costfigures_served as figures
from goodwill.analytics.benefit.costing.sharing.capacity import PoolMonth
from goodwill.analytics.figure import Figure, Unit, ratio
from goodwill.language import Sentence
from goodwill.report.charts import Item, Mark, Point, Series, bars, line_with_band
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.preparing import month
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import amount, money_column

LOW, HIGH = Fraction(75, 100), Fraction(90, 100)
"""A common working range of the use of practical capacity."""
MOST_DRAWN = 30


@dataclass(frozen=True)
class Department:
    """All months of one department together."""

    name: str
    pool_minor: int
    practical: Fraction
    used: Fraction
    activities: int
    unused_minor: int
    overloaded: tuple[int, ...]

    @property
    def use(self) -> Fraction:
        return self.used / self.practical

    @property
    def standing(self) -> Sentence:
        if self.overloaded:
            return Sentence(
                "{n} month beyond what it can practically work",
                "{n} months beyond what it can practically work",
                n=len(self.overloaded),
            )
        if self.use > HIGH:
            return Sentence("Above 90 %: nothing left for peaks")
        if self.use < LOW:
            return Sentence("Below 75 %: time is paid for and not used")
        return Sentence("Within 75 % to 90 %")


def departments(months: Iterable[PoolMonth]) -> tuple[Department, ...]:
    """By department, what is unused costing most first."""
    found: dict[str, list[PoolMonth]] = {}
    for each in months:
        found.setdefault(each.department, []).append(each)
    told = (
        Department(
            name,
            sum(m.pool.pool_minor for m in them),
            sum((m.capacity.practical_minutes for m in them), Fraction(0)),
            sum((m.used_minutes for m in them), Fraction(0)),
            sum(m.activities for m in them),
            sum(m.unused_minor for m in them),
            tuple(m.period for m in them if m.is_overloaded),
        )
        for name, them in found.items()
    )
    return tuple(sorted(told, key=lambda d: (-d.unused_minor, d.name)))


def capacity(measured: Measured) -> Chapter:
    months = measured.allocation.capacity
    if not months:
        findings = [_nothing(measured)]
    else:
        findings = [_by_department(measured)]
        if measured.window.months > 1:
            findings.append(_over_time(measured))
        findings += _overloads(measured)
    return Chapter("capacity", Sentence("Capacity"), findings)


def title(measured: Measured) -> Sentence:
    unused = measured.money(figures.UNUSED, measured.allocation.identity.unused)
    return Sentence(
        "{use} of the practical capacity was used; the rest cost {unused}, and no customer bears "
        "it",
        use=_use(measured, departments(measured.allocation.capacity)),
        unused=unused,
    )


def _use(measured: Measured, them: Iterable[Department], name: str | None = None) -> Figure:
    chosen = [d for d in them if name is None or d.name == name]
    cut = {} if name is None else {"department": name}
    part = None if name is None else Sentence("{name}", name=name)
    return ratio(
        figures.CAPACITY_USE,
        float(sum(d.used for d in chosen)),
        float(sum(d.practical for d in chosen)),
        as_of=measured.as_of,
        n=sum(d.activities for d in chosen),
        cut=cut,
        part=part,
    )


def _nothing(measured: Measured) -> Finding:
    has_file = measured.ready.capacity is not None
    return Finding(
        "no-capacity",
        Sentence("How much of the paid time was used cannot be told"),
        text=[
            Sentence(
                "The capacity table has no department with people and paid minutes in these months."
            )
            if has_file
            else Sentence(
                "Nobody said how much departments can work: give --capacity with department, "
                "month, people and paid minutes. Until then what departments cost is not assigned."
            )
        ],
    )


def _by_department(measured: Measured) -> Finding:
    them, currency = departments(measured.allocation.capacity), measured.currency
    rows: list[tuple[Cell, ...]] = [
        (
            each.name,
            _use(measured, them, each.name),
            amount(each.unused_minor, currency),
            round(each.used),
            round(each.practical),
            each.standing,
        )
        for each in them
    ]
    columns = [
        TableColumn(Sentence("Department")),
        TableColumn(Sentence("Used"), Unit.SHARE),
        money_column(Sentence("Unused cost"), currency),
        TableColumn(Sentence("Minutes used"), Unit.NUMBER),
        TableColumn(Sentence("Minutes practical"), Unit.NUMBER),
        TableColumn(Sentence("Standing")),
    ]
    by_use = sorted(them, key=lambda d: (-d.use, d.name))[:MOST_DRAWN]
    return Finding(
        "departments",
        title(measured),
        text=[
            Sentence(
                "Practical capacity is people × paid minutes × {share}: the rest goes to breaks, "
                "training and getting started. A common working range is 75 % to 90 % of it.",
                share=str(measured.ready.asked.practical),
            )
        ],
        chart=bars(
            [Item(each.name, float(each.use)) for each in by_use],
            description=Sentence("Use of practical capacity, by department."),
            label=Sentence("Department"),
            measure=Sentence("Used ÷ practical"),
            unit=Unit.SHARE,
            benchmark=Mark(float(HIGH), Sentence("90 %")),
        ),
        table=Table(columns, rows, file="capacity.csv"),
    )


def _over_time(measured: Measured) -> Finding:
    months = measured.allocation.capacity
    points = []
    for period in sorted({m.period for m in months}):
        here = [m for m in months if m.period == period]
        used = sum((m.used_minutes for m in here), Fraction(0))
        practical = sum((m.capacity.practical_minutes for m in here), Fraction(0))
        points.append(Point(month(period).first, float(used / practical)))
    values = [float(point.value or 0) for point in points]
    return Finding(
        "capacity-months",
        Sentence(
            "From month to month between {low} % and {high} % of all practical time was used",
            low=round(min(values) * 100),
            high=round(max(values) * 100),
        ),
        chart=line_with_band(
            [Series(Sentence("All departments"), points)],
            description=Sentence("Use of practical capacity by month, all departments together."),
            x=Sentence("Month"),
            measure=Sentence("Used ÷ practical"),
            unit=Unit.SHARE,
        ),
    )


def _overloads(measured: Measured) -> list[Finding]:
    found = [m for m in measured.allocation.capacity if m.is_overloaded]
    if not found:
        return []
    rows: list[tuple[Cell, ...]] = [
        (
            m.department,
            month(m.period),
            float(m.used_minutes / m.capacity.practical_minutes),
            round(m.overload_minutes),
            amount(m.overload_minor, measured.currency),
        )
        for m in sorted(found, key=lambda m: (-m.period, m.department))
    ]
    columns = [
        TableColumn(Sentence("Department")),
        TableColumn(Sentence("Month")),
        TableColumn(Sentence("Used"), Unit.SHARE),
        TableColumn(Sentence("Minutes beyond"), Unit.NUMBER),
        money_column(Sentence("Assigned beyond its cost"), measured.currency),
    ]
    first = max(found, key=lambda m: m.overload_minutes)
    return [
        Finding(
            "overload",
            Sentence(
                "{department} worked beyond what is practical in {month}",
                "{n} times a department worked beyond what is practical; {department} most, in "
                "{month}",
                n=len(found),
                department=first.department,
                month=month(first.period),
            ),
            text=[
                Sentence(
                    "The rate of a minute stays, so customers bear more than the department cost; "
                    "what is too much is taken back under “not assigned”. Check its people, or "
                    "whether its times are too long."
                )
            ],
            table=Table(columns, rows, file="capacity.csv"),
        )
    ]
