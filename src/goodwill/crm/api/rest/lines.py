"""What lines of orders, quotes and opportunities have in common for programs."""

from __future__ import annotations

import uuid
from typing import Annotated

from pydantic import Field, StrictInt

from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.commerce.models import Product
from goodwill.language import Sentence

Quantity = Annotated[StrictInt, Field(ge=1, le=10**12, description="In thousandths")]
Price = Annotated[StrictInt, Field(ge=0, le=10**12, description="In minor units")]


def product(public_id: uuid.UUID) -> Product:
    """The product of a line.

    Raises
    ------
    Invalid
        If there is none.
    """
    found: Product | None = Product.objects.present().filter(public_id=public_id).first()
    if found is None:
        words = Sentence("There is no such record, or you may not see it.")
        raise Invalid([Wrong("product", words)])
    return found
