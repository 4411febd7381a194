"""Puts the rooms together: settings, addresses, what serves them."""
