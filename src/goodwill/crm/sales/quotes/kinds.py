"""What a quote is made of, told once."""

from __future__ import annotations

from goodwill.crm.commerce.kinds import CURRENCY, CUSTOMER
from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.crm.sales.quotes.models import OrderHandling, Quote
from goodwill.language import LANGUAGES, Sentence

STATES = {
    Quote.Status.DRAFT.value: Sentence("Draft"),
    Quote.Status.WAITING.value: Sentence("Waits for approval"),
    Quote.Status.APPROVED.value: Sentence("Approved"),
    Quote.Status.SENT.value: Sentence("Sent"),
    Quote.Status.ACCEPTED.value: Sentence("Accepted"),
    Quote.Status.DECLINED.value: Sentence("Declined"),
    Quote.Status.EXPIRED.value: Sentence("Expired"),
    Quote.Status.REPLACED.value: Sentence("Replaced"),
    Quote.Status.WITHDRAWN.value: Sentence("Withdrawn"),
}

REASONS = {
    "price": Sentence("The price is too high"),
    "rival": Sentence("We chose another supplier"),
    "later": Sentence("Not now"),
    "need": Sentence("We no longer need it"),
    "fit": Sentence("It is not what we need"),
    "terms": Sentence("The terms do not suit us"),
}
"""Why customers decline, as they are asked."""

ERRORS = {
    OrderHandling.Error.PRICE.value: Sentence("Wrong price"),
    OrderHandling.Error.ITEM.value: Sentence("Wrong item"),
    OrderHandling.Error.QUANTITY.value: Sentence("Wrong quantity"),
    OrderHandling.Error.ADDRESS.value: Sentence("Wrong address"),
    OrderHandling.Error.DATE.value: Sentence("Wrong date"),
}

TONGUES = {tag: Sentence("{name}", name=name) for tag, name in LANGUAGES.items()}


def _words(quote: Quote) -> Words:
    return Words(quote.number, quote.customer.name, (quote.name,))


QUOTES = Kind(
    word="quotes",
    model=Quote,
    one=Sentence("Quote"),
    many=Sentence("Quotes"),
    icon="document-currency-dollar",
    fields=(
        Field("number", Sentence("Quote number"), is_indexed=True, is_editable=False),
        Field("revision", Sentence("Revision"), Sort.NUMBER, is_editable=False),
        Field("name", Sentence("What it is about")),
        CUSTOMER,
        Field("person", Sentence("To the attention of"), Sort.LINK, to="customers"),
        Field("opportunity", Sentence("Opportunity"), Sort.LINK, to="opportunities"),
        Field("status", Sentence("Status"), Sort.CHOICE, STATES, is_editable=False),
        Field("quoted_on", Sentence("Quoted on"), Sort.DAY, is_required=True, is_indexed=True),
        Field("valid_until", Sentence("Open until"), Sort.DAY, is_required=True),
        Field("language", Sentence("Language"), Sort.CHOICE, TONGUES, is_required=True),
        CURRENCY,
        Field(
            "discount_thousandths",
            Sentence("Discount on the whole (%)"),
            Sort.QUANTITY,
            help=Sentence("Besides what lines give away already."),
        ),
        Field(
            "given_thousandths",
            Sentence("Off list prices (%)"),
            Sort.QUANTITY,
            is_editable=False,
        ),
        Field("list_minor", Sentence("At list prices"), Sort.MONEY, is_editable=False),
        Field("amount_minor", Sentence("Amount"), Sort.MONEY, is_editable=False),
        Field("tax_minor", Sentence("Tax"), Sort.MONEY, is_editable=False),
        Field("terms", Sentence("Terms"), Sort.LONG),
        Field("declined_because", Sentence("Declined because"), Sort.CHOICE, REASONS),
        Field("order", Sentence("Order"), Sort.LINK, to="orders", is_editable=False),
        Field("owner", Sentence("Who"), Sort.LINK, to="people"),
    ),
    columns=("number", "customer", "name", "amount_minor", "given_thousandths", "status",
             "valid_until", "owner"),
    order="-quoted_on",
    words=_words,
    words_from=("number", "name", "customer__name"),
    page="quote",
    teaching=Sentence(
        "What customers are offered. They accept it behind a link, and it becomes an order."
    ),
)  # fmt: skip
