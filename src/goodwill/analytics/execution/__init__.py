"""Execution: what becomes of leads and opportunities, and how well selling goes."""
