"""Whether the CRM programme is worth it: benefits, flows, returns and what decides them."""
