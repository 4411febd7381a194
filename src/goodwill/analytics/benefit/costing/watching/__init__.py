"""What costs should be: their usual range, their budget, and why they differ."""
