"""What segments can be asked for: customers' fields, scores, own fields, and what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.crm.accounts.reach import Reach, widest
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of
from goodwill.crm.records.lists import belonging, fields, operators
from goodwill.crm.records.lists.operators import Operator
from goodwill.crm.value.segmenting import behaviour
from goodwill.crm.value.segmenting.behaviour import Measure
from goodwill.language import Sentence

KIND = "customers"
SEGMENTS = "segments"
"""The field by which customers are asked for the segments they are in."""
NOT_ASKED = frozenset({Sort.LONG})
DEPEND_ON_THE_READER = frozenset({"me", "my_team"})
"""Questions whose answer differs by who asks: a segment is the same for everybody."""
COUNTED = ("from", "upto", "is", "between", "is_not")


@dataclass(frozen=True)
class Group:
    """Questions of one sort, as the picker shows them together."""

    label: Sentence
    names: Mapping[str, Field]


def customers() -> Kind:
    return kind_of(KIND)


def askable(reach: Reach) -> dict[str, Field]:
    """Every field that the person may ask for, by name."""
    known = fields.seen(customers(), reach)
    found = {name: one for name, one in known.items() if _is_held(one)}
    sets = belonging.known(KIND)
    if SEGMENTS in sets and reach.may("segments.view"):
        found[SEGMENTS] = sets[SEGMENTS].field
    return found | {name: one.field for name, one in _behaviours(reach).items()}


def measurable(reach: Reach) -> dict[str, Measure]:
    """Every measure of what happened that the person may ask for, by its word."""
    return {word: one for word, one in behaviour.measures().items() if _is_open(one, reach)}


def groups(reach: Reach) -> list[Group]:
    """What can be asked for, sorted as people look for it."""
    known = askable(reach)
    counted = {f"did.{word}": one.field for word, one in measurable(reach).items()}
    does = {name: one for name, one in known.items() if name.startswith(behaviour.DOES)}
    own = {name: one for name, one in known.items() if one.is_own}
    scores = {name: one for name, one in known.items() if name.startswith("score.")}
    rest = {n: one for n, one in known.items() if n not in does | own | scores}
    parts = (
        Group(Sentence("What they are"), rest),
        Group(Sentence("What they are worth"), scores),
        Group(Sentence("What they do, counted"), counted),
        Group(Sentence("What they do"), does),
        Group(Sentence("Own fields"), own),
    )
    return [part for part in parts if part.names]


def questions(field: Field) -> dict[str, Operator]:
    """What can be asked of a field, the usual question first."""
    known = operators.of(customers(), field)
    return {word: one for word, one in known.items() if word not in DEPEND_ON_THE_READER}


def counted() -> dict[str, Operator]:
    """What can be asked of how often something happened."""
    return {word: operators.OPERATORS[word] for word in COUNTED}


def hidden_from(reach: Reach) -> list[str]:
    """The names of all that a segment may ask for, but this person may not."""
    everything, known = widest(reach.user_id), askable(reach)
    hidden = [name for name in askable(everything) if name not in known]
    counted = measurable(reach)
    return hidden + [f"did.{word}" for word in measurable(everything) if word not in counted]


def _is_held(field: Field) -> bool:
    """Tags are the only links to many; of what was noted freely nobody makes a segment."""
    return field.sort not in NOT_ASKED and (field.sort is not Sort.LINKS or field.name == "tags")


def _behaviours(reach: Reach) -> dict[str, behaviour.Behaviour]:
    return {name: one for name, one in behaviour.behaviours().items() if _is_open(one, reach)}


def _is_open(one: behaviour.Behaviour | Measure, reach: Reach) -> bool:
    sees = (need.split(".", 1) for need in one.needs)
    return reach.may(f"{one.about}.view") and all(reach.sees(kind, name) for kind, name in sees)
