"""Numbers from counts: curves and bins; no table, no meaning."""
