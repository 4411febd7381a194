"""Customers, and everything that happened with them on one timeline."""
