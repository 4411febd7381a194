"""Makes quotes known to the rest when Django starts."""

from __future__ import annotations


def enter() -> None:
    from goodwill.crm.customers import cards as of_customers
    from goodwill.crm.exchange.refreshing import star
    from goodwill.crm.records import finding, kinds
    from goodwill.crm.records.editing import saving
    from goodwill.crm.sales import cards
    from goodwill.crm.sales.quotes import forgetting, handling, quoting, tables, waiting
    from goodwill.crm.sales.quotes.kinds import QUOTES
    from goodwill.language import Sentence

    kinds.enter(QUOTES)
    saving.leave_to("quotes", create=quoting.draft, change=quoting.change_fields)
    finding.heed(["orders"], handling.follow)
    star.enter(tables.ORDER_HANDLING)
    forgetting.enter()
    waiting.enter()
    of_customers.enter(of_customers.Card("quotes_of", Sentence("Quotes"), "quotes.view", place=4))
    cards.enter(
        cards.Card(
            "quotes",
            Sentence("Quotes"),
            Sentence("What is offered, who approves it, and what customers answer."),
            "document-currency-dollar",
            "quotes",
            "quotes.view",
            summary=waiting.summary,
            place=30,
        ),
        cards.Card(
            "order_handling",
            Sentence("Orders on their way"),
            Sentence("How exactly and how quickly orders go through the house."),
            "inbox-arrow-down",
            "order_handling",
            "orders.view",
            place=35,
        ),
        cards.Card(
            "quote_policy",
            Sentence("Discounts and terms"),
            Sentence("How much people give alone, and what stands below every quote."),
            "scale",
            "quote_policy",
            "sales.manage",
            place=90,
        ),
    )
