"""How indicators are read off the tables, once for all periods and parts."""
