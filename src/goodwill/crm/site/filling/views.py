"""Lists that everybody of the company comes back to, kept above them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from goodwill.crm.accounts.models import User
from goodwill.crm.records.models import SavedView
from goodwill.crm.site.filling.run import Filling
from goodwill.language import Sentence


def set_up(filling: Filling) -> None:
    """Views that the administrator made for all; whoever comes to a list chooses among them."""
    by = User.objects.filter(role__word="administrator").order_by("pk").first()
    assert by is not None
    for name, (kind, conditions, columns) in VIEWS.items():
        filling.rows(SavedView).write(
            1,
            kind=kind,
            conditions=dict(conditions),
            columns=json.dumps(columns),  # a list would stand for a row each
            name=filling.say(name),
            owner_id=by.pk,
            audience=SavedView.Audience.ALL.value,
            is_pinned=True,
            changed_at=filling.at(np.array([filling.today], "M8[D]"), MORNING),
        )


MORNING = 8 * 3600
Conditions = Mapping[str, Any]

VIEWS: Mapping[Sentence, tuple[str, Conditions, tuple[str, ...]]] = {
    Sentence("Buyers"): ("customers", {"all": [{"field": "is_customer", "yes": True}]}, ()),
    Sentence("Contact persons"): (
        "customers",
        {"all": [{"field": "is_customer", "no": True}]},
        ("name", "title", "city", "owner", "changed_at"),
    ),
}
"""By its name each view's kind, conditions and columns; none for those the kind has anyway."""
