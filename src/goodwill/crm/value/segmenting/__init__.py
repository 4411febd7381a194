"""Segments: customers who have something in common, found by what is known of them."""
