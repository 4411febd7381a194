"""What those who run an installation are told when something cannot be done.

Refused
└── CannotRun               the installation cannot do this as it stands; says why and what to do
    ├── PortTaken           something else answers at the address
    ├── NotABackup          the file is none, or is damaged
    ├── NotEmpty            there is something already where it would be put
    ├── Failed              a program that we rest on failed
    └── UpgradeFailed       the upgrade was taken back
"""

from __future__ import annotations

from pathlib import Path

from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence


class CannotRun(Refused):
    """The installation cannot do this as it stands."""


class PortTaken(CannotRun):
    """Something else answers at the address."""

    def __init__(self, port: int) -> None:
        super().__init__(
            Sentence(
                "Port {port} is taken by another program. Give a free one with --port.",
                port=str(port),
            )
        )


class NotABackup(CannotRun):
    """The file is no backup, or not as it was written."""


class NotEmpty(CannotRun):
    """There is something already where it would be put."""


class Failed(CannotRun):
    """A program that we rest on failed; says what it said."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(
            Sentence("{program} failed and said: {said}", program=program, said=said.strip())
        )


class UpgradeFailed(CannotRun):
    """The upgrade was taken back; everything is as before."""

    def __init__(self, reason: str, backup: Path) -> None:
        super().__init__(
            Sentence(
                "The upgrade failed ({reason}) and was taken back: everything is as it was before. "
                "The backup made before it is in {backup}.",
                reason=reason,
                backup=str(backup),
            )
        )
