"""What a campaign cost, by arm: entries, and contacts at a price each.

The cost of a discount or voucher that the orders show is already in the margin, and goods
given away in its cost of goods; an entry for it here would count it twice. What was spent on
the hold-out by mistake was spent all the same and is borne by the treated arms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members import remarks
from goodwill.analytics.benefit.incrementality.members.arms import folded
from goodwill.analytics.benefit.incrementality.members.findings import (
    Examples,
    Finding,
    Saying,
    count,
    finding,
    first_rows,
)
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

NO_COST = Sentence(
    "What the campaign cost is not known, so what it returned on its cost cannot be told. Give "
    "a costs file, or what a contact costs."
)


@dataclass(frozen=True)
class CampaignCost:
    """What was spent on a campaign, in minor units.

    Parameters
    ----------
    own
        Treated arm → what was spent on it alone, contacts included.
    shared
        What serves all, the hold-out's part included.
    members, contacts
        Members of each arm, and how many of them were contacted.
    contact_cost
        What a contact costs; None where nobody said.
    by_channel
        Channel → entries of it; the empty text for none. Contacts are not in it.
    is_known
        Whether there is any cost to speak of.
    """

    own: Mapping[str, int]
    shared: int
    members: Mapping[str, int]
    contacts: Mapping[str, int]
    contact_cost: float | None
    by_channel: Mapping[str, int]
    is_known: bool
    findings: tuple[Finding, ...] = ()

    @property
    def total(self) -> int | None:
        """All of it; None where it is not known."""
        return self.shared + sum(self.own.values()) if self.is_known else None

    def of(self, arm: str) -> int | None:
        """A treated arm's own cost and its part, by members, of what serves all."""
        if not self.is_known:
            return None
        arms = list(self.own)
        parts = split(self.shared, [self.members[name] for name in arms])
        return self.own[arm] + parts[arms.index(arm)]

    @property
    def per_contact(self) -> float | None:
        """Everything that grows with contacts or not, over all contacts made."""
        made = sum(self.contacts.values())
        return self.total / made if self.total is not None and made else None


def costs_of(
    entries: Frame | None,
    members: Frame,
    *,
    control: str,
    treated: Sequence[str],
    campaign_id: str = "",
    is_only: bool = True,
    contact_cost: float | None = None,
    currency: str | None = None,
) -> CampaignCost:
    """Adds up the entries of one campaign and the price of its contacts.

    Parameters
    ----------
    entries
        CAMPAIGN_COSTS, of any number of campaigns, or None if there is no such file.
    members
        As `Membership.of` returns them.
    is_only
        Whether the files speak of one campaign alone: then an entry without a campaign is its.
    contact_cost
        Minor units per member contacted. Entries are added to it, so they must not hold the
        same again; a finding says when both are given.
    currency
        That of the orders; None if nobody said.

    Raises
    ------
    NotTogether
        Entries are in another currency, or in several.
    Undefined
        What a contact costs, or the whole, is negative.
    """
    arms = [control, *treated]
    counted, contacts, assumed = _contacts(members, arms, control)
    found = _Entries({}, {}, 0, ())
    if entries is not None:
        found = _entries(_of_campaign(entries, campaign_id, is_only), members, arms, currency)
    spent = {arm: found.by_arm.get(arm, 0) + _price(contacts[arm], contact_cost) for arm in arms}
    cost = CampaignCost(
        own={arm: spent[arm] for arm in treated},
        shared=found.by_arm.get("", 0) + spent[control],
        members=counted,
        contacts=contacts,
        contact_cost=contact_cost,
        by_channel=found.by_channel,
        is_known=found.rows > 0 or contact_cost is not None,
        findings=(
            *found.findings,
            *(assumed if contact_cost is not None else ()),
            *_doubled(found.rows, contact_cost),
        ),
    )
    _refuse_negative(cost)
    return cost


