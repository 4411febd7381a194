"""What may be sold, to whom, how far it has come, and how it ended."""
