"""What a customer may be contacted about, and on what ground of law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.language import Sentence

ANY = "*"
"""Every topic, or every channel."""


@dataclass(frozen=True)
class Topic:
    """Something to contact people about; some need their consent first, none their refusal."""

    word: str
    name: Sentence
    needs_consent: bool


TOPICS: Mapping[str, Topic] = {
    topic.word: topic
    for topic in (
        Topic("service", Sentence("orders, contracts and questions"), needs_consent=False),
        Topic("personal", Sentence("personal contact"), needs_consent=False),
        Topic("offers", Sentence("offers"), needs_consent=True),
        Topic("news", Sentence("news"), needs_consent=True),
        Topic("events", Sentence("events"), needs_consent=True),
        Topic("surveys", Sentence("surveys"), needs_consent=True),
        Topic("greetings", Sentence("greetings and gifts"), needs_consent=True),
    )
}

BASES: Mapping[str, Sentence] = {
    "consent": Sentence("Consent"),
    "objection": Sentence("Objection"),
    "contract": Sentence("Performance of a contract"),
    "legitimate_interest": Sentence("Legitimate interest"),
    "legal_duty": Sentence("Legal duty"),
}
"""The lawful bases (GDPR article 6 and 21, PIPL article 13) by the word that is kept."""
