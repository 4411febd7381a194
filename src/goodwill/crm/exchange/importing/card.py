"""What the first page of Data says of imports."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange import cards
from goodwill.crm.exchange.cards import Card
from goodwill.language import Sentence


def enter() -> None:
    """Put the card there."""
    cards.enter(
        Card(
            "imports",
            Sentence("Bring in files"),
            Sentence("Customers, orders, products from Excel, CSV and exports of other programs."),
            "arrow-up-tray",
            "imports",
            ("data.import", "data.manage"),
            summary,
            place=10,
        )
    )


def summary(me: User) -> Sentence | None:
    """What came in last, and whether it is still coming."""
    from goodwill.crm.exchange.importing.models import Import

    shown = Import.objects.exclude(state=Import.State.READY)
    if not me.may("data.manage"):
        shown = shown.filter(by=me)
    last = shown.order_by("-pk").first()
    if last is None:
        return None
    if last.state in (Import.State.RUNNING, Import.State.WAITING):
        return Sentence("{name} is coming in.", name=last.name)
    return Sentence("Last: {name}, {day}.", name=last.name, day=last.made_at.date())
