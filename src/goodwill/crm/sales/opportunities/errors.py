"""What the room of opportunities refuses, in its words.

Refused
├── NotReady            fields are empty that the stage needs
├── NotThisPipeline     the stage belongs to another pipeline
├── IsClosed            what is won or lost stays so until it is opened again
├── NotClosed           only what is won or lost can be opened again
├── NoReason            what is lost needs a reason
├── SumOfLines          the amount is the sum of the products
├── NoPipeline          nobody has set up a pipeline
└── BadPipeline         a pipeline that nothing could go through
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodwill.crm.records.errors import Refused
from goodwill.language import Language, Sayable, Sentence


@dataclass(frozen=True)
class Listed:
    """Several things inside one sentence: “a, b and c”."""

    items: tuple[Sayable, ...]

    def said_in(self, language: Language) -> str:
        return language.list(self.items)


class NotReady(Refused):
    """Fields are empty that the stage needs; `fields` names them."""

    def __init__(self, stage: str, fields: Sequence[str], labels: Sequence[Sayable]) -> None:
        self.fields = tuple(fields)
        super().__init__(
            Sentence(
                "“{stage}” needs more: fill in {fields} first.",
                stage=stage,
                fields=Listed(tuple(labels)),
            )
        )


class NotThisPipeline(Refused):
    """The stage belongs to another pipeline."""

    def __init__(self, stage: str, pipeline: str) -> None:
        super().__init__(
            Sentence(
                "“{stage}” is no stage of the pipeline “{pipeline}”.",
                stage=stage,
                pipeline=pipeline,
            )
        )


class IsClosed(Refused):
    """What is won or lost stays so until it is opened again."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("This opportunity is closed. Open it again first if that was wrong.")
        )


class NotClosed(Refused):
    """Only what is won or lost can be opened again."""

    def __init__(self) -> None:
        super().__init__(Sentence("This opportunity is open already."))


class NoReason(Refused):
    """What is lost needs a reason."""

    def __init__(self) -> None:
        super().__init__(Sentence("Say why it was lost: that is what the next one learns from."))


class NoPipeline(Refused):
    """Nobody has set up a pipeline."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("There is no pipeline yet. Somebody who sets up sales makes the first one.")
        )


class BadPipeline(Refused):
    """A pipeline that nothing could go through; says why."""


class SumOfLines(Refused):
    """The amount is the sum of the products."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("The amount is the sum of the products below. Change them instead.")
        )
