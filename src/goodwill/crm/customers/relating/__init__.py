"""Who is what to whom, from when to when: people at organisations, households, groups."""
