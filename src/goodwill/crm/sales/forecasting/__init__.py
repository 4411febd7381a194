"""What will be sold by the end of the period, with an interval, from the history of stages."""
