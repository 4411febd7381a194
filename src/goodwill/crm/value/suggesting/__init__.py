"""What to do next with a customer and what to offer, why, and whether such advice pays."""
