"""What the first page of Sales says of opportunities."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.sales.cards import Card
from goodwill.crm.sales.opportunities import standing_still
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.language import Sentence


def open_ones(person: User) -> Sentence:
    """How many are open, and how many of them stand still."""
    seen = Opportunity.objects.present().within(person.reach)
    n, still = seen.open().count(), standing_still.stuck(seen).count()
    if not still:
        return Sentence("{n} is open.", "{n} are open.", n=n)
    return Sentence(
        "{n} is open; {still} stand still.", "{n} are open; {still} stand still.", n=n, still=still
    )


CARDS = (
    Card(
        "opportunities",
        Sentence("Opportunities"),
        Sentence("The board of what may be sold, stage by stage."),
        "view-columns",
        "opportunities",
        "opportunities.view",
        open_ones,
        place=20,
    ),
    Card(
        "won_and_lost",
        Sentence("Won and lost"),
        Sentence("Why deals are won and lost, by person, product, source and competitor."),
        "trophy",
        "won_and_lost",
        "opportunities.view",
        place=60,
    ),
    Card(
        "pipelines",
        Sentence("Pipelines"),
        Sentence("The stages in which you sell, and what each needs."),
        "queue-list",
        "pipelines",
        "sales.manage",
        place=90,
    ),
)
