"""What roles allow for every kind of record, what a person sees of them, and who shares what."""
