"""What indicators are counted in, for formulas over them: customers a day, minutes, money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.figure import Unit
from goodwill.analytics.formulas import ONE, Dimension

MONEY = "money"
"""In `QUOTIENTS`, the company's currency."""

UNITS: Mapping[Unit, str] = {
    Unit.MONEY: MONEY,
    Unit.CUSTOMERS: "customer",
    Unit.ORDERS: "order",
    Unit.SECONDS: "second",
    Unit.MINUTES: "minute",
    Unit.HOURS: "hour",
    Unit.DAYS: "day",
    Unit.MONTHS: "month",
}
"""Of an indicator's value; what is not named is a plain number."""

QUOTIENTS: Mapping[str, tuple[str, str]] = {
    "EF01": ("customer", "day"),
    "EF02": ("visit", "day"),
    "EF03": ("second", "contact"),
    "EF06": ("order", "order"),
    "EF07": ("minute", "minute"),
    "EF08": ("change", "case"),
    "SA02": ("answer", "answer"),
    "SA04": ("complaint", "order"),
    "SA06": ("customer", "customer"),
    "RL01": ("customer", "customer"),
    "RL02": ("customer", "customer"),
    "RL03": ("customer", "customer"),
    "RL04": ("order", "customer"),
    "RL06": ("customer", "customer"),
    "RL10": ("customer", "customer"),
    "RL11": ("customer", "customer"),
    "RL13": ("customer", "customer"),
    "SL03": ("lead", "lead"),
    "SL04": ("opportunity", "opportunity"),
    "SL05": ("order", "order"),
    "SL06": (MONEY, "order"),
    "MK01": ("customer", "customer"),
    "MK04": (MONEY, "customer"),
    "MK06": (MONEY, MONEY),
    "MK10": ("contact", "contact"),
    "MK11": ("contact", "contact"),
    "SV01": ("case", "case"),
    "SV03": ("case", "case"),
    "SV04": ("session", "session"),
    "SV05": ("contact", "customer"),
    "SV06": ("contact", "contact"),
    "SV07": ("contact", "contact"),
    "SV08": (MONEY, "contact"),
    "AD01": ("user", "user"),
    "AD02": ("action", "action"),
    "AD03": ("field", "field"),
    "AD04": ("record", "record"),
    "AD05": ("goal", "goal"),
    "CO02": (MONEY, "customer"),
    "CO04": ("minute", "minute"),
}
"""Numerator and denominator of the ratios that are made of two counts or amounts."""


@dataclass(frozen=True)
class Counted:
    """The units of an indicator's value and, where it has them, numerator and denominator."""

    value: Dimension
    above: Dimension | None = None
    below: Dimension | None = None


@dataclass(frozen=True)
class Units:
    """The units of indicators in a company's currency."""

    currency: str

    @cached_property
    def money(self) -> Dimension:
        return Dimension.of(self.currency)

    def of(self, indicator: Indicator) -> Counted:
        """A share, score, index or point is a plain number."""
        if indicator.id in QUOTIENTS:
            above, below = (self.named(name) for name in QUOTIENTS[indicator.id])
            return Counted(above / below, above, below)
        return Counted(self.named(UNITS[indicator.unit]) if indicator.unit in UNITS else ONE)

    def named(self, name: str) -> Dimension:
        return self.money if name == MONEY else Dimension.of(name)
