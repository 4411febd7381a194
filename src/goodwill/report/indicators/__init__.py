"""How the company stands: the indicators of the catalogue, period by period."""
