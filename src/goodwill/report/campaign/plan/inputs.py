"""What a plan is worked out from: its own words, and the tables that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from goodwill.analytics.campaigns.budget.budget import Budget
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.campaign.plan.earlier import Earlier
from goodwill.report.preparing import Inputs as OrderInputs


@dataclass(frozen=True)
class Inputs:
    """What was read; None where neither the plan nor the person names it.

    Parameters
    ----------
    file
        The plan.
    customers
        One row per customer, with `customer_id` and the columns that the plan names.
    contacts
        As `goodwill.analytics.campaigns.audiences.barring.CONTACTS` says.
    holdouts
        File as the plan names it → `customer_id` of those left alone by that campaign.
    sources
        What each file was read for → the files.
    earlier
        What an earlier run left in the same folder.
    notes
        What a reader should know of how the files were read.
    """

    plan: Plan
    file: Path
    customers: Frame | None = None
    contacts: Frame | None = None
    holdouts: Mapping[str, Frame] = field(default_factory=dict)
    orders: OrderInputs | None = None
    budget: Budget | None = None
    as_of: date | None = None
    earlier: Earlier | None = None
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()
