"""What each customer is worth: worked out from their orders, kept beside the customer."""
