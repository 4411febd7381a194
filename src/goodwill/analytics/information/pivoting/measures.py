"""What can be measured of a cell: sums and counts, ratios of them, and formulas of one's own.

A measure of a total is made of the total's sums, never of the measures of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.analytics.formulas import ONE, Dimension, Formula, parse
from goodwill.analytics.information.measures import MEASURES
from goodwill.analytics.information.pivoting.cube import CASES, CUSTOMERS, REPEATERS
from goodwill.language import Sentence

MONEY = Dimension.of("money")
"""Amounts in the company's currency."""

AMOUNT, SIZE, COST, COSTED = "amount_minor", "size_minor", "cost_minor", "costed"
"""Columns of sales: the amount, the same without its sign, the cost, and whether it is known."""
VALUED = "valued"
"""Column of the portfolio: whether the customer was valued."""


@dataclass(frozen=True)
class Base:
    """A number that every cell has: the stuff of measures.

    Parameters
    ----------
    word
        By which formulas call it.
    facts
        Of which sort of facts it speaks.
    sums, once
        What must be added up, and counted once, to know it.
    is_of_cost
        Whether it tells something of what things cost.
    told_by
        What must be more than 0 in a cell for it to be told there.
    """

    word: str
    label: Sentence
    facts: str
    unit: Dimension
    sums: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    is_of_cost: bool = False
    told_by: str = ""

    def of(self, sums: Mapping[str, int], currency: str) -> Decimal | None:
        """The number for a cell; None where the cell cannot tell it.

        A cell without facts has none of it: 0.
        """
        if self.told_by and not sums.get(self.told_by):
            return None
        found = _FROM.get(self.word, _plainly)(self, sums)
        if self.unit == MONEY:
            return major(found, currency)
        return Decimal(found) / 1000 if self.word == "units" else Decimal(found)


def _plainly(base: Base, sums: Mapping[str, int]) -> int:
    return sums.get((*base.sums, *base.once)[0], 0)


def _gross(base: Base, sums: Mapping[str, int]) -> int:
    return (sums.get(SIZE, 0) + sums.get(AMOUNT, 0)) // 2


def _returns(base: Base, sums: Mapping[str, int]) -> int:
    return (sums.get(SIZE, 0) - sums.get(AMOUNT, 0)) // 2


def _margin(base: Base, sums: Mapping[str, int]) -> int:
    return sums.get(AMOUNT, 0) - sums.get(COST, 0)


_FROM = {"gross": _gross, "returns": _returns, "margin": _margin}

SALES, CONTACTS, PORTFOLIO = "sales", "contacts", "portfolio"
_CUSTOMER, _ORDER, _CONTACT = (
    Dimension.of("customer"),
    Dimension.of("order"),
    Dimension.of("contact"),
)

