"""Simulating: block by block, so that memory does not grow with the company."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from goodwill.analytics.errors import SettingRefused
from goodwill.demo import (
    activities,
    baskets,
    buying,
    campaigns,
    caring,
    contacting,
    contacts,
    dirt,
    effects,
    ledger,
    pilots,
    selling,
    serving,
    sharing,
    touches,
    truth,
)
from goodwill.demo.capacity import capacity, capacity_table
from goodwill.demo.columns import NEVER, Ints
from goodwill.demo.company import Company
from goodwill.demo.months import Months, months
from goodwill.demo.people import People, customers_table, people
from goodwill.demo.staff import Team, team
from goodwill.demo.writing import Files, files_in
from goodwill.language import Sentence

AS_OF = date(2026, 6, 30)


@dataclass(frozen=True)
class DemoCompany:
    """Where the simulated company lies, and how many rows each of its files has.

    `files` maps a name (`order_lines`, `truth/customer_truth` …) to its Parquet file.
    """

    folder: Path
    customers: int
    seed: int
    as_of: date
    files: dict[str, Path]
    rows: dict[str, int]
    dirt: dict[str, int]
    currency: str = "CNY"

    @property
    def truth(self) -> Path:
        return self.folder / "truth"

    def __getitem__(self, name: str) -> Path:
        return self.files[name]


def simulate(
    folder: Path,
    *,
    customers: int = 5000,
    seed: int = 7,
    as_of: date | None = None,
    years: float = 3.0,
    progress: Callable[[float], None] | None = None,
) -> DemoCompany:
    """Write a simulated company into a folder; the same arguments give the same bytes.

    Parameters
    ----------
    customers
        How many it knows of, buyers or not. Blocks of 10,000 are drawn independently, so
        a larger company begins with the same full blocks as a smaller one.
    as_of
        The last day in the files (but for one planted date); 2026-06-30 if not given, so
        that the demo is the same on any day.
    years
        How long before that it opened.
    progress
        Called with the share that is done, from 0 to 1.

    Raises
    ------
    SettingRefused
        A size or a span of time that no company can have.
    """
    company = Company(customers, seed, as_of or AS_OF, years)
    _check(company)
    with files_in(folder) as files:
        counts = _written(company, files, progress or _silent)
    paths = {name: folder / f"{name}.parquet" for name in files.rows}
    return DemoCompany(folder, customers, seed, company.as_of, paths, files.rows, counts)


def _written(company: Company, files: Files, progress: Callable[[float], None]) -> dict[str, int]:
    files.add("products", company.products.table)
    files.add("campaigns", campaigns.campaigns_table(company))
    files.add("pilots", pilots.pilots_table(company))
    total = _Total()
    for block in range(company.blocks):
        total.add(_simulate_block(company, block, files))
        progress((block + 1) / company.blocks)
    _add_campaign_truth(company, files, total)
    _add_ledger(company, files, total)
    files.note("truth/parameters", company.parameters())
    files.note("truth/dirt", dict(total.dirt))
    files.note("truth/whale", truth.whale(np.concatenate(total.profits), company.customers))
    return dict(total.dirt)


@dataclass(frozen=True)
class _Told:
    """What a block adds to the truths about the whole."""

    dirt: dict[str, int]
    profits: Ints
    sums: dict[str, Any]


class _Total:
    """The truths about the whole, as they add up."""

    def __init__(self) -> None:
        self.dirt: Counter[str] = Counter()
        self.profits: list[Ints] = []
        self.sums: dict[str, Any] = {}

    def add(self, told: _Told) -> None:
        self.dirt.update(told.dirt)
        self.profits.append(told.profits)
        self.sums = {name: each + self.sums.get(name, 0) for name, each in told.sums.items()}


@dataclass(frozen=True)
class _Drawn:
    """One block of the company: everything that happened to its customers."""

    who: People
    team: Team
    life: buying.Lives
    done: campaigns.Done
    touched: touches.Touched
    piloted: pilots.Piloted
    bought: buying.Orders
    how: baskets.Terms
    clean: baskets.Lines
    costs: serving.Served
    cases: caring.Cases
    surveys: Any
    contacts: serving.Contacts
    handled: contacting.Handled


def _add_campaign_truth(company: Company, files: Files, total: _Total) -> None:
    effect = total.sums["effects"]
    files.add("campaign_costs", effects.costs_table(company, effect))
    files.add("truth/campaign_truth", effects.truth_table(company, effect))
    files.add("truth/preference_truth", effects.preference_table(company, effect))
    files.add("truth/pilot_truth", pilots.truth_table(company, total.sums["piloted"]))


def _add_ledger(company: Company, files: Files, total: _Total) -> None:
    span = months(company)
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


def _simulate_block(company: Company, block: int, files: Files) -> _Told:
    it = _drawn(company, block)
    files.add("customers", customers_table(company, block, it.who))
    counts = _add_lines(company, block, files, it)
    files.add("costs", serving.costs_table(it.who, it.costs))
    _add_campaigns(company, files, it)
    _add_sales(company, block, files, it.who)
    files.add("truth/customer_truth", _truth(company, it))
    margin = baskets.expected_order_margin(company, it.who, it.how)
    sums = {
        "effects": effects.summed(company, it.who, it.done, margin),
        "piloted": pilots.summed(it.piloted, margin),
        **_add_service(company, block, files, it),
    }
    return _Told(counts, _profits(company, it), sums)


def _drawn(company: Company, block: int) -> _Drawn:
    who = people(company, block)
    life = buying.lives(company, block, who)
    plain = buying.orders(company, block, who, life)
    done = campaigns.done(company, block, who, life, plain)
    piloted = pilots.piloted(company, company.generator(block, "pilots"), who, life)
    bought = _with_extra(done.kept(plain), done.extra, piloted)
    rng = company.generator(block, "lines")
    how = baskets.terms(rng, who)
    clean = baskets.filled(company, rng, who, how, bought)
    rng = company.generator(block, "serving")
    costs = serving.served(company, rng, who=who, life=life, bought=bought, lines=clean)
    rng, staff = company.generator(block, "care"), team(company, block)
    cases = caring.cases(company, rng, who=who, life=life, bought=bought)
    surveys = caring.surveys_table(company, rng, who, life)
    contacts = serving.contacted(company, rng, who, life, costs)
    rng = company.generator(block, "contacts")
    return _Drawn(
        who=who,
        team=staff,
        life=life,
        done=done,
        touched=touches.touched(company, company.generator(block, "touches"), done.members),
        piloted=piloted,
        bought=bought,
        how=how,
        clean=clean,
        costs=costs,
        cases=cases,
        surveys=surveys,
        contacts=contacts,
        handled=contacting.handled(rng, who, life, contacts, staff),
    )


def _with_extra(
    orders: buying.Orders, extra: campaigns.Extra, piloted: pilots.Piloted
) -> buying.Orders:
    return buying.in_order(
        np.concatenate([orders.customer, extra.customer, piloted.customer]),
        np.concatenate([orders.day, extra.day, piloted.day]),
        np.concatenate([orders.campaign, extra.campaign, np.full(len(piloted.day), NEVER)]),
    )


def _add_lines(company: Company, block: int, files: Files, it: _Drawn) -> dict[str, int]:
    """Write the order lines with dirt among them; how many rows of which kind."""
    orders, returns = len(it.bought), int((it.clean.status == baskets.RETURNED).sum())
    rng = company.generator(block, "dirt")
    lines, counts = dirt.planted(company, rng, block, it.clean, orders + returns)
    more = max(0, int(lines.document.max(initial=-1)) + 1 - orders - returns)
    documents = baskets.document_numbers(block, orders, returns, more)
    files.add("order_lines", baskets.order_lines_table(it.who, it.how, lines, documents))
    return counts | {"rows": len(lines), "good_rows": len(it.clean), "returns": returns}


def _add_campaigns(company: Company, files: Files, it: _Drawn) -> None:
    them = it.done.members
    files.add("campaign_members", campaigns.members_table(company, it.who, them))
    files.add("touches", touches.touches_table(company, it.who, it.touched))
    files.add("truth/member_truth", effects.member_table(company, it.who, it.done))


def _add_service(company: Company, block: int, files: Files, it: _Drawn) -> dict[str, Any]:
    """Contacts, cases and all work that was done; what the company's ledger needs of them."""
    span, rng = months(company), company.generator(block, "contact details")
    files.add("cases", caring.cases_table(block, it.who, it.cases))
    files.add("surveys", it.surveys)
    contacted = contacting.interactions_table(
        company,
        rng,
        block,
        who=it.who,
        team=it.team,
        them=it.contacts,
        how=it.handled,
        cases=it.cases,
        bought=it.bought,
    )
    files.add("interactions", contacted)
    return _add_work(company, block, files, it, span)


