"""How likely a lead is: points by rules that people write, and a chance learned from the past."""
