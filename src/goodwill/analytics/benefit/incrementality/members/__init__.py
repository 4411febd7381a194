"""Who was drawn into which arm, what each of them did, and what was odd about the files."""
