"""By which numbers, addresses and accounts customers are reached."""
