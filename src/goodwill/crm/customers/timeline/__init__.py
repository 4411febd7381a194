"""Everything that happened with a customer, by any department, and what is to be done next."""
