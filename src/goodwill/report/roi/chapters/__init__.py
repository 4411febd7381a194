"""The chapters of the report on a programme."""
