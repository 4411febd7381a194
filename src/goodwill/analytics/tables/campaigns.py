"""What was done on whom, who was left alone, and what it cost."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.tables.contract import Column, Table
from goodwill.language import Sentence

CAMPAIGNS = Table(
    "campaigns",
    Sentence("What was done on whom and when: one row per campaign."),
    (
        Column("campaign_id", nw.String, Sentence("The campaign."), nullable=False),
        Column("name", nw.String, Sentence("The name to show.")),
        Column("channel", nw.String, Sentence("How members were contacted: e-mail, call, post …")),
        Column("kind", nw.String, Sentence("`promotion`, `care`, `win-back`, `cross-sell` …")),
        Column("starts_on", nw.Date, Sentence("The first day on which it could have an effect.")),
        Column(
            "starts_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("ends_on", nw.Date, Sentence("The first day after it.")),
        Column(
            "ends_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column(
            "contact_cost_minor",
            nw.Int64,
            Sentence("What contacting one member costs."),
            unit="minor units",
        ),
        Column(
            "holdout_share",
            nw.Float64,
            Sentence("The share of members that was to be left alone, between 0 and 1."),
        ),
        Column("currency", nw.String, Sentence("ISO 4217 code, where the file names one.")),
    ),
    key=("campaign_id",),
)

CAMPAIGN_MEMBERS = Table(
    "campaign_members",
    Sentence("Who was meant, and who was left alone to compare with: one row per member."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("campaign_id", nw.String, Sentence("The campaign; empty if the file has one only.")),
        Column("customer_id", nw.String, Sentence("The customer.")),
        Column(
            "arm",
            nw.String,
            Sentence("What the member was drawn into: the hold-out, or a variant of the campaign."),
        ),
        Column("assigned_on", nw.Date, Sentence("When the member was drawn.")),
        Column(
            "assigned_day",
            nw.Int32,
            Sentence("The same date as days since 1970-01-01."),
            unit="days",
        ),
        Column("contacted_on", nw.Date, Sentence("When the member was contacted first.")),
        Column(
            "contacted_day",
            nw.Int32,
            Sentence("The same date as days since 1970-01-01."),
            unit="days",
        ),
        Column("channel", nw.String, Sentence("How the member was contacted.")),
        Column("cluster", nw.String, Sentence("What was drawn as a whole: household, branch.")),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)

CAMPAIGN_COSTS = Table(
    "campaign_costs",
    Sentence("What a campaign cost: one row per entry."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("campaign_id", nw.String, Sentence("The campaign; empty if the file has one only.")),
        Column("arm", nw.String, Sentence("The variant; empty for what serves all.")),
        Column("customer_id", nw.String, Sentence("The member; empty for what serves all.")),
        Column("channel", nw.String, Sentence("The channel that it was spent on.")),
        Column("spent_on", nw.Date, Sentence("When it was spent.")),
        Column(
            "spent_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("amount_minor", nw.Int64, Sentence("The cost; positive."), unit="minor units"),
        Column("currency", nw.String, Sentence("ISO 4217 code, where the file names one.")),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)
