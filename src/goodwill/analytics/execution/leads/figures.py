"""What is counted and estimated about leads."""

from __future__ import annotations

from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence

LEAD_CONVERSION = Definition(
    id="LD01",
    version=1,
    label=Sentence("Leads that became customers"),
    meaning=Sentence(
        "The share of leads that became customers within 90 days of coming in. Only leads whose "
        "90 days are over are counted, and each once, however often they came."
    ),
    formula=Sentence("converted within 90 days ÷ leads whose 90 days are over"),
    unit=Unit.SHARE,
)
TIME_TO_ACCEPT = Definition(
    id="LD02",
    version=1,
    label=Sentence("Time until a lead is accepted"),
    meaning=Sentence("The median time from giving a lead to somebody until they accept it."),
    formula=Sentence("median of (accepted − given)"),
    unit=Unit.HOURS,
)
ACCEPTED_IN_TIME = Definition(
    id="LD03",
    version=1,
    label=Sentence("Accepted in time"),
    meaning=Sentence(
        "The share of leads with a time limit that were accepted within it. Leads whose limit is "
        "still to come are left out."
    ),
    formula=Sentence("accepted within the limit ÷ given with a limit that is over"),
    unit=Unit.SHARE,
)
LEAD_CHANCE = Definition(
    id="LD04",
    version=1,
    label=Sentence("Chance of becoming a customer"),
    meaning=Sentence(
        "How likely a lead with what was known of this one when it came in becomes a customer "
        "within 90 days."
    ),
    formula=Sentence("1 ÷ (1 + e^−(base + what each fact adds))"),
    unit=Unit.SHARE,
)
RIGHT_ORDER = Definition(
    id="LD05",
    version=1,
    label=Sentence("Pairs of leads in the right order"),
    meaning=Sentence(
        "Of all pairs of a later lead that became a customer and one that did not, the share in "
        "which the first has the higher chance; a half is what chance alone brings (AUC)."
    ),
    formula=Sentence("pairs in the right order ÷ pairs"),
    unit=Unit.SHARE,
)
"""All of them are told by the lists and pages of leads."""
