"""The doors for programs: REST, webhooks, and the tools of assistants."""
