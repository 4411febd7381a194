"""What it comes to in money: cost, return, waste, before and after, here and elsewhere."""
