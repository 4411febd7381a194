"""Pilots in one unit and roll-outs over several, and the orders that they cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.baskets import DEPARTMENTS, departments
from goodwill.demo.buying import Lives
from goodwill.demo.columns import Flags, Floats, Ints, dates, money, table, texts
from goodwill.demo.company import DAYS_PER_YEAR, PLACES, Company, Pilot
from goodwill.demo.people import KINDS, People


@dataclass(frozen=True)
class Piloted:
    """Orders that pilots caused, shape (orders,), and `sums` of each: customers reached, orders
    to be expected and caused, shape (pilots, customers of the block)."""

    customer: Ints
    day: Ints
    expected: Floats
    caused: Ints


def piloted(company: Company, rng: np.random.Generator, who: People, life: Lives) -> Piloted:
    """While a pilot runs in its unit, whoever buys there does so λ·season(t)·lift oftener."""
    customer, day = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    shape = (len(company.pilots), len(who))
    expected, caused = np.zeros(shape), np.zeros(shape, np.int64)
    for place, pilot in enumerate(company.pilots):
        low, high = _spans(company, pilot, who, life)
        expected[place] = life.rate / DAYS_PER_YEAR * pilot.lift * (high - low)
        caused[place] = rng.poisson(expected[place])
        owner = np.repeat(np.arange(len(who)), caused[place])
        elapsed = low[owner] + rng.random(len(owner)) * (high - low)[owner]
        customer.append(owner)
        day.append(_days(company, who.kind[owner], elapsed))
    return Piloted(np.concatenate(customer), np.concatenate(day), expected, caused)


def pilots_table(company: Company) -> Any:
    """`pilots.parquet`, a row for each pilot and unit; `ends_on` is the first day after it."""
    return table(**_about(company))


def summed(it: Piloted, order_margin: Floats) -> Floats:
    """Customers reached, orders expected and caused, margin expected in fen: (pilots, 4)."""
    reached = (it.expected > 0).sum(axis=1)
    margin = it.expected @ order_margin
    return np.stack([reached, it.expected.sum(axis=1), it.caused.sum(axis=1), margin], axis=-1)


def truth_table(company: Company, sums: Floats) -> Any:
    """`truth/pilot_truth.parquet`: the true lift of each unit, and what came of it."""
    return table(
        **_about(company),
        lift=np.array([pilot.lift for pilot in company.pilots], np.float64),
        customers=sums[:, 0].astype(np.int64),
        extra_orders_expected=sums[:, 1],
        extra_orders=sums[:, 2].astype(np.int64),
        extra_margin_expected=money(np.rint(sums[:, 3]).astype(np.int64)),
    )


def _about(company: Company) -> dict[str, Any]:
    them = company.pilots
    return {
        "pilot_id": texts([pilot.id for pilot in them]),
        "name": texts([pilot.name for pilot in them]),
        "unit_kind": texts([pilot.unit_kind for pilot in them]),
        "unit": texts([pilot.unit for pilot in them]),
        "starts_on": dates(np.array([company.begins(pilot) for pilot in them], np.int64)),
        "ends_on": dates(np.array([company.ends(pilot) for pilot in them], np.int64)),
    }


def _in_unit(pilot: Pilot, who: People) -> Flags:
    if pilot.unit_kind == "department":
        return np.equal(departments(who), DEPARTMENTS.index(pilot.unit))
    return np.equal(who.place, [place.name for place in PLACES].index(pilot.unit))


def _spans(company: Company, pilot: Pilot, who: People, life: Lives) -> tuple[Floats, Floats]:
    """From the later of its beginning and the first purchase to the earlier of end and loss, on
    each customer's clock; nothing for those whom it does not reach."""
    low, high = np.zeros(len(who)), np.zeros(len(who))
    for kind, name in enumerate(KINDS):
        meant = np.flatnonzero(_in_unit(pilot, who) & who.bought & (who.kind == kind))
        clock = company.clocks[name]
        last = np.minimum(life.death[meant], min(company.ends(pilot), company.end_day))
        low[meant] = clock.at(np.maximum(who.first_moment[meant], company.begins(pilot)))
        high[meant] = np.maximum(clock.at(last), low[meant])
    return low, high


def _days(company: Company, kinds: Ints, elapsed: Floats) -> Ints:
    day = np.empty(len(kinds), np.int64)
    for kind, name in enumerate(KINDS):
        rows = kinds == kind
        day[rows] = np.floor(company.clocks[name].moment(elapsed[rows])).astype(np.int64)
    return day
