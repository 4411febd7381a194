"""The different combinations of columns in a frame."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.tables import Frame


def combinations(frame: Frame, *names: str) -> Frame:
    """Each combination of the columns once; of all columns where none is named.

    Grouped, which engines do in parallel: `unique` numbers the rows of each combination first.
    """
    columns = names or tuple(frame.collect_schema().names())
    return frame.group_by(*columns).agg(_times=nw.len()).select(*columns)
