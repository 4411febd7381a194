"""Which rows of the ledger count, and for which one reason the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.reasons import REASONS
from goodwill.analytics.benefit.costing.ledger.register import Register
from goodwill.analytics.benefit.costing.naming.kinds import Behaviour, Nature
from goodwill.analytics.tables import Frame

ABOUT: Mapping[str, str] = {
    "unknown_category": "said_category",
    "unknown_subcategory": "said_subcategory",
    "subcategory_elsewhere": "said_subcategory",
    "unknown_stage": "said_stage",
    "unknown_nature": "said_nature",
    "unknown_behaviour": "said_behaviour",
    "unknown_treatment": "said_treatment",
    "unknown_interval": "said_recurs",
    "campaign_without_stage": "campaign_id",
    "unknown_asset": "asset_id",
    "refused_asset": "asset_id",
    "depreciation_twice": "asset_id",
    "no_rate": "currency",
    "two_rates": "currency",
}
"""The column that holds what a reason is about."""


def sorted_entries(marked: Frame, found: Register, as_of_day: int) -> Frame:
    """Adds `set_aside`, the code of the first reason that applies, and `about`.

    Parameters
    ----------
    marked
        The ledger with its codes and defaults (`coding`), `billionths` and `two_rates`
        (`exchange`) and `repeats` (`copies`).

    Reasons against a reversal itself are left to `reversals`.
    """
    tests = {
        **_readable(),
        **_dated(as_of_day),
        **_signed(),
        **_worded(),
        **_bought(found),
        **_rated(),
    }
    asked = [
        nw.when(tests[reason.code]).then(nw.lit(reason.code))
        for reason in REASONS
        if reason.code in tests
    ]
    told = marked.with_columns(set_aside=nw.coalesce(*asked))
    about = [
        nw.when(nw.col("set_aside") == code).then(nw.col(column)) for code, column in ABOUT.items()
    ]
    return told.with_columns(about=nw.coalesce(*about))


def _readable() -> Mapping[str, nw.Expr]:
    broken = nw.col("unreadable").fill_null("")
    return {
        "unreadable_row": broken == "row",
        "unreadable_date": broken == "date",
        "unreadable_amount": broken == "amount",
        "unreadable_number": broken == "number",
        "no_date": nw.col("served_day").is_null(),
        "no_amount": nw.col("amount_minor").is_null(),
    }


def _dated(as_of_day: int) -> Mapping[str, nw.Expr]:
    repeats = nw.col("repeats").fill_null("")
    ends = nw.col("until_day") <= nw.col("served_day")
    return {
        **{code: repeats == code for code in ("edited", "copy", "copy_without_number")},
        "after_as_of": (nw.col("served_day") > as_of_day).fill_null(False),
        "ends_first": ends.fill_null(False) & ~nw.col("recurs").is_null() & _is_original(),
    }


def _signed() -> Mapping[str, nw.Expr]:
    amount = nw.col("amount_minor")
    return {
        "zero_amount": (amount == 0).fill_null(False),
        "negative": (amount < 0).fill_null(False) & _is_original(),
        "positive_reversal": (amount > 0).fill_null(False) & ~_is_original(),
    }


def _worded() -> Mapping[str, nw.Expr]:
    """Words that nobody knows, or that contradict each other; a reversal needs none."""
    elsewhere = nw.col("named_category") != nw.col("category")
    stageless = ~nw.col("campaign_id").is_null() & nw.col("named_stage").is_null()
    nowhere = nw.col("category").is_null()
    return {
        "unknown_category": _is_unknown("category", "named_category"),
        "unknown_subcategory": nw.col("is_unknown_sub") & _is_original(),
        "no_category": nowhere & _is_original(),
        "subcategory_elsewhere": elsewhere.fill_null(False) & _is_original(),
        "unknown_stage": nw.col("is_unknown_stage") & _is_original(),
        "unknown_nature": _is_unknown("nature", "told_nature"),
        "unknown_behaviour": _is_unknown("behaviour", "told_behaviour"),
        "unknown_treatment": _is_unknown("treatment", "told_treatment"),
        "unknown_interval": _is_unknown("recurs", "recurs"),
        "campaign_without_stage": stageless & _is_original(),
    }


def _bought(found: Register) -> Mapping[str, nw.Expr]:
    buys = nw.col("behaviour") == Behaviour.CAPEX.value
    pays = (nw.col("nature") == Nature.CASH.value) & buys & _is_original()
    unnamed = nw.col("asset_id").is_null()
    listed, refused = _among("asset_id", found.listed), _among("asset_id", found.refused)
    used_up = (nw.col("nature") == Nature.DEPRECIATION.value) & _is_original()
    return {
        "capex_without_asset": (buys & unnamed & _is_original()).fill_null(False),
        "refused_asset": (pays & refused).fill_null(False),
        "unknown_asset": (pays & ~unnamed & ~listed & ~refused).fill_null(False),
        "depreciation_twice": (used_up & listed).fill_null(False),
        "capex_again": (pays & ~nw.col("recurs").is_null()).fill_null(False),
    }


def _rated() -> Mapping[str, nw.Expr]:
    """A reversal has the rate of its entry."""
    return {
        "two_rates": nw.col("two_rates").fill_null(False) & _is_original(),
        "no_rate": nw.col("billionths").is_null() & _is_original(),
    }


def _is_original() -> nw.Expr:
    return nw.col("reverses").is_null()


def _is_unknown(column: str, code: str) -> nw.Expr:
    return ~nw.col(f"said_{column}").is_null() & nw.col(code).is_null() & _is_original()


def _among(column: str, numbers: Iterable[str]) -> nw.Expr:
    listed = list(numbers)
    return nw.col(column).fill_null("").is_in(listed) if listed else nw.lit(False)
