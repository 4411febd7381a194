"""The grid of a year: rows of the company, teams and people, a column for each month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from goodwill.analytics.errors import NotTogether
from goodwill.analytics.figure import major, minor
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Product
from goodwill.crm.sales.periods import Period
from goodwill.crm.sales.targets.errors import BadTarget
from goodwill.crm.sales.targets.models import Target
from goodwill.crm.sales.targets.setting import Cell
from goodwill.crm.sales.teamwork import Sellers, sellers
from goodwill.language import Sentence

Key = tuple[str, int | None, date]


@dataclass(frozen=True)
class Square:
    """One month of a row: its field's name, what stands there, and how its people differ."""

    name: str
    month: date
    amount_minor: int | None
    typed: str
    people_minor: int | None = None
    """What the people of a team are to sell together; None where none of them has a target."""

    @property
    def differs_by(self) -> int:
        """By how much the people's targets exceed the team's; 0 where either is missing."""
        if self.amount_minor is None or self.people_minor is None:
            return 0
        return self.people_minor - self.amount_minor


@dataclass(frozen=True)
class Row:
    """Somebody's targets of the year."""

    level: str
    name: str
    depth: int
    squares: tuple[Square, ...]

    @property
    def total_minor(self) -> int:
        return sum(square.amount_minor or 0 for square in self.squares)

    @property
    def differs_by(self) -> int:
        return sum(square.differs_by for square in self.squares)

    @property
    def is_told(self) -> bool:
        return any(square.amount_minor is not None for square in self.squares)


@dataclass(frozen=True)
class Grid:
    """The year as the person sees it: of one product, or of all where none is named."""

    over: Period
    measure: str
    rows: tuple[Row, ...]
    currency: str
    product: Product | None = None


def grid(reach: Reach, over: Period, measure: str, product: Product | None = None) -> Grid:
    """The targets of a year, of a product or of all, as far as the person sees them."""
    currency = company().currency
    found = _found(reach, over, measure, product)
    seen = sellers(reach)
    return Grid(over, measure, tuple(_rows(seen, over, found, currency)), currency, product)


def read(told: Mapping[str, str], shown: Grid) -> list[Cell]:
    """What was typed where it differs from what stands there.

    Raises
    ------
    BadTarget
        If something is not an amount.
    """
    cells = []
    for row in shown.rows:
        for square in row.squares:
            typed = told.get(square.name, square.typed).strip()
            if typed != square.typed:
                amount = _amount(typed, shown.currency)
                if amount != square.amount_minor:
                    cells.append(Cell(*_key(square.name), amount))
    return cells


def _found(reach: Reach, over: Period, measure: str, product: Product | None) -> dict[Key, int]:
    rows = Target.objects.present().within(reach).between(over.first, over.last)
    rows = rows.filter(measure=measure, product=product, currency=company().currency)
    found: dict[Key, int] = {}
    for level, owner, team, month, amount in rows.values_list(
        "level", "owner_id", "team_id", "period_on", "amount_minor"
    ):
        whose = {"person": owner, "team": team}.get(level)
        found[level, whose, month] = amount
    return found


def _rows(seen: Sellers, over: Period, found: dict[Key, int], currency: str) -> Iterator[Row]:
    year = _Year(over, found, currency, _sums_of_people(seen, found))
    if seen.sees_all:
        yield year.row(("company", None), "", 0)
    for place in seen.teams:
        yield year.row(("team", place.team.pk), place.team.name, place.depth)
        for one in seen.of(place.team.pk):
            yield year.row(("person", one.pk), one.name, place.depth + 1)
    placed = {place.team.pk for place in seen.teams}
    for one in seen.people:
        if one.team_id not in placed:
            yield year.row(("person", one.pk), one.name, 0)


@dataclass(frozen=True)
class _Year:
    """What is known of a year, from which rows are made."""

    over: Period
    found: dict[Key, int]
    currency: str
    people_of: dict[Key, int]

    def row(self, whose: tuple[str, int | None], name: str, depth: int) -> Row:
        level, number = whose
        squares = []
        for month in self.over.months:
            amount = self.found.get((level, number, month))
            typed = "" if amount is None else _typed(amount, self.currency)
            field = f"{level}-{number or 0}-{month:%Y-%m}"
            people = None if level == "person" else self.people_of.get((level, number, month))
            squares.append(Square(field, month, amount, typed, people))
        return Row(level, name, depth, tuple(squares))


def _sums_of_people(seen: Sellers, found: dict[Key, int]) -> dict[Key, int]:
    """What the people below each team are to sell together, and all of them."""
    team_of = {one.pk: one.team_id for one in seen.people}
    below = {place.team.pk: seen.below(place.team.pk) for place in seen.teams}
    sums: dict[Key, int] = {}
    for (level, whose, month), amount in found.items():
        if level != "person" or whose not in team_of:
            continue
        above: list[Key] = [("company", None, month)]
        above += [("team", team, month) for team, parts in below.items() if team_of[whose] in parts]
        for key in above:
            sums[key] = sums.get(key, 0) + amount
    return sums


def _key(name: str) -> Key:
    level, whose, month = name.split("-", 2)
    return level, int(whose) or None, date.fromisoformat(f"{month}-01")


def _typed(amount: int, currency: str) -> str:
    value = major(amount, currency)
    return f"{value.to_integral():f}" if value == value.to_integral() else f"{value:f}"


def _amount(typed: str, currency: str) -> int | None:
    plain = typed.replace(",", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not plain:
        return None
    try:
        return minor(Decimal(plain), currency)
    except (InvalidOperation, NotTogether):
        raise BadTarget(Sentence("“{typed}” is not an amount.", typed=typed)) from None
