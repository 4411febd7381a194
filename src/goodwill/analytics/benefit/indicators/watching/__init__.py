"""Where indicators should be, why they change, when they alarm, where they go."""
