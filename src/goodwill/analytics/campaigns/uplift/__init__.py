"""Whom a campaign moves: models of the difference it makes, and whether they beat a plain rule."""
