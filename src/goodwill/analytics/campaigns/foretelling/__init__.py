"""What a campaign may bring and teach, from what its planner believes."""
