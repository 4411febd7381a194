"""Who was there when a customer bought: attributed, not incremental; shown beside it only."""
