"""Search over every kind of record, as people type.

Each record that a kind gives `words` for has an `Entry`. What people type is brought into the
same form as what was entered (`spelling`), looked up in the index of the database at hand
(`indexing`: FTS5 of SQLite, full text of PostgreSQL), and what lies outside the person's reach
is left out by the records' own rule, not by the index. Rooms may have more that follows every
record as it is written (`heed`).
"""

from goodwill.crm.records.finding.entering import enter_all, make_ready
from goodwill.crm.records.finding.heeding import enter, enter_again, enter_many, enter_new, heed
from goodwill.crm.records.finding.looking import Found, find

__all__ = ["Found", "enter", "enter_again", "enter_all", "enter_many", "enter_new", "find", "heed",
           "make_ready"]  # fmt: skip
