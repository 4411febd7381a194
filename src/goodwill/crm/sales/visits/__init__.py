"""Whom to visit today, in which order and why; logged in a tap, also without a connection."""
