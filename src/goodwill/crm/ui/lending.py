"""The shell around pages that are not ours: allauth writes what stands inside."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

CUT = "\ue000"


@dataclass(frozen=True)
class _Shell:
    """The pieces of a page between which others write: title, head, content, scripts, end."""

    pieces: tuple[SafeString, ...]

    @property
    def to_title(self) -> SafeString:
        return self.pieces[0]

    @property
    def to_head(self) -> SafeString:
        return self.pieces[1]

    @property
    def to_content(self) -> SafeString:
        return self.pieces[2]

    @property
    def to_scripts(self) -> SafeString:
        return self.pieces[3]

    @property
    def to_end(self) -> SafeString:
        return self.pieces[4]


class Lent:
    """The shell of this request, rendered only where a page asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def shell(self) -> _Shell:
        """For people who have logged in: with rail and bottom bar."""
        return self._cut("ui/lent.html")

    @cached_property
    def entrance(self) -> _Shell:
        """For those at the door."""
        return self._cut("ui/lent_entrance.html")

    def _cut(self, template: str) -> _Shell:
        page = render_to_string(template, {"cut": CUT}, self._request)
        return _Shell(tuple(mark_safe(piece) for piece in page.split(CUT)))  # noqa: S308
