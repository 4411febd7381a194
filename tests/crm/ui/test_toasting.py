"""Messages travel in the answer's header, beside other events."""

from __future__ import annotations

import json

from django.http import HttpResponse

from goodwill.crm.ui import speaking, toasting
from goodwill.language import Sentence


def told(response: HttpResponse) -> dict[str, object]:
    return json.loads(response.headers["HX-Trigger"])


def test_a_message_is_said_in_the_readers_language_with_its_way_back() -> None:
    with speaking.to("zh-Hans"):
        response = toasting.toast(HttpResponse(), Sentence("Close"), undo="/undo/7/")
    assert told(response) == {"toast": {"text": "关闭", "undo": "/undo/7/"}}


def test_the_header_holds_only_letters_that_headers_may() -> None:
    response = toasting.toast(HttpResponse(), Sentence("上海恒泰精密 saved"))
    assert response.headers["HX-Trigger"].isascii()


def test_events_do_not_push_each_other_out() -> None:
    response = toasting.trigger(HttpResponse(), "logged", {"id": 7})
    toasting.close(toasting.toast(response, Sentence("Saved.")))
    assert set(told(response)) == {"logged", "toast", "close-dialog"}
