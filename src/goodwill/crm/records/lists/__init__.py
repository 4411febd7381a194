"""Lists of any kind of record: filtered, sorted, counted, saved, as a table, a board, a calendar.

`page("customers")` is the view of a kind's list; `rows(kind, reach, wanted)` is one page of
records for whoever shows them otherwise.
"""

from goodwill.crm.records.lists.paging import Page, rows
from goodwill.crm.records.lists.views import page

__all__ = ["Page", "page", "rows"]
