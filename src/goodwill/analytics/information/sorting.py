"""Which lines are used, and which are set aside for what reason.

Nothing is dropped: every line keeps its place and gets at most one reason, the first of
`REASONS` that applies. `quality` then shows that rows in = used + set aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.errors import TooFew
from goodwill.analytics.information.statuses import is_cancelled, is_refunded
from goodwill.analytics.information.testwords import is_test
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

LINE = ["source_id", "source_row"]
"""What tells one line read from every other."""


@dataclass(frozen=True)
class Reason:
    """Why a line is not used: a code for files, a label, and what to do about it."""

    code: str
    label: Sentence
    remedy: Sentence


REASONS: tuple[Reason, ...] = (
    Reason(
        "unreadable_row",
        Sentence("Row cannot be read"),
        Sentence("The row is broken, for example by a quote that is never closed. Mend it."),
    ),
    Reason(
        "unreadable_date",
        Sentence("Date cannot be read"),
        Sentence(
            "What stands in the date column is not a date we know. Mend it or name the order."
        ),
    ),
    Reason(
        "unreadable_amount",
        Sentence("Amount cannot be read"),
        Sentence("What stands in the amount column is not a number. Mend it."),
    ),
    Reason(
        "no_date",
        Sentence("No date"),
        Sentence("Without a date the line has no place in a history. Fill it in."),
    ),
    Reason(
        "no_amount",
        Sentence("No amount"),
        Sentence("Without an amount the line has no value. Fill it in."),
    ),
    Reason(
        "other_currency",
        Sentence("Other currency"),
        Sentence("Amounts in different currencies are not added. Run each currency for itself."),
    ),
    Reason(
        "duplicate",
        Sentence("Exact copy"),
        Sentence("The line repeats another of the same order in every column; the first is kept."),
    ),
    Reason(
        "test",
        Sentence("Test row"),
        Sentence("The customer, order or product is called a test."),
    ),
    Reason(
        "after_as_of",
        Sentence("After the as-of date"),
        Sentence("The line is dated later than the day the figures speak of."),
    ),
    Reason(
        "cancelled",
        Sentence("Cancelled"),
        Sentence("The status says that the order was cancelled: nothing was sold."),
    ),
    Reason(
        "refunded",
        Sentence("Refunded"),
        Sentence("The status says that the order was paid back in full: no revenue was kept."),
    ),
    Reason(
        "guest",
        Sentence("No customer"),
        Sentence("Without a customer number the line belongs to nobody's history."),
    ),
    Reason(
        "zero_amount",
        Sentence("Amount is zero"),
        Sentence("Samples, gifts and stock corrections bring nothing and are no purchase."),
    ),
)
"""In the order in which they are asked; the first that applies is the line's reason."""


def sort_lines(
    lines: Frame, *, as_of_day: int, currency: str | None, keep_zero: bool = False
) -> Frame:
    """`lines` with one column more: `set_aside`, a code of `REASONS`, or null where used.

    Parameters
    ----------
    lines
        The table `ORDER_LINES`.
    as_of_day
        The last day that counts, in days since 1970-01-01.
    currency
        Lines that name another currency are set aside; None asks no line for its currency.
    keep_zero
        Use lines of amount zero too: an order of nothing else is then a purchase, as in the
        published studies of CDNOW.
    """
    marked = _with_paid_back(lines.join(_copies(lines), on=LINE, how="left"), lines)
    tests = _tests(as_of_day, currency)
    if keep_zero:
        tests = {**tests, "zero_amount": nw.lit(False)}
    return _with_reason(marked, tests).drop("is_copy", *_CREDIT, "paid_back")


def default_as_of(lines: Frame, today_day: int) -> int:
    """The last day with a line, not later than today, in days since 1970-01-01.

    Raises
    ------
    TooFew
        No line has a date up to today.
    """
    past = lines.filter(nw.col("ordered_day") <= today_day)
    last = past.select(nw.col("ordered_day").max()).collect()["ordered_day"][0]
    if last is None:
        raise TooFew(Sentence("order lines dated up to today"), 0, 1)
    return int(last)


