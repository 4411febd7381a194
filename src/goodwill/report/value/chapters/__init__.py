"""The value report's chapters, one a file, each from what was measured."""

from __future__ import annotations

from goodwill.report.finding import Chapter
from goodwill.report.value.chapters.advice import advice
from goodwill.report.value.chapters.classes import classes
from goodwill.report.value.chapters.cuts import cuts
from goodwill.report.value.chapters.future import future
from goodwill.report.value.chapters.habits import habits
from goodwill.report.value.chapters.keeping import keeping
from goodwill.report.value.chapters.loyalty import loyalty
from goodwill.report.value.chapters.models import models
from goodwill.report.value.chapters.paying import paying
from goodwill.report.value.chapters.potential import potential
from goodwill.report.value.chapters.reading import reading, understanding
from goodwill.report.value.chapters.worth import worth
from goodwill.report.value.measuring import Measured


def chapters(measured: Measured) -> list[Chapter]:
    """In the order of the questions a controller asks."""
    written = [
        *(reading, worth, future, potential, keeping, advice, paying),
        *(loyalty, habits, classes, cuts, models, understanding),
    ]
    return [chapter for chapter in (write(measured) for write in written) if chapter.findings]
