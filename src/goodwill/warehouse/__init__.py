"""The one door to the tables: readers for any source, and the engines.

DuckDB over Parquet on this machine by default; Apache Spark by its URL. Nothing else
in Goodwill imports an engine.
"""

from goodwill.warehouse.opening import Warehouse, open_warehouse

__all__ = ["Warehouse", "open_warehouse"]
