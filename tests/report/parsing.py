"""A page as a flat list of its elements, for asking what must stay true of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parents: tuple[Element, ...]
    text: str = ""

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def is_inside(self, tag_or_class: str) -> bool:
        return any(p.tag == tag_or_class or tag_or_class in p.classes for p in self.parents)


@dataclass
class Page:
    source: str
    elements: list[Element] = field(default_factory=list)

    def by_tag(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def by_class(self, name: str) -> list[Element]:
        return [element for element in self.elements if name in element.classes]

    def by_id(self, identity: str) -> Element | None:
        found = [e for e in self.elements if e.attributes.get("id") == identity]
        return found[0] if found else None


class _Parser(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.open: list[Element] = []

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {k: v or "" for k, v in attrs}, tuple(self.open))
        self.page.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.page.elements.append(Element(tag, {k: v or "" for k, v in attrs}, tuple(self.open)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.text += data


def parsed(source: str) -> Page:
    page = Page(source)
    parser = _Parser(page)
    parser.feed(source)
    parser.close()
    assert not parser.open, f"never closed: {[element.tag for element in parser.open]}"
    return page
