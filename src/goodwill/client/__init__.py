"""A client of Goodwill's API, typed by its description: `Goodwill(address, key).customers.all()`.

It needs nothing but Python. What is sent twice because the network failed happens once: each
change carries an idempotency key. `shapes.py` and `operations.py` are written by
`tools/client.py` from the API's own description.
"""

from goodwill.client.door import Goodwill
from goodwill.client.errors import (
    ApiError,
    Clashing,
    Invalid,
    Missing,
    NoAnswer,
    NoKey,
    NotAllowed,
    Outdated,
    TooFast,
)
from goodwill.client.records import Page, Records

__all__ = [
    "ApiError",
    "Clashing",
    "Goodwill",
    "Invalid",
    "Missing",
    "NoAnswer",
    "NoKey",
    "NotAllowed",
    "Outdated",
    "Page",
    "Records",
    "TooFast",
]
