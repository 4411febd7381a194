"""The card of webhooks on the first page of Data."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.api.webhooks.models import Webhook
from goodwill.crm.exchange.cards import Card
from goodwill.language import Sentence


def now(me: User) -> Sentence | None:
    """How many do not get through."""
    mine = Webhook.objects.seen_by(me)
    in_trouble = mine.working().exclude(failing_since=None)
    stopped = mine.exclude(stopped_at=None).exclude(stopped_because={})
    count = (in_trouble | stopped).count()
    if not count:
        return None
    return Sentence("{n} does not get through", "{n} do not get through", n=count)


WEBHOOKS = Card(
    word="webhooks",
    name=Sentence("Webhooks"),
    says=Sentence("Tells other systems what has changed, as soon as it has."),
    icon="bolt",
    address="webhooks",
    ability="api.use",
    summary=now,
    place=70,
)
