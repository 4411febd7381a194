"""How likely leads are to become customers, learned from what became of earlier ones."""
