"""Telling people all that is known about them, as privacy law demands."""
