"""Sales: SL01 to SL09."""
