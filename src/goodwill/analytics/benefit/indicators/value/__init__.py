"""Value and return: VA01 to VA16."""
