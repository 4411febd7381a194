"""What was known of leads when they came in: the model may go by nothing that was learned later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from goodwill.analytics.execution.leads.facts import Facts
from goodwill.crm.records.models import Change
from goodwill.crm.sales.leads.models import Lead

WORDS = ("source", "channel", "country", "region", "city", "language", "category", "interest",
         "campaign", "title")  # fmt: skip
"""What is one of several words."""
FILLED = ("company", "email", "phone", "web", "message", "may_contact")
"""What is filled or not."""
NUMBERS = ("employees",)
AT_ONCE = 2_000


def facts_of(leads: Sequence[Lead]) -> Facts:
    """The facts of these leads in their order.

    What stands in the first line of history stands for what was known; who came without one,
    as from a table, is taken as they are.
    """
    first = dict(_first_lines(lead.pk for lead in leads))
    held = [first.get(lead.pk) or _now(lead) for lead in leads]
    words = {name: [str(one.get(name) or "") for one in held] for name in WORDS}
    filled = {name: [bool(one.get(name)) for one in held] for name in FILLED}
    numbers = {name: [_number(one.get(name)) for one in held] for name in NUMBERS}
    return Facts.of(words, filled, numbers)


def _first_lines(ids: Iterable[int]) -> Iterable[tuple[int, Mapping[str, Any]]]:
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        lines = Change.objects.filter(
            kind=Lead.kind, record_id__in=wanted[start : start + AT_ONCE], verb="created"
        )
        for record_id, fields in lines.values_list("record_id", "fields"):
            if fields:
                yield record_id, {name: pair[1] for name, pair in fields.items()}


def _now(lead: Lead) -> Mapping[str, Any]:
    return {name: getattr(lead, name) for name in (*WORDS, *FILLED, *NUMBERS)}


def _number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)
