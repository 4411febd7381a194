"""The contract: columns, types and units of every table, declared once.

Readers produce these tables, analytics take and return them, `docs/reference/tables.md`
is generated from them, and `check` holds any frame against them, on any engine.

Two habits make arithmetic the same everywhere. Days are integers since 1970-01-01 and
stand next to their date. Money is an integer in the currency's minor unit (fen, cents),
in a column ending `_minor`.
"""

from goodwill.analytics.tables.checking import (
    SAMPLE_ROWS,
    Violation,
    check,
    days_since_1970,
    violations,
)
from goodwill.analytics.tables.contract import (
    CAMPAIGN_COSTS,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    COSTS,
    CUSTOMERS,
    ORDER_LINES,
    PANEL,
    PILOTS,
    PRODUCTS,
    TABLES,
    Column,
    Frame,
    Table,
)

__all__ = [
    "CAMPAIGNS",
    "CAMPAIGN_COSTS",
    "CAMPAIGN_MEMBERS",
    "COSTS",
    "CUSTOMERS",
    "ORDER_LINES",
    "PANEL",
    "PILOTS",
    "PRODUCTS",
    "SAMPLE_ROWS",
    "TABLES",
    "Column",
    "Frame",
    "Table",
    "Violation",
    "check",
    "days_since_1970",
    "violations",
]
