"""`python -m goodwill.cli`."""

from goodwill.cli import main

main()
