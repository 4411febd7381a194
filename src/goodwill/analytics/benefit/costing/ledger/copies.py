"""Rows that repeat an entry: exact copies count once, entries with two contents not at all."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.tables import COST_ENTRIES, Frame

CONTENT = tuple(
    name
    for name in COST_ENTRIES.names
    if name not in ("source_row", "entry_id", "unreadable") and not name.endswith("_on")
)
"""What makes an entry: everything but its number and its place in the file."""


def repeated(entries: Frame) -> Frame:
    """The rows that do not count because others stand beside them: `source_row`, `repeats`.

    Of exact copies all but the first row: `copy`, or `copy_without_number` where no number
    tells a copy from a second cost. Of one number with different contents every row:
    `edited`, because nobody knows which holds; so the order of rows decides nothing.

    Parameters
    ----------
    entries
        The table `COST_ENTRIES`, whole rows only.
    """
    marked = nw.concat([_numbered(entries), _unnumbered(entries)])
    return marked.filter(~nw.col("repeats").is_null())


def _numbered(entries: Frame) -> Frame:
    numbered = entries.filter(~nw.col("entry_id").is_null())
    rows = numbered.group_by("entry_id").agg(rows=nw.len())
    several = rows.filter(nw.col("rows") > 1).select("entry_id")
    suspects = numbered.join(several, on="entry_id", how="semi")
    contents = suspects.group_by("entry_id", *CONTENT).agg(first=nw.col("source_row").min())
    versions = contents.group_by("entry_id").agg(
        versions=nw.len().cast(nw.Int64), first=nw.col("first").min()
    )
    told = suspects.select("source_row", "entry_id").join(versions, on="entry_id", how="left")
    return told.select(
        "source_row",
        repeats=nw.when(nw.col("versions") > 1)
        .then(nw.lit("edited"))
        .when(nw.col("source_row") != nw.col("first"))
        .then(nw.lit("copy")),
    )


def _unnumbered(entries: Frame) -> Frame:
    unnumbered = entries.filter(nw.col("entry_id").is_null()).with_columns(one=nw.lit(1))
    ranked = unnumbered.with_columns(
        nth=nw.col("one").cum_sum().over(*CONTENT, order_by="source_row")
    )
    again = nw.when(nw.col("nth") > 1).then(nw.lit("copy_without_number"))
    return ranked.select("source_row", repeats=again)
