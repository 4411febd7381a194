"""What customers will bring: scores, lifetime value, equity, and what managers read off them."""
