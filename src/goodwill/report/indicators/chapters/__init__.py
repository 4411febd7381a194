"""The chapters of the indicators' report."""
