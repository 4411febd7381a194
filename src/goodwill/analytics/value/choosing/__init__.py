"""Which purchase model to believe: compared on a hold-out, and shown against what happened."""
