"""The page of the ledger: rows read = used + set aside, and what was added to those used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.reasons import BY_CODE, REASONS, Reason
from goodwill.analytics.benefit.costing.ledger.views import View, counts_in
from goodwill.analytics.benefit.costing.naming.kinds import Nature
from goodwill.analytics.tables import Frame

USED = ""
EXAMPLES = 5


class DoesNotAddUp(AssertionError):
    """Rows or amounts were lost or counted twice: a mistake in the program."""


@dataclass(frozen=True)
class Count:
    """Rows of one currency, and their amounts as the file has them, in minor units."""

    rows: int = 0
    amount_minor: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.rows + other.rows, self.amount_minor + other.amount_minor)


@dataclass(frozen=True)
class LedgerSetAside:
    """What was set aside for one reason: by currency, and the first rows."""

    reason: Reason
    by_currency: Mapping[str, Count]
    source_rows: tuple[int, ...]

    @property
    def rows(self) -> int:
        return sum(count.rows for count in self.by_currency.values())


@dataclass(frozen=True)
class LedgerPage:
    """What was read, what was used, what was set aside, and what follows from it.

    Parameters
    ----------
    read, used
        By currency: `read` = `used` + Σ `set_aside` in each, in rows and in amount.
    entries
        What was used, in the company's currency.
    repetitions, depreciation
        What was added to it: later periods of recurring entries, and assets used up.
    cash, consumption
        All that counts in each view: `consumption` = `cash` − `capex` + `used_up` + `imputed`.
    capex, used_up, imputed
        What stands between the views: assets bought, all depreciation, costs nobody pays.
    """

    currency: str
    read: Mapping[str, Count]
    used: Mapping[str, Count]
    set_aside: tuple[LedgerSetAside, ...]
    entries: Count
    repetitions: Count
    depreciation: Count
    cash: Count
    consumption: Count
    capex: Count
    used_up: Count
    imputed: Count

    @property
    def rows_read(self) -> int:
        return sum(count.rows for count in self.read.values())

    @property
    def rows_used(self) -> int:
        return sum(count.rows for count in self.used.values())

    def aside(self, code: str) -> LedgerSetAside | None:
        """What was set aside for the reason of that code, if anything was."""
        return next((each for each in self.set_aside if each.reason.code == code), None)


def reconciled(entries: Frame, verdicts: Frame, every: Frame, currency: str) -> LedgerPage:
    """The page, counted from three sides: what was read, what was judged, what counts.

    Raises
    ------
    DoesNotAddUp
        The sides disagree.
    """
    read = _by_currency(entries, "amount_minor")
    judged = _by_code(verdicts)
    used = judged.pop(USED, {})
    first = every.filter(nw.col("nth") == 0)
    _must_be_same(read, _summed([used, *judged.values()]), "read and judged")
    _must_be_same(used, _by_currency(first, "source_minor"), "judged and used")
    examples = _examples(verdicts) if judged else {}
    asides = tuple(
        LedgerSetAside(BY_CODE[reason.code], judged[reason.code], tuple(examples[reason.code]))
        for reason in REASONS
        if reason.code in judged
    )
    counts = _counts(every)
    _must_come_to(counts)
    del counts["all"]
    return LedgerPage(currency, read, used, asides, **counts)


def _by_currency(frame: Frame, amount: str) -> dict[str, Count]:
    sums = frame.group_by("currency").agg(
        rows=nw.len().cast(nw.Int64), amount=nw.col(amount).sum().cast(nw.Int64)
    )
    rows = sums.collect("pyarrow").rows(named=True)
    found = {str(row["currency"]): Count(row["rows"], row["amount"] or 0) for row in rows}
    return dict(sorted(found.items()))


def _by_code(verdicts: Frame) -> dict[str, dict[str, Count]]:
    sums = (
        verdicts.with_columns(code=nw.col("code").fill_null(USED))
        .group_by("code", "currency")
        .agg(rows=nw.len().cast(nw.Int64), amount=nw.col("amount_minor").sum().cast(nw.Int64))
    )
    found: dict[str, dict[str, Count]] = {}
    for row in sums.sort("code", "currency").collect("pyarrow").rows(named=True):
        counted = Count(row["rows"], row["amount"] or 0)
        found.setdefault(str(row["code"]), {})[str(row["currency"])] = counted
    return found


def _examples(verdicts: Frame) -> dict[str, list[int]]:
    """The first rows set aside for each reason."""
    aside = verdicts.filter(~nw.col("code").is_null()).select("code", "source_row", one=nw.lit(1))
    ranked = aside.with_columns(nth=nw.col("one").cum_sum().over("code", order_by="source_row"))
    first = ranked.filter(nw.col("nth") <= EXAMPLES).select("code", "source_row")
    found: dict[str, list[int]] = {}
    for code, row in first.sort("code", "source_row").collect("pyarrow").rows():
        found.setdefault(str(code), []).append(int(row))
    return found


def _counts(every: Frame) -> dict[str, Count]:
    """Rows and amounts in the company's currency of each part, in one question."""
    nature, nth = nw.col("nature"), nw.col("nth")
    cash, consumption = counts_in(View.CASH), counts_in(View.CONSUMPTION)
    parts = {
        "entries": nth == 0,
        "repetitions": nth > 0,
        "depreciation": nth.is_null(),
        "cash": cash,
        "consumption": consumption,
        "capex": cash & ~consumption,
        "used_up": nature == Nature.DEPRECIATION.value,
        "imputed": nature == Nature.IMPUTED.value,
        "all": nw.lit(True),
    }
    marked = every.with_columns(
        **{f"n_{name}": test.fill_null(False).cast(nw.Int64) for name, test in parts.items()}
    )
    sums = marked.select(
        *(nw.col(f"n_{name}").sum().cast(nw.Int64) for name in parts),
        *(
            (nw.col("amount_minor") * nw.col(f"n_{name}")).sum().cast(nw.Int64).alias(name)
            for name in parts
        ),
    )
    row = sums.collect("pyarrow").rows(named=True)[0]
    return {name: Count(row[f"n_{name}"] or 0, row[name] or 0) for name in parts}


def _must_come_to(counts: Mapping[str, Count]) -> None:
    parts = counts["entries"] + counts["repetitions"] + counts["depreciation"]
    if parts != counts["all"]:
        raise DoesNotAddUp(f"{counts['all']} is not the sum of {counts}")
    added = counts["cash"] + counts["used_up"] + counts["imputed"]
    if added != counts["consumption"] + counts["capex"]:
        raise DoesNotAddUp(f"the views do not reconcile: {counts}")


def _summed(parts: Iterable[Mapping[str, Count]]) -> dict[str, Count]:
    whole: dict[str, Count] = {}
    for part in parts:
        for currency, count in part.items():
            whole[currency] = whole.get(currency, Count()) + count
    return dict(sorted(whole.items()))


def _must_be_same(one: Mapping[str, Count], other: Mapping[str, Count], what: str) -> None:
    if one != other:
        raise DoesNotAddUp(f"{what} differ: {one} and {other}")
