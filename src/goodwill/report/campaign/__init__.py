"""What campaigns brought, and what one may bring: from files to a report."""
