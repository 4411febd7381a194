"""The chapters of a plan's report, in the order of reading."""
