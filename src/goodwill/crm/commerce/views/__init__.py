"""Pages of products, orders and contracts."""
