"""Spend that could not pay: contacts not to be made, and contacts that bring too little.

Hard waste needs no estimate: somebody of the hold-out was contacted, or somebody who is
barred, or cannot be reached, or twice with the same. Each contact counts once, by the first
of `HARD` that applies. Soft waste is spend in slices where a contact brings less than it
costs; it counts as surely wasted only where the whole interval lies below the cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import narwhals as nw

from goodwill.analytics.benefit.incrementality.earning.money import Outcome
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.analytics.numerics.effects import Effect
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

WASTED = Definition(
    "MK06",
    1,
    Sentence("Wasted share of campaign spend"),
    Sentence(
        "Spend on contacts that were not allowed, did not arrive, were made twice or to the "
        "hold-out, or surely bring less than they cost."
    ),
    Sentence("spend on wasted contacts ÷ spend on all contacts"),
    Unit.SHARE,
)


@dataclass(frozen=True)
class Kind:
    """A way of wasting a contact: a code for files, and a label."""

    code: str
    label: Sentence


HARD: tuple[Kind, ...] = (
    Kind("holdout", Sentence("Contacted although in the hold-out")),
    Kind("barred", Sentence("Contacted although barred")),
    Kind("undeliverable", Sentence("Could not be delivered")),
    Kind("duplicate", Sentence("Contacted twice on one day in one way")),
)
"""In the order in which they are asked."""


class Pays(StrEnum):
    """Whether contacts of a slice bring what they cost."""

    YES = "pays"
    OPEN = "open"
    NO = "wasted"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Contacts:
    """Contacts of one slice (None: not known) and one code of `HARD`, empty if not wasted so."""

    part: str | None
    code: str
    contacts: int


@dataclass(frozen=True)
class PartSpend:
    """What contacts of one slice cost and brought, those of hard waste left out.

    Parameters
    ----------
    per_member
        What the contacts of one treated member cost: the effect at which they pay.
    effect
        On margin per treated member; None where it is not known.
    """

    part: str | None
    contacts: int
    spend: float
    per_member: float | None
    effect: Effect | None
    pays: Pays


@dataclass(frozen=True)
class Waste:
    """Where the spend on contacts went. Amounts are minor units.

    Parameters
    ----------
    contact_cost
        What a contact costs.
    hard
        Code of `HARD` → contacts.
    parts
        Slice by slice, without hard waste; empty where no effects by slice were given.
    """

    contacts: int
    contact_cost: float
    hard: Mapping[str, int]
    parts: tuple[PartSpend, ...]

    @property
    def spend(self) -> float:
        return self.contacts * self.contact_cost

    @property
    def hard_spend(self) -> float:
        return sum(self.hard.values()) * self.contact_cost

    def spend_that(self, *pays: Pays) -> float:
        """Spend in slices that pay, are open, or are wasted."""
        return sum(part.spend for part in self.parts if part.pays in pays)

    @property
    def wasted(self) -> float:
        """Hard waste, and slices that surely do not pay."""
        return self.hard_spend + self.spend_that(Pays.NO)

    @property
    def most_wasted(self) -> float:
        """That, and slices of which it is open."""
        return self.wasted + self.spend_that(Pays.OPEN, Pays.UNKNOWN)


def contacts_made(
    rows: Frame,
    *,
    control: str,
    by: str | None = None,
    barred: Frame | None = None,
    undeliverable: Frame | None = None,
) -> tuple[Contacts, ...]:
    """Counts the contacts of one campaign by slice and kind of hard waste.

    Parameters
    ----------
    rows
        One row per contact, such as the rows of CAMPAIGN_MEMBERS as read: `customer_id`,
        `arm`, `contacted_day`, `channel`, `source_row`; rows without `contacted_day` are none.
    by
        A text column of the rows to cut by.
    barred, undeliverable
        Whoever must not be contacted, and whoever could not be reached: `customer_id`.

    Raises
    ------
    Undefined
        There is no such column, or nobody was contacted.
    """
    if by is not None and by not in rows.collect_schema().names():
        raise Undefined(Sentence("The members have no column {column} to cut by.", column=by))
    made = rows.filter(~nw.col("contacted_day").is_null(), ~nw.col("customer_id").is_null())
    same = ("customer_id", "contacted_day", "channel")
    numbered = made.with_columns(first=nw.col("source_row").min().over(*same))
    listed = _listed(_listed(numbered, barred, "barred"), undeliverable, "undeliverable")
    conditions = {
        "holdout": nw.col("arm") == control,
        "barred": nw.col("barred") == 1,
        "undeliverable": nw.col("undeliverable") == 1,
        "duplicate": nw.col("source_row") > nw.col("first"),
    }
    code = nw.lit("")
    for kind in reversed(HARD):
        is_it = conditions[kind.code].fill_null(False)
        code = nw.when(is_it).then(nw.lit(kind.code)).otherwise(code)
    part = nw.lit(None, dtype=nw.String) if by is None else nw.col(by).cast(nw.String)
    named = listed.select(part=part, code=code)
    found = named.group_by("part", "code").agg(n=nw.len().cast(nw.Int64)).collect("pyarrow")
    counts = [Contacts(x["part"], x["code"], int(x["n"])) for x in found.rows(named=True)]
    if not counts:
        raise Undefined(Sentence("Nobody was contacted: there is no spend on contacts."))
    return tuple(sorted(counts, key=lambda each: (each.part is None, each.part or "", each.code)))


def waste(
    made: tuple[Contacts, ...],
    contact_cost: float,
    effects: Mapping[str | None, Outcome] | None = None,
) -> Waste:
    """What was spent in vain, surely and possibly.

    Parameters
    ----------
    made
        As `contacts_made` counts them.
    contact_cost
        What a contact costs, in minor units; must be positive.
    effects
        Slice → effect on margin per treated member. Intervals should be corrected for the
        number of slices. Without them only hard waste is counted.

    Raises
    ------
    Undefined
        The cost of a contact is not positive.
    """
    if contact_cost <= 0:
        raise Undefined(
            Sentence("A contact that costs nothing cannot be wasted: say what a contact costs.")
        )
    hard = {kind.code: sum(x.contacts for x in made if x.code == kind.code) for kind in HARD}
    parts = [] if effects is None else _parts(made, contact_cost, effects)
    return Waste(sum(each.contacts for each in made), contact_cost, hard, tuple(parts))


def wasted_figure(found: Waste, receipt: Receipt) -> Figure:
    """MK06; its ends are what is surely wasted and what may be, not an interval of chance."""
    spend, wasted = (major(round(x), receipt.currency) for x in (found.spend, found.wasted))
    common = receipt.common(found.contacts) | {"grade": None if not found.parts else receipt.grade}
    if not found.parts:
        method = Sentence(
            "Only hard waste is counted: what contacts bring was not measured by slice."
        )
        return ratio(WASTED, wasted, spend, method=method, **common)
    method = Sentence(
        "Hard waste, and spend in slices where the whole interval of what a contact brings lies "
        "below its cost. The upper end adds slices of which it is open."
    )
    return ratio(
        WASTED,
        wasted,
        spend,
        low=found.wasted / found.spend,
        high=found.most_wasted / found.spend,
        method=method,
        **common,
    )


def _listed(rows: Frame, listed: Frame | None, name: str) -> Frame:
    if listed is None:
        return rows.with_columns(nw.lit(0).alias(name))
    marked = listed.select("customer_id").unique().with_columns(nw.lit(1).alias(name))
    return rows.join(marked, on="customer_id", how="left")


def _parts(
    made: tuple[Contacts, ...], contact_cost: float, effects: Mapping[str | None, Outcome]
) -> list[PartSpend]:
    soft = [each for each in made if not each.code]
    return [_part(each, contact_cost, effects.get(each.part)) for each in soft]


def _part(each: Contacts, contact_cost: float, outcome: Outcome) -> PartSpend:
    spend = each.contacts * contact_cost
    if not isinstance(outcome, Effect):
        return PartSpend(each.part, each.contacts, spend, None, None, Pays.UNKNOWN)
    per_member = spend / outcome.n_treated
    pays = Pays.OPEN
    if outcome.low > per_member:
        pays = Pays.YES
    elif outcome.high < per_member:
        pays = Pays.NO
    return PartSpend(each.part, each.contacts, spend, per_member, outcome, pays)
