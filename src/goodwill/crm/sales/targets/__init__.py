"""What is to be sold: by person, team or company, product and month."""
