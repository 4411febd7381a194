"""Whether care came clear of promotions: MK11."""

from __future__ import annotations

from datetime import date

import narwhals as nw

from goodwill.analytics.campaigns.audiences.barring import CONTACTS
from goodwill.analytics.campaigns.plans import Purpose
from goodwill.analytics.figure import Definition, Figure, Unit, ratio
from goodwill.analytics.tables import Frame, check, days_since_1970
from goodwill.language import Sentence

CARE_DAYS = 7

CARE_TIMING = Definition(
    "MK11",
    1,
    Sentence("Care timing compliance"),
    Sentence("Care that no promotion to the same customer followed too soon."),
    Sentence("care contacts with no promotion in the next k days ÷ care contacts"),
    Unit.SHARE,
)


def care_timing(contacts: Frame, *, days: int = CARE_DAYS, as_of: date) -> Figure:
    """MK11 of contacts made and planned; a promotion on the day of care collides as well.

    n/a where there was no care. Contacts of unknown purpose count as neither; `n` says how
    many care contacts there were. One row is collected.

    Raises
    ------
    ContractBroken
        The table is not as `CONTACTS` says.
    """
    purpose = nw.col("purpose").str.strip_chars().str.to_lowercase()
    known = check(CONTACTS, contacts).with_columns(_on=days_since_1970(nw.col("contacted_on")))
    care = (
        known.filter(purpose == Purpose.CARE.value)
        .group_by("customer_id", "_on")
        .agg(contacts=nw.len().cast(nw.Int64))
    )
    sold = known.filter(purpose == Purpose.PROMOTION.value)
    sold = sold.select("customer_id", _sold=nw.col("_on")).unique()
    later = nw.col("_sold") - nw.col("_on")
    collided = (
        care.join(sold, on="customer_id", how="inner")
        .filter((later >= 0) & (later <= days))
        .select("customer_id", "_on", "contacts")
        .unique()
    )
    counts = care.select(all=nw.col("contacts").sum().cast(nw.Int64)).join(
        collided.select(bad=nw.col("contacts").sum().cast(nw.Int64)), how="cross"
    )
    row = counts.collect().rows(named=True)[0]
    cared, bad = int(row["all"] or 0), int(row["bad"] or 0)
    return ratio(
        CARE_TIMING,
        cared - bad,
        cared,
        as_of=as_of,
        n=cared,
        method=Sentence("No promotion from the day of care to {days} days later.", days=days),
    )
