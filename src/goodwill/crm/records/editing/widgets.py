"""Inputs that Django does not have: looking a record up while typing, and words as one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Choice:
    """One record that a link may lead to: what is sent, what it is called, what tells it apart."""

    value: str
    name: str
    more: str = ""


class Lookup(forms.Widget):
    """A search field and what it found, to choose one from; works with a keyboard and no script.

    `choices` holds what is chosen already, so that it can be shown by name.
    """

    template_name = "records/editing/_lookup.html"

    use_fieldset = True

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.chosen: tuple[Choice, ...] = ()

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:
        return f"{id_}_search"

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        shown = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "attrs": _for_typing(attrs or {}),
            "address": self.address,
            "is_many": False,
            "chosen": self.chosen,
            "found": (),
        }
        return mark_safe(render_to_string(self.template_name, shown))  # noqa: S308 (our template)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class TypedWords(forms.Widget):
    """Words that stand already, each to be unticked, and a field for more, divided by commas."""

    template_name = "records/editing/_typed_words.html"

    use_fieldset = True

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__()
        self.known = known  # asked for where they are shown

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:
        return f"{id_}_more"

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        shown = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "attrs": _for_typing(attrs or {}),
            "words": list(value or ()),
            "known": tuple(self.known),
        }
        return mark_safe(render_to_string(self.template_name, shown))  # noqa: S308 (our template)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        kept: list[str] = data.getlist(name) if hasattr(data, "getlist") else []
        return [*kept, *split(data.get(f"{name}_more", ""))]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False


def _for_typing(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Those attributes of a field that belong to the input one types into."""
    wanted = ("autofocus", "aria-describedby", "aria-invalid")
    return {name: attrs[name] for name in wanted if attrs.get(name)}


def split(text: str) -> list[str]:
    """The words of a list as people divide them, in Chinese too."""
    for mark in "，、;；\n":
        text = text.replace(mark, ",")
    return [word for word in (part.strip() for part in text.split(",")) if word]
