"""What the stages of the customer's life cost."""
