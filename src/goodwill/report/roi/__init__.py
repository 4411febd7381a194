"""The report on a programme: whether it is worth it, what decides it, what is to be done."""
