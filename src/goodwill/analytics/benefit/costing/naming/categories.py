"""The 11 categories of cost."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from goodwill.language import Sentence


class Category(StrEnum):
    """What money is spent on, in eleven parts."""

    PEOPLE = "people"
    SOFTWARE = "software"
    INFRASTRUCTURE = "infrastructure"
    DATA = "data"
    MARKETING = "marketing"
    SERVICE = "service"
    PROCESS = "process"
    TRAINING = "training"
    PARTNER = "partner"
    TIME = "time"
    OPPORTUNITY = "opportunity"

    @property
    def label(self) -> Sentence:
        return LABELS[self]


LABELS: Mapping[Category, Sentence] = {
    Category.PEOPLE: Sentence("Staff"),
    Category.SOFTWARE: Sentence("Software"),
    Category.INFRASTRUCTURE: Sentence("Hardware and hosting"),
    Category.DATA: Sentence("Data"),
    Category.MARKETING: Sentence("Marketing"),
    Category.SERVICE: Sentence("Service and care"),
    Category.PROCESS: Sentence("Processes and coordination"),
    Category.TRAINING: Sentence("Training"),
    Category.PARTNER: Sentence("Partners"),
    Category.TIME: Sentence("Time spent"),
    Category.OPPORTUNITY: Sentence("Opportunities forgone"),
}
