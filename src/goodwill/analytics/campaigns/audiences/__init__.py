"""Who is in a campaign, who is barred and why, and whether equals are treated alike."""
