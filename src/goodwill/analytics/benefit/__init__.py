"""Benefit: what was brought beyond what would have happened anyway."""
