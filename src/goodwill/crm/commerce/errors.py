"""What the room of products and orders refuses, in its words.

Refused
├── NotADraft           a confirmed order stays as it is; it can be taken back or cancelled
├── NothingOrdered      an order without lines cannot be confirmed
├── NoPrice             no valid price list names the product in this currency
├── TooMuchBack         more would come back than was bought
├── CannotCancel        something was paid or brought back already
├── BadPayment          an amount that cannot have been paid
├── BadTax              more than the price itself, or less than nothing
└── BadContract         a contract that cannot be renewed or ended like this
"""

from __future__ import annotations

from goodwill.crm.records.errors import Refused
from goodwill.language import Sentence


class BadTax(Refused):
    """A tax is a share of the price."""

    def __init__(self) -> None:
        super().__init__(Sentence("A tax lies between 0 and 100 %."))


class NotADraft(Refused):
    """A confirmed order stays as it is."""

    def __init__(self, number: str) -> None:
        super().__init__(
            Sentence(
                "Order {number} is confirmed and stays as it is. Take lines back, or cancel it.",
                number=number,
            )
        )


class NothingOrdered(Refused):
    """An order without lines cannot be confirmed."""

    def __init__(self) -> None:
        super().__init__(Sentence("There is nothing in this order yet. Add a line first."))


class NoPrice(Refused):
    """No valid price list names the product."""

    def __init__(self, product: str, currency: str) -> None:
        super().__init__(
            Sentence(
                "No valid price list has a price for {product} in {currency}. Type one.",
                product=product,
                currency=currency,
            )
        )


class TooMuchBack(Refused):
    """More would come back than was bought and not yet brought back."""

    def __init__(self, product: str, most: str) -> None:
        super().__init__(
            Sentence("Of {product} at most {most} can come back.", product=product, most=most)
        )


class CannotCancel(Refused):
    """Something was paid or brought back already."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("Something was paid or brought back already. Take the rest back instead.")
        )


class BadPayment(Refused):
    """An amount that cannot have been paid."""

    def __init__(self) -> None:
        super().__init__(Sentence("A payment is more than nothing and at most what is still open."))


class BadContract(Refused):
    """A contract that cannot be renewed or ended like this; says why."""
