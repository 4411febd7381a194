"""Efficiency: EF01 to EF09."""
