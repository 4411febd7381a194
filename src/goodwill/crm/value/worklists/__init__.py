"""Whom to keep and who is about to be lost, as work: who does what until when, and what came."""
