"""Any figure by anything: measures in rows and columns, each with its receipt and its records."""
