"""Products, prices, orders, returns and contracts."""
