"""Work done for customers, with what each time equation asks for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.baskets import COMPLETED, PRODUCT_IDS, SALES_CHANNELS, Lines, first_lines
from goodwill.demo.buying import Orders
from goodwill.demo.campaigns import Members
from goodwill.demo.caring import COMPLAINT, Cases
from goodwill.demo.columns import NEVER, Floats, Ints, answers, dates, numbered, table, words
from goodwill.demo.company import PLACES, Company
from goodwill.demo.contacting import (
    ACQUIRE,
    CONTACT_CHANNELS,
    RETAIN,
    STAGES,
    VISIT,
    Handled,
)
from goodwill.demo.months import Months
from goodwill.demo.people import CHANNELS, People
from goodwill.demo.serving import Contacts
from goodwill.demo.staff import DESK, SERVICE, WORK_DEPARTMENTS, Team

KINDS = ("visit", "order", "request", "complaint", "campaign call")
VISITING, ORDERING, REQUEST, COMPLAINING, CALLING = range(len(KINDS))
EQUATIONS = {
    "visit": "60 + travel",
    "order": "20 + 3 * lines + 25 * special",
    "request": "12 + 8 * escalated",
    "complaint": "90 + 120 * field_visit",
}
"""Minutes of each kind; those of a campaign call are measured."""
SPECIAL, ESCALATED, FIELD_VISITS = 0.07, 0.16, 0.15
CALL_MINUTES = 6.0
CHANNEL_NAMES = tuple(dict.fromkeys((*CONTACT_CHANNELS, *CHANNELS, *SALES_CHANNELS)))


@dataclass(frozen=True)
class Work:
    """Activities sorted by day, shape (activities,); `measured` is `NEVER` where nobody did."""

    kind: Ints
    customer: Ints
    day: Ints
    stage: Ints
    department: Ints
    channel: Ints
    campaign: Ints
    product: Ints
    travel: Ints
    lines: Ints
    special: Ints
    escalated: Ints
    field_visit: Ints
    measured: Ints

    def __len__(self) -> int:
        return len(self.day)

    @property
    def minutes(self) -> Ints:
        """What each took: as measured, else by its equation."""
        by_kind = [
            60 + self.travel,
            20 + 3 * self.lines + 25 * self.special,
            12 + 8 * self.escalated,
            90 + 120 * self.field_visit,
        ]
        equation = np.choose(np.minimum(self.kind, COMPLAINING), by_kind)
        return np.where(self.measured == NEVER, equation, self.measured)


def work(
    company: Company,
    rng: np.random.Generator,
    *,
    who: People,
    contacts: tuple[Contacts, Handled],
    orders: tuple[Orders, Lines],
    cases: Cases,
    members: Members,
) -> Work:
    """All that was done for the customers of one block, but for what IT and marketing do."""
    parts = [
        _contacts(rng, *contacts),
        _orders(rng, who, *orders),
        _cases(rng, cases),
        _calls(company, rng, members),
    ]
    columns = {f.name: np.concatenate([part[f.name] for part in parts]) for f in fields(Work)}
    by_day = np.lexsort((columns["kind"], columns["customer"], columns["day"]))
    return Work(**{name: column[by_day] for name, column in columns.items()})


def activities_table(company: Company, block: int, who: People, team: Team, them: Work) -> Any:
    """`activities.parquet` of one block."""
    employee = team.chosen(them.department, them.customer)
    return table(
        activity_id=numbered(f"AC{block:05d}", len(them)),
        kind=words(them.kind, KINDS),
        customer_id=words(them.customer, who.ids),
        stage=words(them.stage, STAGES),
        department=words(them.department, WORK_DEPARTMENTS),
        employee_id=words(employee, team.ids),
        channel=words(them.channel, CHANNEL_NAMES),
        campaign_id=words(them.campaign, [it.id for it in company.campaigns]),
        product_id=words(them.product, PRODUCT_IDS),
        region=words(who.place[them.customer], [place.name for place in PLACES]),
        done_on=dates(them.day),
        minutes=pa.array(them.measured.astype(np.float64), mask=them.measured == NEVER),
        travel=answers(them.travel),
        lines=answers(them.lines),
        special=answers(them.special),
        escalated=answers(them.escalated),
        field_visit=answers(them.field_visit),
    )


def used(span: Months, them: Work) -> Floats:
    """Minutes of each department in each month, shape (departments, months)."""
    cell = them.department * len(span) + span.place(them.day)
    size = len(WORK_DEPARTMENTS) * len(span)
    sums = np.bincount(cell, them.minutes, size)
    return sums.reshape(len(WORK_DEPARTMENTS), len(span)).astype(np.float64)


def done(span: Months, them: Work) -> Ints:
    """How many of each kind in each department and month: (kinds, departments, months)."""
    shape = (len(KINDS), len(WORK_DEPARTMENTS), len(span))
    cell = (them.kind * shape[1] + them.department) * shape[2] + span.place(them.day)
    return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)


Columns = dict[str, Ints]


def _blank(n: int, **columns: Ints | int) -> Columns:
    """Columns of `n` rows; those not named say that there is nothing."""
    nothing = {"channel": NEVER, "campaign": NEVER, "product": NEVER, "measured": NEVER}
    return {
        each.name: np.broadcast_to(columns.get(each.name, nothing.get(each.name, 0)), n)
        for each in fields(Work)
    }


def _contacts(rng: np.random.Generator, them: Contacts, how: Handled) -> Columns:
    took_place = how.completed
    escalated = rng.random(len(them)) < ESCALATED
    visits = them.kind == VISIT
    columns = _blank(
        len(them),
        kind=np.where(visits, VISITING, REQUEST),
        customer=them.customer,
        day=them.day,
        stage=how.stage,
        department=how.department,
        channel=np.array([CHANNEL_NAMES.index(name) for name in CONTACT_CHANNELS])[them.kind],
        travel=how.travel,
        escalated=np.where(visits, 0, escalated),
    )
    return {name: column[took_place] for name, column in columns.items()}


def _orders(rng: np.random.Generator, who: People, bought: Orders, lines: Lines) -> Columns:
    sold = lines.status == COMPLETED
    first = first_lines(bought, lines)
    channel = np.array([CHANNEL_NAMES.index(name) for name in SALES_CHANNELS])
    return _blank(
        len(bought),
        kind=ORDERING,
        customer=bought.customer,
        day=bought.day,
        stage=np.where(bought.day <= who.first[bought.customer], ACQUIRE, RETAIN),
        department=DESK,
        channel=channel[lines.channel[first]],
        product=lines.product[first],
        lines=np.bincount(lines.document[sold], minlength=len(bought)),
        special=(rng.random(len(bought)) < SPECIAL).astype(np.int64),
    )


def _cases(rng: np.random.Generator, them: Cases) -> Columns:
    complains = them.kind == COMPLAINT
    visited, escalated = rng.random(len(them)) < FIELD_VISITS, rng.random(len(them)) < ESCALATED
    return _blank(
        len(them),
        kind=np.where(complains, COMPLAINING, REQUEST),
        customer=them.customer,
        day=them.opened,
        stage=RETAIN,
        department=SERVICE,
        channel=np.array([CHANNEL_NAMES.index(name) for name in CHANNELS])[them.channel],
        escalated=np.where(complains, 0, escalated),
        field_visit=np.where(complains, visited, 0),
    )


def _calls(company: Company, rng: np.random.Generator, members: Members) -> Columns:
    """Campaigns by telephone: each treated member is called once in its first half."""
    by_phone = np.array([it.channel == "telephone" for it in company.campaigns] or [False])
    called = np.flatnonzero(members.treated & by_phone[members.campaign])
    half = np.array([it.duration_days // 2 for it in company.campaigns] or [1])
    begins = np.array([company.begins(it) for it in company.campaigns] or [0])
    campaign = members.campaign[called]
    day = begins[campaign] + rng.integers(0, half[campaign] + 1)
    minutes = 1 + np.floor(rng.exponential(CALL_MINUTES, len(called)))
    columns = _blank(
        len(called),
        kind=CALLING,
        customer=members.customer[called],
        day=day,
        stage=RETAIN,
        department=SERVICE,
        channel=CHANNEL_NAMES.index("telephone"),
        campaign=campaign,
        measured=minutes.astype(np.int64),
    )
    seen = day < company.end_day
    return {name: column[seen] for name, column in columns.items()}
