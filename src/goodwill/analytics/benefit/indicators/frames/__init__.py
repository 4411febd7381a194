"""What several indicators are made of, gathered once."""
