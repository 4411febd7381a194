"""What the room enters when Django starts."""

from __future__ import annotations

from datetime import date
from typing import Any

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.my_day import blocks
from goodwill.crm.records import kinds
from goodwill.crm.records.editing import saving
from goodwill.crm.value import cards
from goodwill.crm.value.scoring import afterwards
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.worklists import acting, reading, warning
from goodwill.crm.value.worklists.kinds import ACTIONS, CARE_ACTIONS, LISTS
from goodwill.crm.value.worklists.models import CareAction
from goodwill.language import Sentence

MINE_AT_MOST = 8


def enter() -> None:
    """Care actions are known to lists, search and the API; my day shows one's own."""
    kinds.enter(CARE_ACTIONS)
    saving.leave_to("care_actions", create=acting.begin)
    afterwards.also(_after)
    blocks.enter(
        blocks.Block(
            "to_care",
            Sentence("Customers you have taken on"),
            "lifebuoy",
            18,
            mine,
            "value/worklists/_mine.html",
            "care_actions.view",
        )
    )
    cards.enter(
        cards.Card(
            "worklists",
            Sentence("To keep and about to be lost"),
            Sentence("Whom to look after first, why, and what came of it."),
            "lifebuoy",
            "worklists",
            "customers.view",
            summary=_summary,
            place=20,
        )
    )


def mine(person: User, today: date) -> Any:
    """One's own care actions that are still to be done, the most urgent first."""
    open_ = (
        CareAction.objects.present()
        .within(person.reach)
        .filter(owner=person, outcome=CareAction.Outcome.OPEN)
    )
    rows = list(open_.select_related("customer").order_by("due_on", "pk")[:MINE_AT_MOST])
    return {"rows": rows, "today": today, "actions": ACTIONS, "lists": LISTS} if rows else None


def _summary(me: User) -> Sentence | None:
    n = reading.rows_of(reading.LOST, me.reach).order_by().count()
    if not n:
        return None
    if me.reach.is_everything:
        return Sentence("{n} customer may be leaving.", "{n} customers may be leaving.", n=n)
    return Sentence(
        "{n} customer within your reach may be leaving.",
        "{n} customers within your reach may be leaving.",
        n=n,
    )


def _after(valuation: Valuation) -> None:
    """Whoever may be leaving now is given to somebody, as far as their class is promised it."""
    warning.warn()
