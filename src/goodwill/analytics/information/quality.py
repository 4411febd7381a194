"""The data-quality page: rows in = used + set aside, to the row and to the minor unit.

The page is counted from two sides, the lines sorted and the lines netted, and does not
exist if the two disagree: that would be our mistake and not the data's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.analytics.information.netting import RETURN
from goodwill.analytics.information.sorting import REASONS, Reason
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

GUEST_SHARE = Definition(
    id="IN01",
    version=1,
    label=Sentence("Rows without a customer"),
    meaning=Sentence("How much of what was read belongs to nobody we could know."),
    formula=Sentence("rows set aside for want of a customer ÷ rows read"),
    unit=Unit.SHARE,
)


class DoesNotAddUp(AssertionError):
    """Rows or amounts were lost or counted twice: a mistake in the program."""


@dataclass(frozen=True)
class Count:
    """Rows of one kind: how many, of how many customers, for how much in minor units."""

    rows: int = 0
    customers: int = 0
    amount_minor: int = 0


@dataclass(frozen=True)
class SetAside:
    """What was set aside for one reason."""

    reason: Reason
    count: Count


@dataclass(frozen=True)
class QualityPage:
    """What was read, what was used, and what was set aside for which reason.

    Parameters
    ----------
    read
        Everything: `read` = `used` + Σ `set_aside`, in rows and in amount.
    sales, returns_matched, returns_unmatched
        The lines used, by what became of them; they add up to `used`.
    set_aside
        The reasons that occurred, in the order in which they are asked.
    look_alikes
        Rows used although they repeat another in every column: without an order number
        two equal rows may be two purchases.
    source_total, rounding
        The exact total of the amounts as they stand in the source, and what is lost by
        counting whole minor units: `source_total` = `read` + `rounding`. None if unknown.
    """

    currency: str
    read: Count
    used: Count
    sales: Count
    returns_matched: Count
    returns_unmatched: Count
    set_aside: tuple[SetAside, ...]
    look_alikes: int
    source_total: Decimal | None = None
    rounding: Decimal | None = None

    @property
    def rows_set_aside(self) -> int:
        return sum(each.count.rows for each in self.set_aside)

    def aside(self, code: str) -> Count:
        """What was set aside for the reason of that code; zero if nothing was."""
        return next((each.count for each in self.set_aside if each.reason.code == code), Count())

    def share_of_guests(self, as_of: date) -> Figure:
        """Rows set aside for want of a customer, as a share of all rows read."""
        guests = self.aside("guest").rows
        return ratio(GUEST_SHARE, guests, self.read.rows, as_of=as_of, n=self.read.rows)


def reconcile(
    sorted_lines: Frame,
    netted: Frame,
    *,
    currency: str,
    source_total: Decimal | None = None,
) -> QualityPage:
    """The page, in one question to the engine.

    Parameters
    ----------
    sorted_lines
        As `sorting.sort_lines` returns them.
    netted
        As `netting.net` returns those of them that are used.
    source_total
        The reader's exact total of the amounts read, in major units.

    Raises
    ------
    DoesNotAddUp
        The lines netted are not the lines used, in number or amount.
    """
    counts = _counted(sorted_lines, netted)
    used = counts.get("used", Count())
    sales, matched, unmatched = (counts.get(kind, Count()) for kind in _KINDS)
    asides = tuple(
        SetAside(reason, counts[reason.code]) for reason in REASONS if reason.code in counts
    )
    read = counts.get("all", Count())
    _must_add_up(used, [sales, matched, unmatched])
    _must_add_up(read, [used, *(each.count for each in asides)])
    return QualityPage(
        currency=currency,
        read=read,
        used=used,
        sales=sales,
        returns_matched=matched,
        returns_unmatched=unmatched,
        set_aside=asides,
        look_alikes=counts.get("look_alike", Count()).rows,
        source_total=source_total,
        rounding=None
        if source_total is None
        else source_total - major(read.amount_minor, currency),
    )


_KINDS = ("sale", "return_matched", "return_unmatched")


def _counted(sorted_lines: Frame, netted: Frame) -> Mapping[str, Count]:
    found = nw.concat(
        [
            _count(sorted_lines, nw.lit("all")),
            _count(sorted_lines, nw.col("set_aside").fill_null("used")),
            _count(netted, _kind()),
            _look_alikes(sorted_lines),
        ]
    )
    rows = found.collect("pyarrow").rows(named=True)
    return {
        row["code"]: Count(row["rows"], row["customers"] or 0, row["amount_minor"] or 0)
        for row in rows
    }


def _kind() -> nw.Expr:
    matched = nw.when(nw.col("netted")).then(nw.lit("return_matched"))
    is_return = nw.col("kind") == RETURN
    kind = nw.when(is_return).then(matched.otherwise(nw.lit("return_unmatched")))
    return kind.otherwise(nw.lit("sale"))


def _count(lines: Frame, code: nw.Expr) -> Frame:
    """Counted by customer first: distinct counts over all rows cost far more."""
    amounts = lines.select("customer_id", "amount_minor", code=code)
    customers = amounts.group_by("code", "customer_id").agg(
        rows=nw.len().cast(nw.Int64), amount_minor=nw.col("amount_minor").sum().cast(nw.Int64)
    )
    named = customers.with_columns(customers=(~nw.col("customer_id").is_null()).cast(nw.Int64))
    sums = named.group_by("code").agg(
        nw.col("rows", "customers", "amount_minor").sum().cast(nw.Int64)
    )
    return sums.select("code", "rows", "customers", "amount_minor")


def _look_alikes(sorted_lines: Frame) -> Frame:
    """Lines used without an order number that repeat another one: all but the first."""
    used = nw.col("set_aside").is_null() & nw.col("order_id").is_null()
    unnumbered = sorted_lines.filter(used & ~nw.col("row_hash").is_null())
    groups = unnumbered.group_by("row_hash").agg(rows=nw.len().cast(nw.Int64) - 1)
    more = groups.filter(nw.col("rows") > 0).with_columns(code=nw.lit("look_alike"))
    sums = more.group_by("code").agg(nw.col("rows").sum().cast(nw.Int64))
    zero = nw.lit(0, dtype=nw.Int64)
    return sums.select("code", "rows", customers=zero, amount_minor=zero)


def _must_add_up(whole: Count, parts: list[Count]) -> None:
    rows = sum(part.rows for part in parts)
    amount_minor = sum(part.amount_minor for part in parts)
    if (whole.rows, whole.amount_minor) != (rows, amount_minor):
        raise DoesNotAddUp(f"{whole} is not the sum of {parts}")