BASES: Mapping[str, Base] = {
    base.word: base
    for base in (
        Base("revenue", Sentence("Revenue"), SALES, MONEY, (AMOUNT,)),
        Base("gross", Sentence("Gross amount"), SALES, MONEY, (AMOUNT, SIZE)),
        Base("returns", Sentence("Returns"), SALES, MONEY, (AMOUNT, SIZE)),
        Base("cost", Sentence("Cost of goods"), SALES, MONEY, (COST, COSTED), (), True, COSTED),
        Base("margin", Sentence("Margin"), SALES, MONEY, (AMOUNT, COST, COSTED), (), True, COSTED),
        Base("orders", Sentence("Orders"), SALES, _ORDER, once=(CASES,)),
        Base("customers", Sentence("Customers"), SALES, _CUSTOMER, once=(CUSTOMERS,)),
        Base("repeaters", Sentence("Repeat customers"), SALES, _CUSTOMER, once=(REPEATERS,)),
        Base("units", Sentence("Units"), SALES, Dimension.of("unit"), ("thousandths",)),
        Base("lines", Sentence("Order lines"), SALES, Dimension.of("line"), ("rows",)),
        Base("contacts", Sentence("Contacts"), CONTACTS, _CONTACT, ("rows",)),
        Base("visits", Sentence("Visits"), CONTACTS, _CONTACT, ("visits",)),
        Base("minutes", Sentence("Minutes of contact"), CONTACTS, Dimension.of("minute"),
             ("minutes",)),
        Base("reached", Sentence("Customers reached"), CONTACTS, _CUSTOMER, once=(CUSTOMERS,)),
        Base("portfolio", Sentence("Customers known"), PORTFOLIO, _CUSTOMER, ("rows",)),
        Base("expected", Sentence("Expected value"), PORTFOLIO, MONEY,
             ("expected_minor", VALUED), (), True, VALUED),
        Base("expected_revenue", Sentence("Expected revenue, 365 days"), PORTFOLIO, MONEY,
             ("expected_revenue_minor", VALUED), (), False, VALUED),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A figure of a cell: a formula of bases, or one of them."""

    word: str
    definition: Definition
    formula: Formula
    is_own: bool = False

    @property
    def bases(self) -> tuple[Base, ...]:
        return tuple(BASES[name] for name in self.formula.names)

    @property
    def facts(self) -> frozenset[str]:
        """Of which sorts of facts it speaks."""
        return frozenset(base.facts for base in self.bases)

    @property
    def is_of_cost(self) -> bool:
        return any(base.is_of_cost for base in self.bases)

    @property
    def division(self) -> tuple[str, str] | None:
        """The two bases that it is a ratio of, if it is one of two."""
        above, slash, below = (part.strip() for part in self.formula.text.partition("/"))
        return (above, below) if slash and above in BASES and below in BASES else None


def units() -> dict[str, Dimension]:
    """What formulas may call, and what each is counted in."""
    return {word: base.unit for word, base in BASES.items()}


def own(
    word: str, label: str, text: str, *, meaning: str = "", is_share: bool = False, version: int = 1
) -> Measure:
    """A measure that a company has made by a formula.

    Raises
    ------
    SettingRefused
        The formula cannot be read, names what there is not, or its units do not fit.
    """
    formula = parse(text, units(), unit=ONE if is_share else None)
    definition = Definition(
        f"own.{word}",
        version,
        Sentence("{name}", name=label),
        Sentence("{text}", text=meaning or label),
        Sentence("{text}", text=formula.said),
        _unit_of(formula, is_share=is_share),
    )
    return Measure(word, definition, formula, is_own=True)


def _unit_of(formula: Formula, *, is_share: bool) -> Unit:
    if is_share:
        return Unit.SHARE
    if dict(formula.unit.powers).get("money") == 1:
        return Unit.MONEY
    return Unit.NUMBER if formula.unit != ONE else Unit.RATIO


def figure(
    measure: Measure,
    sums: Mapping[str, Mapping[str, int]],
    currency: str,
    *,
    as_of: date,
    **more: Any,
) -> Figure:
    """The measure of a cell with what it is made of; n/a with the reason, never 0 for it.

    `sums` are those of the cell, by sort of facts.
    """
    numbers = {base.word: base.of(sums.get(base.facts, {}), currency) for base in measure.bases}
    rows = sums.get(measure.bases[0].facts, {}).get("rows", 0)
    definition = measure.definition
    told: dict[str, Any] = {"as_of": as_of, "n": rows, **more}
    if definition.unit is Unit.MONEY:
        told["currency"] = currency
    missing = [word for word, number in numbers.items() if number is None]
    if missing:
        reason = NOT_VALUED if BASES[missing[0]].told_by == VALUED else NO_COST
        return Figure(definition, None, reason=reason, **told)
    if measure.division:
        above, below = (numbers[word] for word in measure.division)
        return ratio(definition, above, below, **told)
    try:
        found = measure.formula.value({w: n for w, n in numbers.items() if n is not None})
    except AnalyticsError as refusal:
        return Figure(definition, None, reason=refusal.sentence, **told)
    return Figure(definition, found, **told)


NO_COST = Sentence("No cost is known of anything in this cell.")
NOT_VALUED = Sentence("No customer of this cell has been valued yet.")


def _built_in(word: str, formula: str, definition: Definition | None = None) -> tuple[str, Measure]:
    found = definition or MEASURES[word].definition
    return word, Measure(word, found, parse(formula, units()))


def _defined(
    word: str, unit: Unit, label: Sentence, meaning: Sentence, formula: Sentence
) -> Definition:
    return Definition(f"pivot.{word}", 1, label, meaning, formula, unit)


BUILT_IN: Mapping[str, Measure] = dict(
    (
        _built_in("revenue", "revenue"),
        _built_in("margin", "margin"),
        _built_in("margin_rate", "margin / revenue"),
        _built_in("orders", "orders"),
        _built_in("average_order", "revenue / orders"),
        _built_in("customers", "customers"),
        _built_in("repeat_rate", "repeaters / customers"),
        _built_in(
            "revenue_per_customer",
            "revenue / customers",
            _defined(
                "revenue_per_customer",
                Unit.MONEY,
                Sentence("Revenue per customer"),
                Sentence("What a customer who bought brought, after returns."),
                Sentence("revenue ÷ customers"),
            ),
        ),
        _built_in(
            "orders_per_customer",
            "orders / customers",
            _defined(
                "orders_per_customer",
                Unit.RATIO,
                Sentence("Orders per customer"),
                Sentence("How often a customer who bought did so."),
                Sentence("orders ÷ customers"),
            ),
        ),
        _built_in("units", "units"),
        _built_in("returns", "returns"),
        _built_in("return_rate", "returns / gross"),
        _built_in(
            "contacts",
            "contacts",
            _defined(
                "contacts",
                Unit.NUMBER,
                Sentence("Contacts"),
                Sentence("Visits, calls, meetings and messages that took place."),
                Sentence("number of contacts"),
            ),
        ),
        _built_in(
            "visits",
            "visits",
            _defined(
                "visits",
                Unit.NUMBER,
                Sentence("Visits"),
                Sentence("Contacts that were visits."),
                Sentence("number of visits"),
            ),
        ),
        _built_in(
            "minutes",
            "minutes",
            _defined(
                "minutes",
                Unit.MINUTES,
                Sentence("Time in contact"),
                Sentence("How long contacts took, where that was noted."),
                Sentence("Σ minutes"),
            ),
        ),
        _built_in(
            "reached",
            "reached",
            _defined(
                "reached",
                Unit.CUSTOMERS,
                Sentence("Customers reached"),
                Sentence("Customers with at least one contact; each counts once."),
                Sentence("distinct customers with a contact"),
            ),
        ),
        _built_in(
            "contacts_per_order",
            "contacts / orders",
            _defined(
                "contacts_per_order",
                Unit.RATIO,
                Sentence("Contacts per order"),
                Sentence("How many contacts there were for each order."),
                Sentence("contacts ÷ orders"),
            ),
        ),
        _built_in(
            "revenue_per_contact",
            "revenue / contacts",
            _defined(
                "revenue_per_contact",
                Unit.MONEY,
                Sentence("Revenue per contact"),
                Sentence("Revenue for each contact; it says nothing of what a contact causes."),
                Sentence("revenue ÷ contacts"),
            ),
        ),
        _built_in(
            "portfolio",
            "portfolio",
            _defined(
                "portfolio",
                Unit.CUSTOMERS,
                Sentence("Customers known"),
                Sentence("Customers there are, whether they bought or not."),
                Sentence("number of customers"),
            ),
        ),
        _built_in(
            "expected",
            "expected",
            _defined(
                "expected",
                Unit.MONEY,
                Sentence("Expected value"),
                Sentence(
                    "What customers are expected to bring from now on, discounted, as of the last "
                    "valuation."
                ),
                Sentence("Σ expected value of each customer"),
            ),
        ),
        _built_in(
            "expected_revenue",
            "expected_revenue",
            _defined(
                "expected_revenue",
                Unit.MONEY,
                Sentence("Expected revenue, 365 days"),
                Sentence("What customers are expected to buy in the next 365 days."),
                Sentence("Σ expected revenue of each customer"),
            ),
        ),
        _built_in(
            "expected_per_customer",
            "expected / portfolio",
            _defined(
                "expected_per_customer",
                Unit.MONEY,
                Sentence("Expected value per customer"),
                Sentence("What a customer is expected to bring from now on, on average."),
                Sentence("expected value ÷ customers known"),
            ),
        ),
    )
)  # fmt: skip
