"""Self-service: what contacts that customers settle themselves would save."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.analytics.benefit.returns.stakes.stake import (
    Basis,
    Calculator,
    Parameter,
    Stake,
    own,
    planned,
)
from goodwill.analytics.benefit.returns.stakes.stated import (
    Measured,
    Stated,
    needed,
    not_negative,
    spread,
)
from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence


@dataclass(frozen=True)
class SelfService:
    """What has to be known for the savings of self-service.

    Parameters
    ----------
    deflected
        Contacts of a year that self-service settles for good.
    assisted, unassisted
        What one contact costs with an employee, and by self-service, major unit.
    measured
        What a year of self-service did save.
    """

    deflected: Stated | None = None
    assisted: Stated | None = None
    unassisted: Stated | None = None
    measured: Measured | None = None


DEFLECTED = Sentence("Contacts of a year settled by self-service")
ASSISTED = Sentence("Cost of a contact with an employee")
UNASSISTED = Sentence("Cost of a contact by self-service")

SAVED = Definition(
    "stake_self_service",
    1,
    Sentence("Value at stake in self-service"),
    Sentence("What a year's contacts would save that customers settle themselves."),
    Sentence("contacts deflected × (cost assisted − cost by self-service)"),
    Unit.MONEY,
)
OWN = Definition(
    "stake_self_service_own",
    1,
    Sentence("Saved by self-service, measured"),
    Sentence("What self-service saved in a year by the company's own count and cost."),
    Sentence("contacts without a request within 3 days × (cost assisted − cost by self-service)"),
    Unit.MONEY,
)
DEFINITIONS = (SAVED, OWN)

COUNTED = Sentence(
    "A cost avoided only where the people's time is really used otherwise or no longer paid: do "
    "not count the same minutes as time released."
)
NOT_MEASURED = Sentence(
    "What self-service saved has not been measured. Count its sessions after which nobody asked "
    "within 3 days, and take the cost of a contact from the cost to serve."
)
PLAN = Sentence(
    "A plan, never a fact: contacts and both costs are as stated. Contacts that come back to an "
    "employee are not deflected."
)


def self_service_stake(asked: SelfService, basis: Basis) -> Stake:
    """Deflected contacts times the difference of their costs; negative where it costs more.

    Raises
    ------
    Undefined
        Contacts or one of the costs is not stated, or negative.
    """
    stated = (
        ("deflected", DEFLECTED, asked.deflected),
        ("assisted", ASSISTED, asked.assisted),
        ("unassisted", UNASSISTED, asked.unassisted),
    )
    needed(Calculator.SELF_SERVICE.label, {key: (label, each) for key, label, each in stated})
    parameters = tuple(
        Parameter(key, label, not_negative(each, label)) for key, label, each in stated if each
    )
    found = spread(lambda n, dear, cheap: n * (dear - cheap), *(e.stated for e in parameters))
    return Stake(
        Calculator.SELF_SERVICE,
        (planned(SAVED, found, basis, method=PLAN),),
        (own(OWN, asked.measured, basis, NOT_MEASURED),),
        (),
        parameters,
        COUNTED,
    )
