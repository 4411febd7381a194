"""Messages that appear for a moment, with a way back: the answer's header tells the page."""

from __future__ import annotations

import json
from typing import TypeVar

from django.http import HttpResponseBase

from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

HEADER = "HX-Trigger"

Answer = TypeVar("Answer", bound=HttpResponseBase)


def toast(response: Answer, words: Sentence, *, undo: str = "") -> Answer:
    """Say this once the answer has arrived; `undo` is the address that takes it back."""
    return trigger(response, "toast", {"text": say(words), **({"undo": undo} if undo else {})})


def close(response: Answer) -> Answer:
    """Close the dialog or drawer that the request came from."""
    return trigger(response, "close-dialog", "")


def trigger(response: Answer, event: str, detail: object) -> Answer:
    """Let the page know of an event, beside others told already."""
    told = json.loads(response.headers.get(HEADER, "{}"))
    response.headers[HEADER] = json.dumps({**told, event: detail})
    return response
