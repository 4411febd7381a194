"""Reads what programs send: JSON that our databases can keep, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from goodwill.crm.api.rest.problems import Unreadable
from goodwill.language import Sentence


class JsonParser(Parser):
    """JSON as RFC 8259 has it: no NaN, no half characters, no signs that databases refuse."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The content of a request.

        Raises
        ------
        Unreadable
            If it is no JSON, or holds what cannot be kept.
        """
        try:
            read = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError) as trouble:
            raise Unreadable(Sentence("The content is no valid JSON.")) from trouble
        refuse_unkeepable(request.body.decode("utf-8", "replace"), read)
        return read


def refuse_unkeepable(text: str, read: Any) -> None:
    """Refuse characters that no database keeps: NUL, and halves of pairs.

    Raises
    ------
    Unreadable
        If there are any.
    """
    is_suspect = "\\u" in text or "\x00" in text
    if is_suspect and not _is_keepable(json.dumps(read, ensure_ascii=False)):
        raise Unreadable(Sentence("The content holds characters that cannot be kept."))


def is_keepable(text: str) -> bool:
    """Whether a text of an address or a header can be kept."""
    return "\x00" not in text and _is_whole(text)


def _is_keepable(text: str) -> bool:
    return "\\u0000" not in text.replace("\\\\", "") and _is_whole(text)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_number(word: str) -> float:
    raise ValueError(word)
