"""Cost: CO01 to CO10."""
