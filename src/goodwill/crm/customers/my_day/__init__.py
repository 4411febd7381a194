"""The page that everyone begins with: what to do today, for whom, and why."""
