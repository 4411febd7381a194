"""Risk: RI01 to RI05."""
