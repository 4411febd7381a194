"""Households and groups of companies that nobody entered: suggested, accepted or dismissed."""
