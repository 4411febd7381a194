"""How rows become records: cells read, links followed, records found, drafted and written."""
