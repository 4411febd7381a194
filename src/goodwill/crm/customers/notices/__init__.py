"""What people are told: they were mentioned, a task came to them, something is due."""
