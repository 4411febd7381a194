"""Search over every kind of record, as people type.

Each record that a kind gives `words` for has an `Entry`. What people type is brought into the
same form as what was entered (`spelling`), looked up in the index of the database at hand
(`indexing`: FTS5 of SQLite, full text of PostgreSQL), and what lies outside the person's reach
is left out by the records' own rule, not by the index.
"""

from goodwill.crm.records.finding.entering import enter, enter_again, enter_all, enter_many
from goodwill.crm.records.finding.looking import Found, find

__all__ = ["Found", "enter", "enter_again", "enter_all", "enter_many", "find"]
