"""The keys with which records are compared."""

from __future__ import annotations

from goodwill.crm.ui.keys import Group, Key
from goodwill.language import Sentence

KEYS = Group(
    Sentence("Merging"),
    (
        Key("1", Sentence("The first one's value stands in this row"), "press", "1"),
        Key("2", Sentence("The second one's value stands in this row"), "press", "2"),
        Key("3", Sentence("The third one's value stands in this row"), "press", "3"),
    ),
)