def _add_work(
    company: Company, block: int, files: Files, it: _Drawn, span: Months
) -> dict[str, Any]:
    rng = company.generator(block, "activities")
    work = activities.work(
        company,
        rng,
        who=it.who,
        contacts=(it.contacts, it.handled),
        orders=(it.bought, it.clean),
        cases=it.cases,
        members=it.done.members,
    )
    files.add("activities", activities.activities_table(company, block, it.who, it.team, work))
    shared = sharing.shared(rng, span, bought=it.bought, cases=it.cases)
    files.add("drivers", sharing.drivers_table(company, span, it.who, shared))
    return {
        "used": activities.used(span, work),
        "done": activities.done(span, work),
        "touches": sharing.touches_by_month(company, span, it.touched),
    }


def _add_sales(company: Company, block: int, files: Files, who: People) -> None:
    rng = company.generator(block, "sales")
    won = selling.opportunities(company, rng, who)
    files.add("leads", selling.leads_table(company, rng, block, who))
    files.add("opportunities", selling.opportunities_table(rng, block, who, won))
    files.add("stage_changes", selling.stage_changes_table(block, won))
    files.add("contacts", contacts.contacts_table(rng, block, who))


def _truth(company: Company, it: _Drawn) -> Any:
    return truth.customer_truth_table(
        company,
        who=it.who,
        life=it.life,
        how=it.how,
        bought=it.bought,
        lines=it.clean,
        costs=it.costs,
    )


def _profits(company: Company, it: _Drawn) -> Ints:
    """Profit in fen of those who bought or cost something."""
    cost = truth.spent(it.who, it.costs)
    _, margin = truth.earned(company, it.who, it.clean)
    return np.asarray((margin - cost)[it.who.bought | (cost > 0)])


def _check(company: Company) -> None:
    if company.customers < 1:
        raise SettingRefused(
            Sentence(
                "A company needs at least one customer; {n} were asked for.", n=company.customers
            )
        )
    if not 0.25 <= company.years <= 20:
        raise SettingRefused(
            Sentence(
                "The demo company can be 0.25 to 20 years old; {years} were asked for.",
                years=company.years,
            )
        )


def _silent(_done: float) -> None:
    """Nobody watches."""
