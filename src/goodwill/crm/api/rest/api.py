"""The API itself: its operations, put together once the rooms have told what they keep."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import HttpBearer

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest import (
    attaching,
    connecting,
    consents,
    doing,
    duplicates,
    feeding,
    history,
    importing,
    knowing,
    leads,
    merging,
    naming,
    notices,
    opportunities,
    orders,
    people,
    privacy,
    problems,
    quotes,
    reaching,
    records,
    roles,
    segments,
    sharing_out,
    suggestions,
    timeline,
    uploading,
    webhooks,
)
from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.reading_json import JsonParser
from goodwill.crm.records.kinds import kind_of, kinds

DESCRIPTION = """\
Every record and verb of the pages, with the same permissions: a program acts for the person who
made its key, and does no more than both may.

Amounts are integers in the smallest unit of their currency, quantities integers in thousandths,
days `2026-03-01`, moments RFC 3339 in UTC, links ids. Errors are problem details (RFC 9457).
"""


class Key(HttpBearer):
    """The key was looked at by the door already; here the description learns of it."""

    openapi_bearerFormat = "gw_…"  # noqa: N815

    def __call__(self, request: HttpRequest) -> User | None:
        return request.user if isinstance(request.user, User) else None

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        return None


def _on_trouble(request: HttpRequest, trouble: Exception | type[Exception]) -> HttpResponse:
    return problems.of(request, cast(Exception, trouble))


api = NinjaAPI(
    title="Goodwill",
    version="1",
    description=DESCRIPTION,
    auth=Key(),
    docs_url=None,
    openapi_url=None,
    parser=JsonParser(),
    urls_namespace="rest",
)
for sort in (*(sort for sort, _ in problems.ANSWERS), Exception):
    api.add_exception_handler(sort, _on_trouble)


def _enter_all() -> None:
    by_word = {kind.word: Offer(api, kind.word) for kind in kinds()}
    everything = Offer(api, "everything")
    imports, connections = Offer(api, "imports"), Offer(api, "connections")
    knowing.enter(everything)
    for kind in kinds():
        for part in (records, history, naming, doing, attaching):
            part.enter(by_word[kind.word], kind)
        knowing.enter_views(by_word[kind.word], kind)
    sharing_out.enter(by_word["customers"], kind_of("customers"))
    for word in MERGED:
        merging.enter(by_word[word], kind_of(word))
    timeline.enter(by_word["customers"], by_word["activities"])
    consents.enter(by_word["customers"])
    privacy.enter(by_word["customers"])
    reaching.enter(by_word["customers"], by_word["contact_points"], by_word["relations"])
    orders.enter(by_word["orders"], by_word["contracts"], by_word["price_lists"])
    segments.enter(by_word["segments"])
    suggestions.enter(by_word["customers"])
    leads.enter(by_word["leads"])
    opportunities.enter(by_word["opportunities"])
    quotes.enter(by_word["quotes"])
    uploading.enter(imports)
    importing.enter(imports)
    feeding.enter(connections)
    connecting.enter(connections)
    duplicates.enter(Offer(api, "duplicates"))
    webhooks.enter(Offer(api, "webhooks"))
    people.enter(Offer(api, "people"))
    roles.enter(Offer(api, "roles"))
    roles.enter_teams(Offer(api, "teams"))
    notices.enter(everything)
    attaching.enter_files(everything)
    history.enter_undo(everything)
    merging.enter_undo(everything)


MERGED = ("customers", "products", "product_families")

_enter_all()
