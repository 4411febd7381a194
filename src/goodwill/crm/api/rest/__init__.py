"""REST under `/api/v1/`: every record and verb of the pages, for programs with a key."""
