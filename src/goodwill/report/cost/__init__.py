"""What CRM costs, where the cost went, and what is wrong with it."""
