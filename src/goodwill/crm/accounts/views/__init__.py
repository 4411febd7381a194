"""The pages of people, teams and one's own settings."""
