"""Backups: made while people work, checked before they are used, put back whole or not at all."""
