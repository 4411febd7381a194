"""vCards: address books of phones and mail programs, a card a row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from goodwill.analytics.errors import SourceUnreadable
from goodwill.language import Sentence
from goodwill.warehouse.reading.encodings import encoding_of
from goodwill.warehouse.reading.locating import Location
from goodwill.warehouse.reading.mending import Record
from goodwill.warehouse.reading.scratch import Scratch
from goodwill.warehouse.reading.settings import Settings
from goodwill.warehouse.reading.sources import Source, record_jobs

NAMES = ("UID", "Name", "Family name", "Given name", "Organisation", "Title", "Email", "Email 2",
         "Phone", "Phone 2", "Website", "Street", "City", "Region", "Postal code", "Country",
         "Birthday", "Categories", "Notes")  # fmt: skip
SAMPLE_ROWS = 1000


def opened(location: Location, settings: Settings, scratch: Scratch) -> Source:
    """The cards of a file, of any version."""
    encoding = encoding_of(location.path, settings.encoding).name
    try:
        sample = tuple(
            record.fields for record in islice(_records(location, encoding), SAMPLE_ROWS)
        )
    except Exception as error:
        raise SourceUnreadable(
            Sentence(
                "The file {file} is no whole vCard file: {error}. Export it again.",
                file=location.name,
                error=str(error).splitlines()[0] if str(error) else type(error).__name__,
            )
        ) from error
    return Source(
        location=location,
        format="vCard",
        names=NAMES,
        sample=sample,
        jobs=lambda _: record_jobs(_records(location, encoding), len(NAMES)),
        encoding=encoding,
    )


def _records(location: Location, encoding: str) -> Iterator[Record]:
    import vobject

    with location.path.open(encoding=encoding, errors="replace") as stream:
        cards = vobject.readComponents(stream, ignoreUnreadable=True, allowQP=True)
        for row, card in enumerate(cards, start=1):
            yield Record(row, _fields(card.contents))


def _fields(card: dict[str, list[Any]]) -> tuple[str | None, ...]:
    name = _first(card, "n")
    address = _first(card, "adr")
    organisation = _first(card, "org")
    family, given = (_part(name, part) for part in ("family", "given"))
    told = (
        _text(_first(card, "uid")),
        _text(_first(card, "fn")) or " ".join(filter(None, (given, family))),
        family,
        given,
        organisation[0] if isinstance(organisation, list) and organisation else "",
        _text(_first(card, "title")),
        *_two(card, "email"),
        *_two(card, "tel"),
        _text(_first(card, "url")),
        *(_part(address, part) for part in ("street", "city", "region", "code", "country")),
        _text(_first(card, "bday")),
        ", ".join(_listed(card, "categories")),
        _text(_first(card, "note")),
    )
    return tuple(text or None for text in told)


def _first(card: dict[str, list[Any]], name: str) -> Any:
    return card[name][0].value if card.get(name) else None


def _two(card: dict[str, list[Any]], name: str) -> tuple[str, str]:
    values = [_text(one.value).removeprefix("tel:") for one in card.get(name, [])]
    first, second, *_ = (*values, "", "")
    return first, second


def _listed(card: dict[str, list[Any]], name: str) -> Iterator[str]:
    for one in card.get(name, []):
        yield from one.value if isinstance(one.value, list) else [str(one.value)]


def _part(value: Any, part: str) -> str:
    return _text(getattr(value, part, ""))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return " ".join(str(value or "").split())
