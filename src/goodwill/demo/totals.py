"""What blocks add up to, and the files that are written once for the whole company."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo import effects, ledger, market, pilots, programme, records, sharing
from goodwill.demo.capacity import capacity, capacity_table
from goodwill.demo.columns import Ints
from goodwill.demo.company import Company
from goodwill.demo.months import Months, months
from goodwill.demo.programme_file import programme_text
from goodwill.demo.settings_file import settings_text
from goodwill.demo.writing import Files


@dataclass(frozen=True)
class Told:
    """What a block adds to the truths about the whole; `sums` are arrays by name."""

    dirt: dict[str, int]
    profits: Ints
    sums: dict[str, Any]


class Total:
    """The truths about the whole, as they add up."""

    def __init__(self) -> None:
        self.dirt: Counter[str] = Counter()
        self.profits: list[Ints] = []
        self.sums: dict[str, Any] = {}

    def add(self, told: Told) -> None:
        self.dirt.update(told.dirt)
        self.profits.append(told.profits)
        self.sums = {name: each + self.sums.get(name, 0) for name, each in told.sums.items()}


def write_whole(company: Company, files: Files, total: Total) -> None:
    """Everything that is not drawn customer by customer."""
    span = months(company)
    _campaign_truth(company, files, total)
    _ledger(company, files, total, span)
    files.add("targets", market.team_targets(company, span, total.sums["sold"]))
    files.add("market", market.market_table(company, span, total.sums["sales"]))
    files.add("panel", market.panel_table(company, span, total.sums["sales"]))
    files.add("data_profile", records.profile_table(company, span))
    files.add("record_matches", records.matches_table(company, span))
    files.add("benefit_results", programme.results_table(company, span))
    files.add("programme_flows", programme.flows_table(company))
    files.add("risks", programme.risks_table(company))
    files.add("delays", programme.delays_table(company))
    files.add("goals", programme.goals_table(company))
    files.say("programme.toml", programme_text(company))
    files.say("settings.toml", settings_text(company))


def _campaign_truth(company: Company, files: Files, total: Total) -> None:
    effect = total.sums["effects"]
    files.add("campaign_costs", effects.costs_table(company, effect))
    files.add("truth/campaign_truth", effects.truth_table(company, effect))
    files.add("truth/preference_truth", effects.preference_table(company, effect))
    files.add("truth/pilot_truth", pilots.truth_table(company, total.sums["piloted"]))


def _ledger(company: Company, files: Files, total: Total, span: Months) -> None:
    can = capacity(company, span, total.sums["used"], total.sums["done"].sum(axis=0))
    treated = total.sums["effects"][..., effects.SUMS.index("treated")].sum(axis=(1, 2))
    book = ledger.ledger(company, can, treated.astype(np.int64))
    files.add("cost_entries", ledger.entries_table(company, book))
    files.add("exchange_rates", ledger.rates_table(book))
    files.add("assets", ledger.assets_table(company, span))
    files.add("budgets", ledger.budgets_table(book, can))
    files.add("capacity", capacity_table(can))
    files.add("drivers", sharing.whole_table(company, span, total.sums["touches"]))
    files.note("truth/ledger", ledger.truth(book, can))
