"""The cost ledger judged: every row becomes entries that count, or is set aside for one reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.bought import Bought, bought, paid_for
from goodwill.analytics.benefit.costing.ledger.copies import repeated
from goodwill.analytics.benefit.costing.ledger.depreciating import columns_of, depreciation
from goodwill.analytics.benefit.costing.ledger.entries import ENTRIES
from goodwill.analytics.benefit.costing.ledger.exchange import rate_on, with_converted, with_rates
from goodwill.analytics.benefit.costing.ledger.page import LedgerPage, reconciled
from goodwill.analytics.benefit.costing.ledger.recurring import expanded, with_period
from goodwill.analytics.benefit.costing.ledger.register import Register, register
from goodwill.analytics.benefit.costing.ledger.remarks import remarks_on
from goodwill.analytics.benefit.costing.ledger.reversals import (
    at_the_rate_of_the_entry,
    in_the_place_of_the_entry,
    judged_reversals,
)
from goodwill.analytics.benefit.costing.ledger.sorting import sorted_entries
from goodwill.analytics.benefit.costing.naming.coding import Words, coded, completed, words_of
from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.tables import EXCHANGE_RATES, Frame
from goodwill.language import Sentence

Settle = Callable[[Any], Frame]

INTERNAL = ("source_minor", "currency", "nth")
"""What the page is counted from, beside the columns of the entries."""

KEPT = (
    *ENTRIES.names,
    *("currency", "billionths", "reverses", "recurs", "until_day", "set_aside", "about"),
    *("at_once", "said_evidence", "told_evidence"),
)
"""What is still asked of a row once it is sorted."""


@dataclass(frozen=True)
class Judged:
    """The ledger as it counts.

    Parameters
    ----------
    frame
        The table `entries.ENTRIES`: entries, their repetitions, reversals and depreciation,
        in the company's currency. Take one of the views before summing.
    rejected
        The rows that do not count: `source_row`, `entry_id`, `currency`, `amount_minor` of
        the row, `code` of `reasons.REASONS` and `about`, the word or number in question.
    remarks
        What a person should know of the rows that do count, and of words nobody knows.
    page
        Rows and amounts, read = used + set aside, to the row and the minor unit.
    register
        The assets that are depreciated, and the rows of the list set aside.
    """

    frame: Frame
    rejected: Frame
    remarks: tuple[Sentence, ...]
    page: LedgerPage
    register: Register
    currency: str
    as_of: date


def judged(
    entries: Frame,
    *,
    currency: str,
    as_of: date,
    settle: Settle,
    rates: Frame | None = None,
    assets: Frame | None = None,
) -> Judged:
    """Judge every row of a ledger.

    Neither the order of the rows nor reading a file twice changes what counts.

    Parameters
    ----------
    entries
        The table `COST_ENTRIES`.
    currency
        The company's currency; what names none is in it.
    as_of
        The last day that counts; recurring entries and depreciation run up to it.
    settle
        `Warehouse.settle`.
    rates, assets
        The tables `EXCHANGE_RATES` and `ASSETS`.

    Raises
    ------
    ledgerpage.DoesNotAddUp
        Rows or amounts were lost or counted twice: a mistake in the program.
    """
    asked = _Asked(currency, day_of(as_of), rates if rates is not None else _none(settle), settle)
    whole = _at_home(entries, currency)
    found = register(assets, currency, lambda code, day: rate_on(asked.rates, code, day, currency))
    words = words_of(entries)
    rows = settle(_sorted(whole, words, found, asked))
    counted = settle(_counted(rows, asked))
    backs = settle(_backs(rows, counted, settle))
    bought_by = bought(counted, backs)
    found = paid_for(found, bought_by)
    every = settle(_every(counted, backs, found, bought_by, asked))
    verdicts = settle(_verdicts(rows, backs))
    return Judged(
        frame=every.select(*ENTRIES.names),
        rejected=verdicts.filter(~nw.col("code").is_null()),
        remarks=remarks_on(words, rows, found, bought_by, currency),
        page=reconciled(whole, verdicts, every, currency),
        register=found,
        currency=currency,
        as_of=as_of,
    )


@dataclass(frozen=True)
class _Asked:
    currency: str
    as_of_day: int
    rates: Frame
    settle: Settle


def _none(settle: Settle) -> Frame:
    return settle(nw.from_dict(columns_of(EXCHANGE_RATES), backend="pyarrow"))


def _at_home(entries: Frame, currency: str) -> Frame:
    """What names no currency is in the company's."""
    own = nw.col("currency").str.to_uppercase()
    return entries.with_columns(currency=own.fill_null(currency))


