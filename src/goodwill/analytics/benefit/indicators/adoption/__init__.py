"""Adoption and data: AD01 to AD05."""
