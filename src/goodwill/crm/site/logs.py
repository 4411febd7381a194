"""Logs as one JSON object a line, for people and machines."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Time, level, where, what; the request it belongs to, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "where": record.name,
            "what": record.getMessage(),
            **self._request(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _request() -> dict[str, object]:
        from goodwill.crm.site.observing import now

        seen = now.get()
        return {"request": seen.id} if seen else {}
