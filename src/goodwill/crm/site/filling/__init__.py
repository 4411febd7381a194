"""Filling an empty installation with the company that `goodwill demo` simulates.

Days are moved by whole weeks so that the company's last day is in the week before today.
The same tables, seed and day give the same rows. Written block by block past the ORM, so
that memory does not grow with the company.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import kinds
from goodwill.crm.records.finding import entering, indexing
from goodwill.crm.records.models import Entry
from goodwill.crm.site.errors import NotEmpty
from goodwill.crm.site.filling import (
    customers,
    doubles,
    indexes,
    leads,
    opportunities,
    orders,
    quotes,
    targets,
    value_room,
    views,
)
from goodwill.crm.site.filling.blocks import Block, Demo, texts
from goodwill.crm.site.filling.goods import Goods, stock
from goodwill.crm.site.filling.rows import PublicIds
from goodwill.crm.site.filling.run import Filling, Tell
from goodwill.crm.site.filling.staff import Company, Login, logins
from goodwill.crm.site.filling.timeline import Timeline
from goodwill.crm.site.jobs import learn_sizes
from goodwill.language import Sentence, speak

__all__ = ["Filled", "Login", "fill", "is_empty", "who_may_log_in"]

INDEXING = 0.3
"""The share of the time that the search index takes."""
WRITTEN = ("note", "task", "case")


@dataclass(frozen=True)
class Filled:
    """How many rows of each model there are now, and by how many days all was moved."""

    rows: dict[str, int]
    moved_by: timedelta


def fill(
    folder: Path,
    *,
    seed: int = 7,
    today: date | None = None,
    language: str = "en",
    is_indexed: bool = True,
    progress: Tell = lambda share: None,
) -> Filled:
    """Fill an empty CRM from the tables in the folder.

    Parameters
    ----------
    folder
        What `goodwill demo` wrote.
    today
        The day on which people will look at it; by default today.
    language
        In which subjects of entries and names of products are written.
    is_indexed
        Whether the search index is filled as well.
    progress
        Called with the share that is done, from 0 to 1.

    Raises
    ------
    NotEmpty
        If there are customers or people already.
    CannotRun
        If the folder holds no such company.
    """
    if not is_empty():
        raise NotEmpty(
            Sentence("There are people or customers already: only an empty CRM is filled.")
        )
    from django.conf import settings

    today = today or timezone.localdate()
    demo = Demo(folder, today)
    ids = PublicIds(seed, today - timedelta(days=1))
    filling = Filling(seed, today, speak(language), settings.CONFIGURATION.currency, ids)
    _write(filling, demo, lambda share: progress(share * (1 - INDEXING * is_indexed)))
    if is_indexed:
        _index()
    learn_sizes()
    progress(1.0)
    return Filled(filling.written, timedelta(days=demo.shift_days))


def is_empty() -> bool:
    """Whether nobody has put anybody into it yet."""
    return not Customer.objects.exists() and not User.objects.exists()


def who_may_log_in() -> list[Login]:
    """Somebody in each role, with the password that all of a demonstration share."""
    return logins()


def _write(filling: Filling, demo: Demo, progress: Tell) -> None:
    filling.begin_block(-1 % 2**32)
    company: Company | None = None
    goods: Goods | None = None
    campaigns = demo.whole("campaigns")
    names = dict(zip(texts(campaigns["campaign_id"]), texts(campaigns["name"]), strict=True))
    with indexes.set_aside(indexes.ours()):
        for done, block in enumerate(demo.blocks(), start=1):
            with transaction.atomic():
                company = company or Company(filling)
                goods = goods or stock(filling, demo)
                _block(filling, block, company, goods, names)
                filling.settle()
            progress(done / len(demo))
    filling.begin_block(-2 % 2**32)
    with transaction.atomic():
        doubles.enter(filling)
        leads.set_up(filling)
        quotes.set_up(filling)
        targets.set_up(filling)
        value_room.set_up(filling)
        views.set_up(filling)
        filling.settle()


def _index() -> None:
    """Enter what people look for; of what happened only what somebody wrote."""
    with indexing.made_afterwards(), indexes.set_aside([Entry]):
        for kind in kinds.kinds():
            records = kind.model.objects.present()
            if kind.word == "activities":
                records = records.filter(sort__in=WRITTEN)
            if kind.words:
                entering.enter_whole(records)


def _block(
    filling: Filling, block: Block, company: Company, goods: Goods, campaigns: dict[str, str]
) -> None:
    filling.begin_block(block.number)
    staff = company.hire(block)
    lines = orders.read(block, goods, filling.day - np.timedelta64(1, "D"))
    who = customers.enter(filling, block, staff, orders.stages(block, lines, filling.day))
    bought = orders.enter(filling, lines, goods, who)
    orders.agree(filling, lines, goods, who)
    quotes.handle(filling, block, bought)
    came_as = leads.enter(filling, block, who)
    opportunities.enter(filling, block, goods, who, came_as)
    Timeline(filling, block, staff, who).enter(bought, campaigns)
