"""What the timeline refuses, in its words.

Refused
├── CannotSeeIt         someone was named who may not see the customer
├── SeveralOfThatName   nobody can tell which of them is meant
├── NotYet              something that lies in the future cannot have happened
├── NothingSaid         an entry without a word, a minute or a place
├── AlreadyAnother      the id belongs to another entry
├── NoMoment            neither a day nor a time
└── NoTask              only tasks are done, postponed and handed on
"""

from __future__ import annotations

from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence


class CannotSeeIt(Refused):
    """Someone was named who may not see the customer."""

    def __init__(self, person: str, customer: str) -> None:
        super().__init__(
            Sentence(
                "{person} may not see {customer}. Share the customer with them first.",
                person=person,
                customer=customer,
            )
        )


class SeveralOfThatName(Refused):
    """Nobody can tell which of them is meant."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Sentence(
                "Several people are called {name}. Write the e-mail address behind the @ instead.",
                name=name,
            )
        )


class NotYet(Refused):
    """Something that lies in the future cannot have happened."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("This lies in the future. Plan it as a task, or correct the date.")
        )


class NothingSaid(Refused):
    """A note without a word."""

    def __init__(self) -> None:
        super().__init__(Sentence("Write a word about it first."))


class AlreadyAnother(Refused):
    """The id belongs to an entry that is not this person's, or of another customer."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("Another entry already has this id. Log it again to give it one of its own.")
        )


class NoTask(Refused):
    """Only tasks are done, postponed and handed on."""

    def __init__(self) -> None:
        super().__init__(Sentence("This entry is no task."))


class NoMoment(Refused):
    """Neither a day nor a time."""

    def __init__(self) -> None:
        super().__init__(Sentence("This is no date and time."))
