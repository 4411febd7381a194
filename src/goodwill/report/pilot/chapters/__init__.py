"""One module a question; each gives the findings that answer it."""
