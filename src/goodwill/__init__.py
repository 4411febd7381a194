"""Goodwill measures what every customer is worth, in money, with a receipt for every figure."""

__version__ = "0.1.0"
