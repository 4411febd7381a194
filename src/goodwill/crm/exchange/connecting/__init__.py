"""Connections: other systems that feed us, each pulled again and again without doing harm."""
