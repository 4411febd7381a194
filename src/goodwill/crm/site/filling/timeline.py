"""What happened with the customers, department by department, and what is to be done next."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from goodwill.crm.customers.models import Activity
from goodwill.crm.site.filling.blocks import NOBODY, Block, Ints, numbers, texts
from goodwill.crm.site.filling.customers import CHANNELS, Customers
from goodwill.crm.site.filling.orders import Orders
from goodwill.crm.site.filling.run import Filling, kept, nullable
from goodwill.crm.site.filling.staff import Staff
from goodwill.crm.site.filling.words import (
    ABOUT,
    ACCEPTED,
    CASES,
    CONTACTS,
    DECLINED,
    DEPARTMENTS,
    ISSUES,
    NOTE,
    NOTES,
    ORDER,
    PURPOSES,
    RETURN,
    TASKS,
)

SORTS = {"visit": "visit", "call": "call", "chat": "message", "e-mail": "email"}
NOTED, PLANNED, PLANNED_FOR_PEOPLE = 0.12, 0.35, 0.02
DUE_DAYS = np.arange(-6, 15)
DUE_SHARES = np.array([1, 1, 1, 1, 2, 3, 14, *[6] * 14], dtype=float)
"""How many tasks are due on each day from today: few are late, many are for today."""
TAKES_MINUTES = np.array([5, 10, 15, 20, 30, 45])


class Timeline:
    """Writes the entries of one block."""

    def __init__(self, filling: Filling, block: Block, staff: Staff, who: Customers) -> None:
        self.filling, self.block, self.staff, self.who = filling, block, staff, who
        self.departments = filling.said(DEPARTMENTS)

    def enter(self, orders: Orders, campaigns: dict[str, str]) -> None:
        self._contacts()
        self._cases()
        self._campaigns(campaigns)
        self._orders(orders)
        self._notes()
        self._tasks(done=True)
        self._tasks(done=False)

    def _contacts(self) -> None:
        table = self.block["interactions"]
        table = table.filter(pc.equal(table["completed"], 1))
        at, by = self._of(table), self._by(table)
        kind, is_in = texts(table["kind"]), texts(table["direction"]) == "inbound"
        offered, accepted = numbers(table["offered"]), numbers(table["accepted"])
        said, no = self.filling.say(ACCEPTED), self.filling.say(DECLINED)
        self._write(
            at, by, self.block.days(table["started_on"]),
            sort=[SORTS[one] for one in kind],
            subject=self._subjects(kind, texts(table["purpose"]), texts(table["issue"])),
            body=np.where(offered == 1, np.where(accepted == 1, said, no), ""),
            minutes=numbers(table["minutes"]),
            channel=[CHANNELS.get(one, one) for one in texts(table["channel"])],
            is_inbound=is_in,
            department=self._departments(table),
            reaction=np.select([offered == 0, accepted == 1], ["", "good"], "neutral"),
            person_id=nullable(self.who.contacts[at]),
        )  # fmt: skip

    def _subjects(
        self, kind: NDArray[Any], purpose: NDArray[Any], issue: NDArray[Any]
    ) -> list[str]:
        contacts, purposes = self.filling.said(CONTACTS), self.filling.said(PURPOSES)
        topics = self.filling.said(ISSUES)
        about = self.filling.say(ABOUT)
        return [
            about.format(contact=contacts[what], topic=topics.get(of) or purposes.get(why, why))
            for what, why, of in zip(kind, purpose, issue, strict=True)
        ]

    def _cases(self) -> None:
        table = self.block["cases"]
        if not len(table):
            return
        said, topics = self.filling.said(CASES), self.filling.said(ISSUES)
        about, rated = self.filling.say(ABOUT), numbers(table["satisfaction"], 3)
        subjects = [
            about.format(contact=said[kind], topic=topics[issue])
            for kind, issue in zip(texts(table["kind"]), texts(table["issue"]), strict=True)
        ]
        self._write(
            self._of(table), self._by(table), self.block.days(table["opened_on"]),
            sort="case", subject=subjects, is_inbound=True,
            channel=[CHANNELS.get(one, one) for one in texts(table["channel"])],
            department=self._departments(table),
            reaction=np.select([rated >= 4, rated <= 2], ["good", "bad"], "neutral"),
        )  # fmt: skip

    def _campaigns(self, names: dict[str, str]) -> None:
        table = self.block["messages"]
        reached = pc.and_(pc.is_valid(table["campaign_id"]), pc.equal(table["delivered"], 1))
        table = table.filter(reached)
        self._write(
            self._of(table), self._by(table), self.block.days(table["sent_on"]),
            sort="campaign", subject=[names[one] for one in texts(table["campaign_id"])],
            channel=[CHANNELS.get(one, one) for one in texts(table["channel"])],
            department=self.departments["Marketing"],
            reaction=np.where(np.asarray(table["responded_on"].is_valid()), "good", ""),
        )  # fmt: skip

    def _orders(self, orders: Orders) -> None:
        sold, back = self.filling.say(ORDER), self.filling.say(RETURN)
        subjects = [
            (back if is_return else sold).format(number=number)
            for is_return, number in zip(orders.is_return, orders.numbers, strict=True)
        ]
        self._write(
            orders.customer, self.who.owners[orders.customer], orders.day,
            sort=np.where(orders.is_return, "return", "order"), subject=subjects,
            is_inbound=True, channel=orders.channel,
            department=[self.departments.get(one, one) for one in orders.department],
            about_kind="orders", about_id=orders.public_ids,
        )  # fmt: skip

    def _notes(self) -> None:
        filling, who = self.filling, self.who
        at = np.flatnonzero(~who.is_person & filling.chosen(len(who), NOTED))
        ago = filling.randomness.integers(2, 300, len(at)).astype("m8[D]")
        bodies = np.array([filling.say(note) for note in NOTES], dtype=object)
        self._write(
            at, who.owners[at], np.maximum(filling.day - ago, who.known[at]),
            sort="note", subject=filling.say(NOTE),
            body=bodies[filling.randomness.integers(0, len(NOTES), len(at))],
        )  # fmt: skip

    def _tasks(self, *, done: bool) -> None:
        filling, who = self.filling, self.who
        share = np.where(who.is_person, PLANNED_FOR_PEOPLE, PLANNED)
        at = np.flatnonzero((who.owners != NOBODY) & (filling.randomness.random(len(who)) < share))
        n, chance = len(at), filling.randomness
        due_day = filling.day + self._due(n, done=done)
        due = filling.at(due_day, chance.integers(18, 36, n) * 1800)
        planned = due_day - chance.integers(3, 20, n).astype("m8[D]")
        planned = np.minimum(planned, filling.day - np.timedelta64(1, "D"))
        finished = due + chance.integers(-3 * 24, 20, n) * 3600
        subjects = np.array([filling.say(task) for task in TASKS], dtype=object)
        nothing = np.full(n, np.datetime64("NaT", "s"))
        self._write(
            at, who.owners[at], planned,
            sort="task", subject=subjects[chance.integers(0, len(TASKS), n)],
            due_at=due, remind_at=np.where(filling.chosen(n, 0.5), due - 1800, nothing),
            done_at=finished if done else nothing,
            minutes=[int(one) if done else None for one in chance.choice(TAKES_MINUTES, n)],
            person_id=nullable(who.contacts[at]),
        )  # fmt: skip

    def _due(self, n: int, *, done: bool) -> NDArray[Any]:
        chance = self.filling.randomness
        if done:
            return np.asarray(-chance.integers(8, 60, n).astype("m8[D]"))
        days = chance.choice(DUE_DAYS, n, p=DUE_SHARES / DUE_SHARES.sum())
        return np.asarray(days.astype("m8[D]"))

    def _write(self, at: Ints, by: Ints, day: NDArray[Any], **columns: Any) -> None:
        known = np.flatnonzero(at != NOBODY)
        if len(known) < len(at):
            at, by, day = at[known], by[known], day[known]
            columns = {name: _some(column, known) for name, column in columns.items()}
        happened = self.filling.moments(day)
        owners = np.where(by == NOBODY, self.who.owners[at], by)
        self.filling.rows(Activity).write(
            len(at),
            customer_id=self.who.ids[at],
            happened_at=happened,
            owner_id=nullable(owners),
            team_id=nullable(self.who.teams[at]),
            **kept(happened, owners),
            **columns,
        )

    def _of(self, table: Any) -> Ints:
        return self.block.customers_of(table)

    def _by(self, table: Any) -> Ints:
        people = self.staff.people
        numbers_of = texts(table["employee_id"])
        return np.array([people.get(one, NOBODY) for one in numbers_of], dtype=np.int64)

    def _departments(self, table: Any) -> list[str]:
        return [self.departments.get(one, one) for one in texts(table["department"])]


def _some(column: Any, at: Ints) -> Any:
    if isinstance(column, np.ndarray):
        return column[at]
    if isinstance(column, list):
        return [column[place] for place in at.tolist()]
    return column
