"""What a pilot brought where nobody was drawn by lot: counterfactuals by grade of evidence."""
