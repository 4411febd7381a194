"""What one arm had more than another: means, shares, ratios, lifts; plain and adjusted."""
