"""Value at stake: what published multiples would mean for this company, never a fact."""
