"""Where a program begins: an address and a key."""

from __future__ import annotations

from goodwill.client.operations import Operations
from goodwill.client.talking import Talk


class Goodwill(Operations):
    """One installation, seen with one key.

    Parameters
    ----------
    address
        Where it is: `https://crm.example.com`.
    key
        A key that its owner made under *My settings*; the program may do what both may.
    language
        Of sentences in answers: `en`, `zh-Hans`, `zh-Hant`; the owner's own where empty.
    seconds
        How long one try may take.
    tries
        How often a call is tried where the network fails or the server asks to wait.
    """

    def __init__(
        self, address: str, key: str, *, language: str = "", seconds: float = 60, tries: int = 4
    ) -> None:
        super().__init__(Talk(address, key, language=language, seconds=seconds, tries=tries))
