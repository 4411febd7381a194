"""Relationship and loyalty: RL01 to RL13."""