def _sorted(whole: Frame, words: Words, found: Register, asked: _Asked) -> Frame:
    """Every row with its codes, its rate and, where it does not count, the reason."""
    readable = whole.filter(
        nw.col("unreadable").is_null(),
        ~nw.col("served_day").is_null(),
        ~nw.col("amount_minor").is_null(),
    )
    rated = with_rates(whole, asked.rates, asked.currency, asked.settle)
    repeats = asked.settle(repeated(readable))
    marked = completed(coded(rated.join(repeats, on="source_row", how="left"), words))
    told = sorted_entries(with_period(asked.settle(marked)), found, asked.as_of_day)
    return told.select(*KEPT)


def _counted(rows: Frame, asked: _Asked) -> Frame:
    """The entries that count and their repetitions; reversals come after."""
    good = rows.filter(nw.col("set_aside").is_null(), nw.col("reverses").is_null())
    named = _named(good).with_columns(source_minor=nw.col("amount_minor"))
    home = with_converted(named, amount_minor="source_minor")
    return expanded(asked.settle(home), as_of_day=asked.as_of_day, settle=asked.settle)


def _backs(rows: Frame, counted: Frame, settle: Settle) -> Frame:
    back = rows.filter(nw.col("set_aside").is_null(), ~nw.col("reverses").is_null())
    narrow = _named(back).select(
        "entry_id", "source_row", "period", "served_day", "currency", "reverses", "amount_minor"
    )
    found = settle(judged_reversals(settle(narrow), counted))
    own = {"entry_id", "source_row", "period", "served_day", "amount_minor"}
    inherited = [name for name in ENTRIES.names if name not in own]
    return in_the_place_of_the_entry(at_the_rate_of_the_entry(found), counted, inherited)


def _named(rows: Frame) -> Frame:
    """A row without a number is called by its place: `row 17`."""
    place = nw.concat_str([nw.lit("row "), nw.col("source_row").cast(nw.String)])
    return rows.with_columns(entry_id=nw.coalesce(nw.col("entry_id"), place))


def _every(
    counted: Frame, backs: Frame, found: Register, bought_by: dict[str, Bought], asked: _Asked
) -> Frame:
    """Entries, reversals and depreciation in one table."""
    columns = [*ENTRIES.names, *INTERNAL]
    parts = [
        counted.select(columns),
        backs.filter(nw.col("set_aside").is_null()).select(columns),
    ]
    estimated = frozenset(number for number, one in bought_by.items() if one.is_estimate)
    rows = depreciation(found.listed.values(), asked.as_of_day, estimated)
    if rows:
        written = asked.settle(nw.from_dict(columns_of(ENTRIES, rows), backend="pyarrow"))
        nothing = nw.lit(None, dtype=nw.Int64)
        internal = {
            "source_minor": nothing,
            "currency": nw.lit(None, dtype=nw.String),
            "nth": nothing,
        }
        parts.append(written.with_columns(**internal).select(columns))
    return nw.concat(parts)


def _verdicts(rows: Frame, backs: Frame) -> Frame:
    """Every row with the code of its reason, or null where it counts."""
    later = backs.select("source_row", of_reversal=nw.col("set_aside"))
    joined = rows.join(later, on="source_row", how="left")
    told = joined.with_columns(code=nw.coalesce("set_aside", "of_reversal"))
    return told.with_columns(
        about=nw.when(nw.col("code").str.starts_with("unknown_reversed"))
        .then(nw.col("reverses"))
        .otherwise(nw.col("about"))
    ).select("source_row", "entry_id", "currency", "amount_minor", "code", "about")
