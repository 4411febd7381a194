"""Several records become one, and separate again exactly.

`merge(survivor, others, chosen, actor)` moves all that points at the others to the survivor and
writes down each value that it moves (`Move`); `unmerge(merge, actor)` puts them back. Foreign
keys, to whatever model and from wherever, are found by themselves. A model that names records by
`kind` and `record_id`, or by `about_kind` and `about_id`, says with `moves_when_merged = True`
that its rows move as well; with `False` rows stay with the record, foreign keys included:
history, and what is derived from records and made anew. `alike_by` names the fields by which two
rows of one record say the same, so that one of them is put into the bin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goodwill.crm.records.merging.merging import merge
    from goodwill.crm.records.merging.unmerging import Unmerged, unmerge

__all__ = ["Unmerged", "merge", "unmerge"]

_WHERE = {"merge": "merging", "Unmerged": "unmerging", "unmerge": "unmerging"}


def __getattr__(name: str) -> Any:
    """The verbs stand on the models, and the models are read through this package."""
    from importlib import import_module

    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
