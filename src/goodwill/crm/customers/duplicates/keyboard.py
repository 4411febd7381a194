"""The keys with which the queue is worked through."""

from __future__ import annotations

from goodwill.crm.ui.keys import Group, Key
from goodwill.language import Sentence

KEYS = Group(
    Sentence("Duplicates"),
    (
        Key("s", Sentence("The same: merge them"), "press", "same"),
        Key("d", Sentence("Different: keep them apart"), "press", "different"),
        Key("l", Sentence("Decide later"), "press", "later"),
        Key("c", Sentence("Side by side: choose field by field"), "press", "compare"),
    ),
)
