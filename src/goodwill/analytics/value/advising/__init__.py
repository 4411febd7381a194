"""What to do next for a customer: propensities and offers, learned and held to account."""
