"""Why something is offered, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goodwill.language import Sentence


def reason(offer: Mapping[str, Any], window_days: int, names: Mapping[str, str]) -> Sentence:
    """Why, in words, for a row of `offers`; `names` shows items by their names."""
    item = names.get(offer["item"], offer["item"])
    base = _percent(offer["base"])
    if offer["had_item"] is None:
        return Sentence(
            "A best-seller not bought yet: {base}% of all who had not had {item} bought it within "
            "{days} days.",
            base=base,
            item=item,
            days=window_days,
        )
    told: dict[str, object] = {
        "had": names.get(offer["had_item"], offer["had_item"]),
        "n": offer["n"],
        "share": _percent(offer["k"] / offer["n"]),
        "item": item,
        "days": window_days,
        "base": base,
    }
    if offer["is_up_sell"]:
        return Sentence(
            "Bought {had}. Of {n} customers who did, {share}% bought {item}, which brings more, "
            "within {days} days, against {base}% of all.",
            **told,
        )
    return Sentence(
        "Bought {had}. Of {n} customers who did, {share}% bought {item} within {days} days, "
        "against {base}% of all.",
        **told,
    )


def _percent(share: float) -> float:
    return round(100 * share, 1)
