"""What CRM costs: the ledger, and who and what it is spent on."""
