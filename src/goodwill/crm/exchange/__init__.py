"""Data in, data out: files brought in, systems that feed us, the warehouse that analytics read."""
