"""The loop, told once and in order: packages, pages and documents follow it."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.language import Sentence


@dataclass(frozen=True)
class Stage:
    """One stage of the loop: the word it is found by, and the question it answers."""

    word: str
    name: Sentence
    question: Sentence


INFORMATION = Stage(
    "information", Sentence("Information"), Sentence("Who are they, and what happened?")
)
VALUE = Stage(
    "value", Sentence("Value"), Sentence("What is each of them worth, now and in future?")
)
CAMPAIGNS = Stage(
    "campaigns", Sentence("Campaigns"), Sentence("On whom do we spend the next unit of money?")
)
EXECUTION = Stage(
    "execution", Sentence("Execution"), Sentence("Do it, on the channel the customer chose.")
)
BENEFIT = Stage(
    "benefit",
    Sentence("Benefit"),
    Sentence("What did it bring, beyond what would have happened anyway?"),
)

STAGES = (INFORMATION, VALUE, CAMPAIGNS, EXECUTION, BENEFIT)
