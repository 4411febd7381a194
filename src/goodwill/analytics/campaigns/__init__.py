"""Campaigns: on whom we spend the next unit of money, told before it is spent."""
