"""Lets through statements that can only read.

What is let through is put into parentheses (`SELECT * FROM (…) AS asked`), where databases take
nothing but a query, inside of a transaction that may only read. So it is enough to see that it
stays within them.
"""

from __future__ import annotations

import re

from goodwill.crm.exchange.connecting.errors import NotReadOnly

_REFUSED = (";", "--", "/*", "*/", "\\", "$$", "\x00")
_DOLLAR_QUOTE = re.compile(r"\$\w*\$")
_CLOSES = {"'": "'", '"': '"', "`": "`", "[": "]"}


def read_only(statement: str) -> str:
    """The statement, if it can do nothing but read.

    Raises
    ------
    NotReadOnly
        If it might do more, or leave the parentheses.
    """
    told = statement.strip().rstrip(";").strip()
    if not re.match(r"(select|with)\b", told, re.IGNORECASE):
        raise NotReadOnly
    if any(sign in told for sign in _REFUSED) or _DOLLAR_QUOTE.search(told):
        raise NotReadOnly
    if not _stays_within(told):
        raise NotReadOnly
    return told


def _stays_within(told: str) -> bool:
    """Whether parentheses outside of quotes never close more than was opened."""
    depth, waits_for = 0, ""
    for sign in told:
        if waits_for:
            waits_for = "" if sign == waits_for else waits_for
        elif sign in _CLOSES:
            waits_for = _CLOSES[sign]
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if depth < 0:
                return False
    return depth == 0 and not waits_for
