"""The rooms in which people work: Django, one app a room, all built alike."""
