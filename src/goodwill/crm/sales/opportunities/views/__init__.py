"""The pages of opportunities."""
