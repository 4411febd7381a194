"""What customers of each value class are promised, and whether it is kept."""
