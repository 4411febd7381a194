"""Referral value, and engagement value (VA09): what customers are worth through others.

Of a customer's referrals two kinds count. Type 1 would not have come otherwise: their
lifetime value is due to the referrer. Type 2 would have come anyway: what is due is the
acquisition cost saved. Rewards are taken off.

A referred person's value stands in their own lifetime value already. So the engagement
values of customers must not be added up: the sum for the company is that of lifetime values
alone.

References
----------
Kumar, Petersen & Leone (2010), Journal of Marketing 74(5). doi:10.1509/jmkg.74.5.1
Kumar et al. (2010), Journal of Service Research 13(3). doi:10.1177/1094670510375602
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.figure import Definition, Figure, Unit, money
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence


@dataclass(frozen=True)
class Referrals:
    """All referrals together; minor units.

    Parameters
    ----------
    customers, equity_minor
        With a forecast, and Σ of their lifetime values: the sum for the company.
    referrers
        Customers who sent at least one customer.
    type_one, type_one_minor
        Who would not have come otherwise, and their lifetime value, which is in `equity_minor`.
    type_two, type_two_minor
        Who would have come anyway, and the acquisition cost saved; None where that is unknown.
    unclear
        Referred customers of whom nobody asked; they count as neither.
    rewards_minor
        What was paid for the referrals.
    """

    customers: int
    equity_minor: int
    referrers: int
    type_one: int
    type_one_minor: int
    type_two: int
    type_two_minor: int | None
    unclear: int
    rewards_minor: int


def referral_values(
    scored: Frame,
    referrals: Frame,
    *,
    acquisition_cost_minor: int | None = None,
    reward_minor: int = 0,
) -> Frame:
    """One row per customer with a forecast, with what their referrals are worth.

    Parameters
    ----------
    scored
        `customer_id`, `residual_value_minor`.
    referrals
        `customer_id` (who was referred), `referred_by`, `would_have_come` (true: type 2,
        false: type 1, null: nobody asked). Only people who have become customers count.
    acquisition_cost_minor
        What winning a customer costs otherwise; where it is None type 2 is worth nothing here.
    reward_minor
        Paid for each referred customer.

    Returns
    -------
    Frame
        `customer_id`, `residual_value_minor`; `type_one`, `type_two`, `unclear` (counts),
        `type_one_minor`, `type_two_minor`, `rewards_minor`, `referral_value_minor` (the first
        two less rewards) and `engagement_value_minor` (with the customer's own residual value).

    Raises
    ------
    ContractBroken
        A customer was referred by more than one: their value would count twice.
    """
    people = scored.filter(~nw.col("residual_value_minor").is_null()).select(
        "customer_id", nw.col("residual_value_minor").cast(nw.Int64)
    )
    named = _named(referrals)
    _refuse_two_referrers(named)
    sent = (
        named.join(people, on="customer_id")
        .group_by("referred_by")
        .agg(**_due(acquisition_cost_minor or 0, reward_minor))
    )
    empty = ("type_one", "type_two", "unclear", "type_one_minor", "type_two_minor")
    found = people.join(sent, left_on="customer_id", right_on="referred_by", how="left")
    values = found.with_columns(
        *(nw.coalesce(name, nw.lit(0, nw.Int64)).alias(name) for name in (*empty, "rewards_minor"))
    )
    value = nw.col("type_one_minor") + nw.col("type_two_minor") - nw.col("rewards_minor")
    return values.with_columns(referral_value_minor=value).with_columns(
        engagement_value_minor=nw.col("residual_value_minor") + nw.col("referral_value_minor")
    )


def best_referrers(values: Frame) -> Frame:
    """Customers who have sent others, the most valuable referrals first."""
    sent = nw.col("type_one") + nw.col("type_two") + nw.col("unclear")
    order = values.filter(sent > 0).with_columns(_deficit=-nw.col("referral_value_minor"))
    return order.sort("_deficit", "customer_id").drop("_deficit")


def summed(values: Frame, *, acquisition_cost_known: bool) -> Referrals:
    """What `referral_values` returned, summed; one row is collected."""
    sent = nw.col("type_one") + nw.col("type_two") + nw.col("unclear")
    sums = values.select(
        nw.len().cast(nw.Int64).alias("customers"),
        nw.col("residual_value_minor").sum().cast(nw.Int64),
        (sent > 0).cast(nw.Int64).sum().alias("referrers"),
        *(nw.col(name).sum().cast(nw.Int64) for name in _SUMS),
    )
    row = [int(x or 0) for x in sums.collect().row(0)]
    customers, equity, referrers, one, one_minor, two, two_minor, unclear, rewards = row
    saved = two_minor if acquisition_cost_known else None
    return Referrals(*(customers, equity, referrers, one, one_minor, two, saved, unclear, rewards))


ENGAGEMENT_VALUE = Definition(
    "VA09",
    1,
    Sentence("Customer engagement value of the company"),
    Sentence("What all customers are worth, by themselves and through each other."),
    Sentence("Σ expected residual lifetime value; referred customers are in it once"),
    Unit.MONEY,
)
TYPE_ONE = Definition(
    "referral_value_type_1",
    1,
    Sentence("Value of customers who came only by referral"),
    Sentence("The part of customer equity that is due to those who recommended."),
    Sentence("Σ residual value of referred customers who would not have come otherwise"),
    Unit.MONEY,
)
TYPE_TWO = Definition(
    "referral_value_type_2",
    1,
    Sentence("Acquisition cost saved by referral"),
    Sentence("What it would have cost to win those who were referred and would have come anyway."),
    Sentence("referred customers who would have come anyway × acquisition cost of one"),
    Unit.MONEY,
)
DEFINITIONS = (ENGAGEMENT_VALUE, TYPE_ONE, TYPE_TWO)

NO_REFERRALS = Sentence(
    "Referrals are not recorded. Record for every new customer who sent them, and ask whether "
    "they would have come anyway."
)
NO_COST = Sentence("What winning a customer costs is not known.")


def figures(found: Referrals | None, *, currency: str, as_of: date) -> tuple[Figure, ...]:
    """VA09 of the company, and the two kinds of referral value; None gives what to record."""
    if found is None:
        told: dict[str, Any] = {"as_of": as_of, "n": 0, "reason": NO_REFERRALS}
        return tuple(money(each, None, currency, **told) for each in DEFINITIONS)
    at: dict[str, Any] = {"as_of": as_of}
    inside = Sentence(
        "Within customer equity, not beside it. Of {unclear} referred customers it is not known "
        "whether they would have come anyway; they are not in it.",
        unclear=found.unclear,
    )
    saved = Sentence(
        "Money that was not spent: beside customer equity, and before rewards of {rewards}.",
        rewards=money(TYPE_TWO, found.rewards_minor, currency, as_of=as_of, n=0),
    )
    return (
        money(
            ENGAGEMENT_VALUE, found.equity_minor, currency, n=found.customers, method=_ONCE, **at
        ),
        money(TYPE_ONE, found.type_one_minor, currency, n=found.type_one, method=inside, **at),
        money(
            TYPE_TWO,
            found.type_two_minor,
            currency,
            n=found.type_two,
            method=saved,
            reason=NO_COST if found.type_two_minor is None else None,
            **at,
        ),
    )


_ONCE = Sentence(
    "The sum of lifetime values alone: the value of a referred customer is never in two totals. "
    "Influence and knowledge of customers are not measured."
)
_SUMS = (
    *("type_one", "type_one_minor", "type_two", "type_two_minor"),
    *("unclear", "rewards_minor"),
)


def _named(referrals: Frame) -> Frame:
    """Referrals by somebody else, each once."""
    known = ~nw.col("customer_id").is_null() & ~nw.col("referred_by").is_null()
    others = nw.col("customer_id") != nw.col("referred_by")
    return referrals.filter(known & others).select(
        "customer_id", "referred_by", came=nw.col("would_have_come").cast(nw.Int64)
    )


def _refuse_two_referrers(named: Frame) -> None:
    times = named.group_by("customer_id").agg(times=nw.len().cast(nw.Int64))
    double = times.select(n=(nw.col("times") > 1).cast(nw.Int64).sum()).collect().item()
    if double:
        wrong = Sentence(
            "{n} customer was referred more than once",
            "{n} customers were referred more than once",
            n=int(double),
        )
        raise ContractBroken("referrals", (wrong,))


def _due(cost_minor: int, reward_minor: int) -> dict[str, nw.Expr]:
    """What is due to a referrer, from the rows of those referred."""
    one = nw.coalesce(nw.col("came") == 0, nw.lit(False)).cast(nw.Int64)
    two = nw.coalesce(nw.col("came") == 1, nw.lit(False)).cast(nw.Int64)
    value = nw.when(nw.col("came") == 0).then(nw.col("residual_value_minor")).otherwise(0)
    return {
        "type_one": one.sum().cast(nw.Int64),
        "type_two": two.sum().cast(nw.Int64),
        "unclear": nw.col("came").is_null().cast(nw.Int64).sum(),
        "type_one_minor": value.sum().cast(nw.Int64),
        "type_two_minor": (two * cost_minor).sum().cast(nw.Int64),
        "rewards_minor": (one * 0 + reward_minor).sum().cast(nw.Int64),
    }
