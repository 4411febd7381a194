"""Who and what costs were spent on: time-driven activity-based costing."""
