"""The chapters of the cost report."""
