"""What a campaign brought beyond its hold-out: effects, checks, money and verdicts."""
