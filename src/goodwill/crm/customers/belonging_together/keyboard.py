"""The keys with which suggestions are worked through."""

from __future__ import annotations

from goodwill.crm.ui.keys import Group, Key
from goodwill.language import Sentence

KEYS = Group(
    Sentence("Belonging together"),
    (
        Key("a", Sentence("Accept"), "press", "accept"),
        Key("d", Sentence("Dismiss"), "press", "dismiss"),
    ),
)
