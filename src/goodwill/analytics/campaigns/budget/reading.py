"""The [budget] table of a campaign plan, read and checked.

```toml
[budget]
total = 60000
same_policy_by = "value_class"

[budget.capacities]
calls = {per_day = 120, days = 20}

[[budget.options]]
name = "Calls to A customers"
campaign = "Spring"
channel = "call"
value_class = "A"
audience = 800
spend_now = 9000
points = [[4000, 9000], [9000, 15000]]
margin_se = [1500, 2500]
capacity = {calls = 0.04}

[[budget.options]]
name = "E-mail to all"
channel = "e-mail"
best = 30000
half = 2500
low = 20000
high = 40000
```
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from goodwill.analytics.campaigns.budget.budget import POLICIES, Budget, Option
from goodwill.analytics.campaigns.budget.curves import Curve, Hill, Saturating
from goodwill.analytics.campaigns.budget.fitting import Shape
from goodwill.analytics.campaigns.budget.responses import Response, believed, measured
from goodwill.analytics.errors import AnalyticsError, SettingRefused
from goodwill.analytics.figure import minor_digits
from goodwill.language import Sentence

KEYS = ("total", "currency", "spend_all", "same_policy_by", "capacities", "options")
NAMES = ("campaign", "channel", "segment", "value_class")
AMOUNTS = ("spend_now", "min", "max", "per_head_max")
MEASURED = ("points", "margin_se")
BELIEVED = ("best", "half", "exponent", "low", "high")
OPTION_KEYS = ("name", *NAMES, *AMOUNTS, "audience", "capacity", "curve", *MEASURED, *BELIEVED)
CAPACITY_KEYS = ("per_day", "days", "units")


def budget_from(table: Mapping[str, Any], file: str, currency: str) -> Budget:
    """The budget that a plan's [budget] table describes; amounts there are in whole currency.

    Parameters
    ----------
    file
        The plan's name, for the sentences.
    currency
        ISO 4217 code; the table may name its own.

    Raises
    ------
    SettingRefused
        A key is unknown, missing, or not what it should be; the sentence names it.
    """
    reader = _Reader(file, table, "budget")
    reader.only(KEYS)
    currency = reader.text("currency") or currency
    unit = float(10 ** minor_digits(currency))
    capacities = _capacities(reader)
    rows = reader.rows("options")
    options = tuple(_option(row, unit, capacities) for row in rows)
    _refuse_same_names(reader, options)
    by = reader.text("same_policy_by") or None
    if by is not None and by not in POLICIES:
        raise reader.refusal("same_policy_by", Sentence("value_class or segment"))
    total = reader.number("total", above=0.0)
    if total is None:
        raise reader.refusal("total", Sentence("the money to be parted, above 0"))
    spend_all = reader.flag("spend_all")
    return Budget(total * unit, options, currency, capacities, by, spend_all)


class _Reader:
    """One table of the plan, with the name of the place where it stands."""

    def __init__(self, file: str, table: object, place: str) -> None:
        self.file, self.place = file, place
        if not isinstance(table, Mapping):
            raise self.refusal("", Sentence("a table"))
        self.table = table

    def refusal(self, key: str, wanted: Sentence) -> SettingRefused:
        place = f"{self.place}.{key}" if key else self.place
        return SettingRefused(
            Sentence("{file}: {key} must be {wanted}.", file=self.file, key=place, wanted=wanted)
        )

    def only(self, keys: Sequence[str]) -> None:
        strange = [str(key) for key in self.table if key not in keys]
        if strange:
            raise SettingRefused(
                Sentence(
                    "{file}: {place} says {strange}, which is not a setting. It may hold: "
                    "{allowed}.",
                    file=self.file,
                    place=self.place,
                    strange=", ".join(strange),
                    allowed=", ".join(keys),
                )
            )

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.refusal(key, Sentence("text"))
        return value

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.refusal(key, Sentence("true or false"))
        return value

    def number(self, key: str, *, above: float | None = None) -> float | None:
        """A number of at least 0, or above something; None if the key is not there."""
        if key not in self.table:
            return None
        value = self.table[key]
        if not _is_number(value) or value < 0 or (above is not None and value <= above):
            above_nought = Sentence("a number above 0")
            at_least_nought = Sentence("a number, 0 or more")
            raise self.refusal(key, at_least_nought if above is None else above_nought)
        return float(value)

    def numbers(self, key: str) -> dict[str, float]:
        value = self.table.get(key, {})
        if not isinstance(value, Mapping) or not all(
            _is_number(each) and each >= 0 for each in value.values()
        ):
            raise self.refusal(key, Sentence("a table of numbers, such as {calls = 0.04}"))
        return {str(name): float(each) for name, each in value.items()}

    def rows(self, key: str) -> list[_Reader]:
        value = self.table.get(key)
        if not isinstance(value, list) or not value:
            raise self.refusal(key, Sentence("a list of options, one or more"))
        return [
            _Reader(self.file, row, f"{self.place}.{key}[{n}]") for n, row in enumerate(value, 1)
        ]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _capacities(reader: _Reader) -> dict[str, float]:
    table = reader.table.get("capacities", {})
    if not isinstance(table, Mapping):
        raise reader.refusal("capacities", Sentence("a table"))
    found = {}
    for name, value in table.items():
        inner = _Reader(reader.file, value, f"{reader.place}.capacities.{name}")
        inner.only(CAPACITY_KEYS)
        units, per_day, days = (inner.number(key) for key in ("units", "per_day", "days"))
        if units is None and (per_day is None or days is None):
            raise inner.refusal("", Sentence("per_day and days, or units"))
        found[str(name)] = units if units is not None else (per_day or 0.0) * (days or 0.0)
    return found


def _option(row: _Reader, unit: float, capacities: Mapping[str, float]) -> Option:
    row.only(OPTION_KEYS)
    name = row.text("name")
    if not name:
        raise row.refusal("name", Sentence("the option's name"))
    uses = row.numbers("capacity")
    for capacity in uses:
        if capacity not in capacities:
            raise row.refusal(
                f"capacity.{capacity}", Sentence("one of the capacities in budget.capacities")
            )
    amounts = {key: row.number(key) for key in AMOUNTS}
    minor = {key: None if is_ is None else is_ * unit for key, is_ in amounts.items()}
    names = {key: row.text(key) for key in NAMES}
    return Option(
        name=name,
        response=_response(row, unit),
        now=minor["spend_now"],
        least=minor["min"] or 0.0,
        most=minor["max"],
        audience=row.number("audience"),
        most_per_head=minor["per_head_max"],
        uses={capacity: use / unit for capacity, use in uses.items()},
        **names,
    )


def _response(row: _Reader, unit: float) -> Response:
    shape = row.text("curve") or Shape.HILL
    if shape not in set(Shape):
        raise row.refusal("curve", Sentence("hill, saturating, power or points"))
    has_points, has_best = "points" in row.table, "best" in row.table
    if has_points == has_best:
        raise row.refusal("", Sentence("given either points or best and half, not both"))
    only_one = [key for key in (BELIEVED if has_points else MEASURED) if key in row.table]
    if only_one:
        raise row.refusal(only_one[0], Sentence("left out: points and best do not go together"))
    try:
        return _of_points(row, Shape(shape), unit) if has_points else _of_best(row, shape, unit)
    except AnalyticsError as refusal:
        raise SettingRefused(
            Sentence(
                "{file}: {key}: {reason}",
                file=row.file,
                key=row.place,
                reason=refusal.sentence,
            )
        ) from refusal


def _of_points(row: _Reader, shape: Shape, unit: float) -> Response:
    value = row.table["points"]
    are_pairs = isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(map(_is_number, pair)) for pair in value
    )
    if not are_pairs:
        raise row.refusal("points", Sentence("pairs of spend and margin, as [[1000, 2500], …]"))
    points = [(spend * unit, margin * unit) for spend, margin in value]
    se = row.table.get("margin_se")
    if se is None:
        return measured(points, None, shape)
    each = se if isinstance(se, list) else [se] * len(points)
    if len(each) != len(points) or not all(_is_number(x) and x > 0 for x in each):
        raise row.refusal(
            "margin_se", Sentence("one standard error above 0 for all points, or one for each")
        )
    return measured(points, [x * unit for x in each], shape)


def _of_best(row: _Reader, shape: str, unit: float) -> Response:
    best, half = row.number("best"), row.number("half", above=0.0)
    low, high = _ends(row)
    if best is None or half is None:
        raise row.refusal("half", Sentence("the spend that brings half of best, above 0"))
    return believed(
        _curve(row, shape, best * unit, half * unit),
        low=None if low is None else low * unit,
        high=None if high is None else high * unit,
    )


def _ends(row: _Reader) -> tuple[float | None, float | None]:
    ends = [row.table.get(key) for key in ("low", "high")]
    given = [float(end) for end in ends if end is not None and _is_number(end)]
    if ends != [None, None] and len(given) < len(ends):
        raise row.refusal("low", Sentence("given together with high, both numbers"))
    return (given[0], given[1]) if given else (None, None)


def _curve(row: _Reader, shape: str, best: float, half: float) -> Curve:
    exponent = row.number("exponent", above=0.0)
    if shape == Shape.HILL:
        return Hill(best, half, 1.0 if exponent is None else exponent)
    if shape != Shape.SATURATING:
        raise row.refusal("curve", Sentence("hill or saturating where best and half are given"))
    if exponent is not None:
        raise row.refusal("exponent", Sentence("left out: only a hill curve has one"))
    return Saturating(best, half)


def _refuse_same_names(reader: _Reader, options: Sequence[Option]) -> None:
    names = [option.name for option in options]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise reader.refusal("options", Sentence("named apart: {name} is there twice", name=twice))
