"""What campaigns truly brought: summed by segment and by preferred channel, and a member each."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.demo.campaigns import Done
from goodwill.demo.columns import Floats, Ints, dates, money, table, texts, words
from goodwill.demo.company import GROUPS, Campaign, Company
from goodwill.demo.people import CHANNELS, GROUP_NAMES, People

SUMS = ("treated", "holdout", "moved", "usual", "expected", "spread", "caused", "margin")
"""Members by arm and those moved between them; of the treated: orders without the campaign,
those that it was going to cause, the variance of that number, those that it caused, and the
margin that was to be expected of them in fen."""


def summed(company: Company, who: People, it: Done, order_margin: Floats) -> Floats:
    """`SUMS` of one block, shape (campaigns, groups, channels, sums)."""
    shape = (len(company.campaigns), len(GROUPS), len(CHANNELS))
    size = int(np.prod(shape))

    def cells(campaign: Ints, customer: Ints) -> Ints:
        place = (campaign * shape[1] + who.group[customer]) * shape[2] + who.prefers[customer]
        return np.asarray(place)

    them, member = it.members, cells(it.members.campaign, it.members.customer)
    expected = np.where(them.treated, them.expected, 0.0)
    weights = (
        *(them.treated, ~them.treated, them.moved, np.where(them.treated, them.usual, 0.0)),
        *(expected, np.abs(expected)),
    )
    sums = [np.bincount(member, weight, size) for weight in weights]
    more = np.bincount(cells(it.extra.campaign, it.extra.customer), minlength=size)
    less = np.bincount(cells(it.lost_to, it.lost_by), minlength=size)
    sums.append((more - less).astype(np.float64))
    sums.append(np.bincount(member, expected * order_margin[them.customer], size))
    return np.stack(sums, axis=-1).astype(np.float64).reshape(*shape, len(SUMS))


def truth_table(company: Company, sums: Floats) -> Any:
    """`truth/campaign_truth.parquet`, a row for each campaign and segment.

    `lift` is that of all the treated together where it differs among them.
    `extra_orders_sd` is how far chance moves `extra_orders` from what was expected.
    """
    rows = [
        (place, group)
        for place, campaign in enumerate(company.campaigns)
        for group, name in enumerate(GROUP_NAMES)
        if name in campaign.lift
    ]
    kept = _kept(sums.sum(axis=2), rows)
    them = [company.campaigns[place] for place, _ in rows]
    segments = [GROUP_NAMES[group] for _, group in rows]
    lifts = [
        _mean_lift(kept, at) if it.lift_by_preference else it.lift[name]
        for at, (it, name) in enumerate(zip(them, segments, strict=True))
    ]
    return table(
        campaign_id=texts([it.id for it in them]),
        segment=texts(segments),
        starts_on=dates(np.array([company.begins(it) for it in them], np.int64)),
        lift=np.array(lifts, np.float64),
        **_columns(kept),
    )


def preference_table(company: Company, sums: Floats) -> Any:
    """`truth/preference_truth.parquet`: where the lift depends on the preferred channel."""
    rows = [
        (place, channel)
        for place, campaign in enumerate(company.campaigns)
        for channel in range(len(CHANNELS))
        if campaign.lift_by_preference
    ]
    them = [company.campaigns[place] for place, _ in rows]
    names = [CHANNELS[channel] for _, channel in rows]
    lifts = [it.lift_by_preference[name] for it, name in zip(them, names, strict=True)]
    return table(
        campaign_id=texts([it.id for it in them]),
        preferred_channel=texts(names),
        lift=np.array(lifts, np.float64),
        **_columns(_kept(sums.sum(axis=1), rows)),
    )


def member_table(company: Company, who: People, it: Done) -> Any:
    """`truth/member_truth.parquet` of one block: what each member would do untreated, how many
    orders treatment adds, and who was moved out of the hold-out."""
    them = it.members
    return table(
        campaign_id=words(them.campaign, [c.id for c in company.campaigns]),
        customer_id=words(them.customer, who.ids),
        orders_untreated=them.usual,
        extra_orders_if_treated=them.expected,
        moved=them.moved,
    )


def costs_table(company: Company, sums: Floats) -> Any:
    """`campaign_costs.parquet`: all that each campaign cost, contacts included."""
    treated = sums[..., SUMS.index("treated")].sum(axis=(1, 2)).astype(np.int64)
    rows = [row for each in zip(company.campaigns, treated, strict=True) for row in _spent(*each)]
    return table(
        campaign_id=texts([it.id for it, *_ in rows]),
        arm=texts([arm for _, arm, *_ in rows]),
        channel=texts([it.channel for it, *_ in rows]),
        activity=texts([activity for *_, activity, _, _ in rows]),
        spent_on=dates(np.array([company.begins(it) - before for it, *_, before, _ in rows], int)),
        amount=money(np.array([amount for *_, amount in rows], np.int64)),
        currency=texts(["CNY"] * len(rows)),
    )


def _spent(it: Campaign, treated: int) -> list[tuple[Campaign, Any, str, int, int]]:
    return [
        (it, None, "design", 14, it.fixed_cost_minor),
        (it, "treated", "contacts", 0, int(treated) * it.contact_cost_minor),
    ]


def _kept(sums: Floats, rows: list[tuple[int, int]]) -> dict[str, Floats]:
    kept = np.array([sums[row] for row in rows]).reshape(-1, len(SUMS))
    return dict(zip(SUMS, kept.T, strict=True))


def _mean_lift(kept: dict[str, Floats], at: int) -> float:
    usual = float(kept["usual"][at])
    return float(kept["expected"][at]) / usual if usual else 0.0


def _columns(kept: dict[str, Floats]) -> dict[str, Any]:
    return {
        "treated": kept["treated"].astype(np.int64),
        "holdout": kept["holdout"].astype(np.int64),
        "moved": kept["moved"].astype(np.int64),
        "extra_orders_expected": kept["expected"],
        "extra_orders_sd": np.sqrt(kept["spread"]),
        "extra_orders": kept["caused"].astype(np.int64),
        "extra_margin_expected": money(np.rint(kept["margin"]).astype(np.int64)),
    }
