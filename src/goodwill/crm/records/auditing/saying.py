"""Fields of a line of history in words, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field, Kind
from goodwill.crm.records.models import Change
from goodwill.crm.records.wording import NOTHING, Names, worded
from goodwill.crm.ui.speaking import current, say, show
from goodwill.language import Sentence


def fields(
    line: Change, kind: Kind | None, reach: Reach, names: Names, currency: str
) -> Iterable[tuple[str, str, str]]:
    """Label, before and after of each field that the reader may see."""
    known = {one.name: one for one in kind.all_fields()} if kind else {}
    for name, pair in line.fields.items():
        if not reach.sees(line.kind, name) or not isinstance(pair, list) or len(pair) != 2:
            continue
        if name in known and line.verb not in _TELLING:
            before, after = (worded(known[name], value, names, currency).text for value in pair)
            yield show(known[name].label), before, after
        else:
            before, after = (_plain(value, known) for value in pair)
            yield _label(name), before, after


def _label(name: str) -> str:
    return say(LABELS[name]) if name in LABELS else name


def _plain(value: Any, known: Mapping[str, Field]) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return say(Sentence("Yes")) if value else say(Sentence("No"))
    if isinstance(value, list):
        return current().list([show(known[one].label) if one in known else one for one in value])
    return show(value)


_TELLING = {"seen", "exported", "shared", "unshared"}
"""Verbs that tell of something else than fields and what stood in them."""

LABELS = {
    "fields": Sentence("Fields"),
    "records": Sentence("Records"),
    "filter": Sentence("Filter"),
    "form": Sentence("Form"),
    "name": Sentence("Name"),
    "role": Sentence("Role"),
    "team": Sentence("Team"),
    "parent": Sentence("Part of"),
    "is_region": Sentence("Region"),
    "scope": Sentence("Whose records"),
    "abilities": Sentence("May do"),
    "hidden_fields": Sentence("Does not see"),
    "needs_second_factor": Sentence("Needs a second factor"),
    "sessions": Sentence("Sessions"),
    "like": Sentence("Begins as"),
    "word": Sentence("Word"),
    "address": Sentence("Address"),
    "kinds": Sentence("Records"),
    "verbs": Sentence("Events"),
    "secret": Sentence("Secret"),
    "tool": Sentence("Tool"),
    "words": Sentence("Searched for"),
    "customer": Sentence("Customer"),
    "figures": Sentence("Figures"),
}
