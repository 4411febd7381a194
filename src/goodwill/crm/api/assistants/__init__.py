"""Tools for the assistants of people, over the Model Context Protocol: off until switched on.

An assistant acts for the person whose key it carries: it sees what they see, does what they may,
and what it wrote is marked as its own. https://modelcontextprotocol.io
"""
