"""Webhooks: other systems are told what has changed, signed, again and again until they have it."""
