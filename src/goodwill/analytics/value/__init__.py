"""What each customer is worth, and how steadily they come back: one idea a file.

Every module takes the customer frame (one row per customer) or the order frame, stays
lazy until its own last step, and collects a handful of rows. What is shown to people
comes back as a tuple of `Figure`s from `figures(...)`.
"""