def _with_reason(marked: Frame, tests: Mapping[str, nw.Expr]) -> Frame:
    answers = [nw.when(tests[reason.code]).then(nw.lit(reason.code)) for reason in REASONS]
    return marked.with_columns(set_aside=nw.coalesce(*answers))


def _tests(as_of_day: int, currency: str | None) -> Mapping[str, nw.Expr]:
    """For each reason the question asked of a line; every answer is true or false, not null."""
    amount = nw.col("amount_minor")
    broken = nw.col("unreadable").fill_null("")
    sold = (amount > 0).fill_null(False)
    paid_back = nw.col("paid_back").fill_null("")
    return {
        "unreadable_row": broken == "row",
        "unreadable_date": broken == "date",
        "unreadable_amount": broken == "amount",
        "no_date": nw.col("ordered_day").is_null(),
        "no_amount": amount.is_null(),
        "other_currency": (nw.col("currency") != (currency or "")).fill_null(False)
        if currency
        else nw.lit(False),
        "duplicate": nw.col("is_copy").fill_null(False),
        "test": is_test(),
        "after_as_of": (nw.col("ordered_day") > as_of_day).fill_null(False),
        "cancelled": (is_cancelled() & sold) | (paid_back == "cancelled"),
        "refunded": (is_refunded() & sold) | (paid_back == "refunded"),
        "guest": nw.col("customer_id").is_null(),
        "zero_amount": (amount == 0).fill_null(False),
    }


def _copies(lines: Frame) -> Frame:
    """The lines that repeat an earlier one in every column: `LINE` and `is_copy`.

    Only where an order number tells a copy from a second purchase. Rows are compared
    inside the few groups of equal `row_hash`; the hash alone is never trusted.
    """
    numbered = lines.filter(~nw.col("order_id").is_null(), ~nw.col("row_hash").is_null())
    counts = numbered.group_by("row_hash").agg(rows=nw.len())
    suspects = numbered.join(counts.filter(nw.col("rows") > 1), on="row_hash", how="semi")
    ranked = suspects.select(*LINE, *_SAME_ROW).with_columns(one=nw.lit(1))
    ranked = ranked.with_columns(nth=nw.col("one").cum_sum().over(*_SAME_ROW, order_by=LINE))
    return ranked.filter(nw.col("nth") > 1).select(*LINE, is_copy=nw.lit(True))


_SAME_ROW = (
    *("row_hash", "order_id", "line_id", "customer_id", "ordered_day"),
    *("product_id", "quantity_thousandths", "amount_minor"),
)


def _with_paid_back(marked: Frame, lines: Frame) -> Frame:
    """Adds `paid_back`: the code that a credit shares with the sale it takes back, else null.

    Some files keep a cancelled or refunded line and add the credit as a second, negative
    one. Setting aside the first alone would count the loss twice.
    """
    is_credit = nw.col("amount_minor") < 0
    keyed = marked.with_columns(
        credit_order=nw.when(is_credit).then(nw.coalesce("return_of", "order_id")),
        credit_product=nw.col("product_id").fill_null(""),
    )
    return keyed.join(_sold_in_vain(lines), on=["customer_id", *_CREDIT], how="left")


def _sold_in_vain(lines: Frame) -> Frame:
    """The sales that the status takes back, by customer, order and product."""
    state = nw.when(is_cancelled()).then(nw.lit("cancelled")).otherwise(nw.lit("refunded"))
    sold = lines.filter(nw.col("amount_minor") > 0, is_cancelled() | is_refunded())
    keyed = sold.select(
        "customer_id",
        credit_order=nw.col("order_id"),
        credit_product=nw.col("product_id").fill_null(""),
        paid_back=state,
    )
    return keyed.group_by("customer_id", *_CREDIT).agg(paid_back=nw.col("paid_back").min())


_CREDIT = ("credit_order", "credit_product")
