"""The customers the company depends on, each with a plan."""
