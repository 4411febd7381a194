"""The hundred indicators: each defined once, on the tables of the warehouse."""
