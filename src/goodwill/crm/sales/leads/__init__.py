"""Leads: how they come in, how likely they are, whose they are, and what becomes of them."""
