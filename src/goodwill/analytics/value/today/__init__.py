"""What customers are worth as things stand, and how steadily they come back: one idea a file."""
