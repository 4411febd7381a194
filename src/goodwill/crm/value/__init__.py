"""What each customer is worth, in sight: scores, loyalty stages, segments, what to do next."""
