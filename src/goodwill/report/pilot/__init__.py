"""The report on a pilot: what it brought, by every method, and whether it passed."""
