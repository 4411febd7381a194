"""What a customer may be to another one."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.language import Sentence

ROLES: Mapping[str, Sentence] = {
    "employee": Sentence("Employee"),
    "buyer": Sentence("Buyer"),
    "decision_maker": Sentence("Decision maker"),
    "influencer": Sentence("Influencer"),
    "user": Sentence("User"),
    "billing": Sentence("Accounts and invoices"),
    "owner": Sentence("Owner of the company"),
    "household_member": Sentence("Member of the household"),
    "subsidiary": Sentence("Subsidiary"),
    "group_member": Sentence("Member of the group"),
    "partner": Sentence("Partner"),
    "referrer": Sentence("Recommended us"),
}
"""Each role by the word that is kept; a role in other words is kept as it was written."""
