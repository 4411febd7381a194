"""The address of the list of customers for whom conditions hold."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from goodwill.crm.ui.addresses import address_if_any


def customers_where(*conditions: dict[str, Any], list_of: str = "customers") -> str:
    """`customers_where({"field": "score.stage", "is": "repeat"})`."""
    where = json.dumps({"all": list(conditions)}, ensure_ascii=False)
    return f"{address_if_any(list_of)}?{urlencode({'where': where})}"
