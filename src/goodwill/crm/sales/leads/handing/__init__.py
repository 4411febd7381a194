"""Whose a lead is: given by rules, accepted, taken from a pool, and back into it."""