def unassigned(entries: Frame, campaigns: Sequence[str]) -> tuple[Finding, ...]:
    """Entries of no campaign, or of one that nobody was drawn for: no return bears them.

    Parameters
    ----------
    campaigns
        The campaigns measured; with one alone, entries that name none are its.
    """
    named = nw.col("campaign_id").str.strip_chars()
    known = named.is_in(list(campaigns)).fill_null(False)
    where = ~known if len(campaigns) != 1 else ~known & (named.str.len_chars() > 0)
    where = where.fill_null(False)
    n = int(entries.select(n=count(where)).collect("pyarrow")["n"][0] or 0)
    if not n:
        return ()
    return (
        finding(
            "unassigned_cost", n, remarks.unassigned_cost, first_rows(entries, where), is_alarm=True
        ),
    )


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Whole minor units by weight, to the last one (largest remainders; earlier ones first)."""
    total = sum(weights)
    if not total:
        raise Undefined(Sentence("There is no treated member to bear the campaign's cost."))
    parts = [floor(amount * weight / total) for weight in weights]
    left = amount - sum(parts)
    rest = sorted(range(len(weights)), key=lambda i: -((amount * weights[i]) % total))
    for place in rest[:left]:
        parts[place] += 1
    return parts


@dataclass(frozen=True)
class _Entries:
    """Entries added up: by arm (empty text for all) and by channel; how many have an amount."""

    by_arm: dict[str, int]
    by_channel: dict[str, int]
    rows: int
    findings: tuple[Finding, ...]


def _of_campaign(entries: Frame, campaign_id: str, is_only: bool) -> Frame:
    text = nw.col("campaign_id").cast(nw.String).str.strip_chars()
    is_its = (text == campaign_id).fill_null(False)
    is_nobodys = text.is_null() | (text.str.len_chars() == 0)
    return entries.filter(is_its | is_nobodys if is_only else is_its)


def _contacts(
    members: Frame, arms: Sequence[str], control: str
) -> tuple[dict[str, int], dict[str, int], tuple[Finding, ...]]:
    """Members and contacts by arm; without any contact told, all treated count as contacted."""
    found = members.group_by("arm").agg(
        n=nw.len().cast(nw.Int64), contacted=nw.col("contacted").sum().cast(nw.Int64)
    )
    rows = {row["arm"]: row for row in found.collect("pyarrow").rows(named=True)}
    counted = {arm: int(rows[arm]["n"]) if arm in rows else 0 for arm in arms}
    contacts = {arm: int(rows[arm]["contacted"]) if arm in rows else 0 for arm in arms}
    if any(contacts.values()):
        return counted, contacts, ()
    everybody = {arm: 0 if arm == control else n for arm, n in counted.items()}
    sentence = Sentence(
        "The members' file does not say who was contacted: all {n} treated members count as "
        "contacted once.",
        n=sum(everybody.values()),
    )
    return counted, everybody, (Finding("contacts_assumed", 0, sentence),)


def _price(contacts: int, contact_cost: float | None) -> int:
    return 0 if contact_cost is None else round(contacts * contact_cost)


def _entries(entries: Frame, members: Frame, arms: Sequence[str], currency: str | None) -> _Entries:
    _refuse_mixed(entries, currency)
    of_member = members.select("customer_id", member_arm=nw.col("arm"))
    placed = entries.join(of_member, on="customer_id", how="left").with_columns(
        bearer=nw.coalesce(_known_arm(entries, arms), nw.col("member_arm"), nw.lit("")),
        said=_text("arm"),
        channel=_text("channel").fill_null(""),
    )
    known = ~nw.col("amount_minor").is_null()
    grouped = placed.group_by("bearer", "channel").agg(
        rows=count(known), amount=nw.col("amount_minor").sum().cast(nw.Int64)
    )
    rows: list[dict[str, Any]] = list(grouped.collect("pyarrow").rows(named=True))
    by_arm: dict[str, int] = {}
    by_channel: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row["bearer"], row["channel"])):
        amount = int(row["amount"] or 0)
        by_arm[row["bearer"]] = by_arm.get(row["bearer"], 0) + amount
        by_channel[row["channel"]] = by_channel.get(row["channel"], 0) + amount
    return _Entries(by_arm, by_channel, sum(int(x["rows"]) for x in rows), _odd_entries(placed))


def _text(name: str) -> nw.Expr:
    text = nw.col(name).cast(nw.String).str.strip_chars()
    return nw.when(text.str.len_chars() > 0).then(text)


def _known_arm(entries: Frame, arms: Sequence[str]) -> nw.Expr:
    """The arm that an entry names, spelled as in the members' file; unknown if there is none."""
    by_fold = {folded(arm): arm for arm in arms}
    said = entries.select(arm=_text("arm")).unique().sort("arm", nulls_last=True)
    found = nw.lit(None, dtype=nw.String)
    for name in said.collect("pyarrow")["arm"].to_list():
        if name is not None and folded(name) in by_fold:
            usual = nw.lit(by_fold[folded(name)])
            found = nw.when(_text("arm") == name).then(usual).otherwise(found)
    return found


def _odd_entries(placed: Frame) -> tuple[Finding, ...]:
    is_all, no_member = nw.col("bearer") == "", nw.col("member_arm").is_null()
    asked: list[tuple[str, nw.Expr, Saying]] = [
        ("no_amount", nw.col("amount_minor").is_null(), remarks.no_amount),
        ("unknown_arm", is_all & ~nw.col("said").is_null(), remarks.unknown_arm),
        ("unknown_member", no_member & ~nw.col("customer_id").is_null(), remarks.unknown_member),
        ("negative_cost", nw.col("amount_minor") < 0, remarks.negative_cost),
    ]
    sums = placed.select(**{code: count(where) for code, where, _ in asked})
    counts = sums.collect("pyarrow").rows(named=True)[0]
    return tuple(
        finding(
            code,
            int(counts[code]),
            say,
            first_rows(placed, where.fill_null(False)),
            is_alarm=code == "no_amount",
        )
        for code, where, say in asked
        if counts[code]
    )


def _refuse_mixed(entries: Frame, currency: str | None) -> None:
    found = entries.select(currency=_text("currency")).unique().sort("currency", nulls_last=True)
    named = [name for name in found.collect("pyarrow")["currency"].to_list() if name]
    others = [name for name in named if name != currency]
    if len(named) > 1 or (others and currency):
        raise NotTogether(
            Sentence(
                "The campaign's costs are in {found}, the orders in {currency}. Amounts in "
                "several currencies cannot be added: give them all in one.",
                found=Examples(tuple(named)),
                currency=currency or "—",
            )
        )


def _refuse_negative(cost: CampaignCost) -> None:
    if (cost.total or 0) < 0 or (cost.contact_cost or 0) < 0:
        raise Undefined(
            Sentence("The campaign's cost is negative: more was taken back than spent.")
        )


def _doubled(rows: int, contact_cost: float | None) -> tuple[Finding, ...]:
    if not rows or not contact_cost:
        return ()
    sentence = Sentence(
        "The cost is {n} entry and the price of each contact added. If the entry holds the "
        "contacts already, leave their price out.",
        "The cost is {n} entries and the price of each contact added. If the entries hold the "
        "contacts already, leave their price out.",
        n=rows,
    )
    return (Finding("entries_and_contacts", rows, sentence),)
