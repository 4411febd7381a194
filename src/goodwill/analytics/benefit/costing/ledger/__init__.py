"""The cost ledger: read, judged row by row, and seen in two views."""
