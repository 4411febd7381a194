"""Formulas that people write: names, numbers and units, checked before they are reckoned."""
