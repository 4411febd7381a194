"""What the room shows of connections on its first page."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.cards import Card
from goodwill.crm.exchange.connecting import showing
from goodwill.language import Sentence


def summary(me: User) -> Sentence | None:
    """How many feed us, and how many of them are not well."""
    found = [one for one in showing.connections() if one.connection.is_on]
    if not found:
        return None
    ill = sum(one.state in (showing.STOPPED, showing.FAILING) for one in found)
    if ill:
        return Sentence(
            "{n} of {all} needs a look.", "{n} of {all} need a look.", n=ill, all=len(found)
        )
    return Sentence("{n} system feeds us.", "{n} systems feed us.", n=len(found))


CARD = Card(
    "connections",
    Sentence("Connections"),
    Sentence("Orders, customers and stock from ERP, shop and finance, pulled on a schedule."),
    "arrows-right-left",
    "connections",
    "data.manage",
    summary,
    place=20,
)
