"""What happened to a record, line by line, and taking it back."""
