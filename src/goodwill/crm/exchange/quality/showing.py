"""What was measured as figures, with what is missing behind each and where it is going."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from goodwill.analytics.figure import Definition, Figure, Unit, ratio
from goodwill.crm.exchange.quality.asking import questions
from goodwill.crm.exchange.quality.measuring import BY_HAND
from goodwill.crm.exchange.quality.models import Measure
from goodwill.crm.ui.addresses import address_if_any
from goodwill.language import Sayable, Sentence

TREND = timedelta(days=30)

DEFINITIONS = {
    "complete": Definition(
        id="quality.complete",
        version=1,
        label=Sentence("Complete"),
        meaning=Sentence(
            "The share of the fields that are expected of a customer that are filled."
        ),
        formula=Sentence("filled ÷ expected"),
        unit=Unit.SHARE,
    ),
    "valid": Definition(
        id="quality.valid",
        version=1,
        label=Sentence("Well-formed"),
        meaning=Sentence(
            "The share of what is filled that can be true: a name that is no placeholder, a "
            "country and region that exist, a contact point by which somebody is reached."
        ),
        formula=Sentence("can be true ÷ filled"),
        unit=Unit.SHARE,
    ),
    "fresh": Definition(
        id="quality.fresh",
        version=1,
        label=Sentence("Fresh"),
        meaning=Sentence("The share of customers that were changed or contacted in the last year."),
        formula=Sentence("changed or contacted in 365 days ÷ customers"),
        unit=Unit.SHARE,
    ),
    "unique": Definition(
        id="quality.unique",
        version=1,
        label=Sentence("Unique"),
        meaning=Sentence("The share of customers that are not suspected of being entered twice."),
        formula=Sentence("customers in no waiting pair of duplicates ÷ customers"),
        unit=Unit.SHARE,
    ),
}


@dataclass(frozen=True)
class Line:
    """One field in one respect: its figure, what is missing and how that moved in 30 days."""

    label: Sayable
    figure: Figure
    missing: int
    mend: str
    """The address of the list in which what is missing is mended; empty where there is none."""
    moved: Decimal | None
    """Percentage points since a month ago; None where it was not measured then."""

    @property
    def share(self) -> float:
        return float(self.figure.value or 0)


@dataclass(frozen=True)
class Shown:
    """The page's content for one source."""

    on: date
    figures: list[Figure]
    lines: dict[str, list[Line]]
    sources: list[str]


def shown(source: str) -> Shown | None:
    """What was measured last of a source; None if nothing was."""
    last = Measure.objects.order_by("-on").values_list("on", flat=True).first()
    if last is None:
        return None
    rows = list(Measure.objects.filter(on=last, source=source))
    earlier = _earlier(source, last)
    labels = {(one.aspect, one.field): one.label for one in questions()}
    found = Measure.objects.filter(on=last).values_list("source", flat=True)
    return Shown(
        on=last,
        figures=[_total(aspect, rows, last) for aspect in DEFINITIONS],
        lines={aspect: _lines(aspect, rows, earlier, labels) for aspect in ("complete", "valid")},
        sources=sorted(set(found), key=lambda one: (one != "", one != BY_HAND, one)),
    )


def _total(aspect: str, rows: Iterable[Measure], on: date) -> Figure:
    mine = [row for row in rows if row.aspect == aspect]
    good, of = sum(row.good for row in mine), sum(row.of for row in mine)
    return ratio(DEFINITIONS[aspect], good, of, as_of=on, n=of, records="customers")


def _lines(
    aspect: str,
    rows: Iterable[Measure],
    earlier: dict[tuple[str, str], Measure],
    labels: dict[tuple[str, str], Sayable],
) -> list[Line]:
    """The worst first; what concerns nobody is left out."""
    lines = [
        Line(
            labels[aspect, row.field],
            ratio(
                DEFINITIONS[aspect],
                row.good,
                row.of,
                as_of=row.on,
                n=row.of,
                records="customers",
                cut={"field": row.field},
                part=Sentence("{field}", field=labels[aspect, row.field]),
            ),
            row.of - row.good,
            _mend(aspect, row),
            _moved(row, earlier.get((aspect, row.field))),
        )
        for row in rows
        if row.aspect == aspect and row.of and (aspect, row.field) in labels
    ]
    return sorted(lines, key=lambda line: line.share)


def _earlier(source: str, last: date) -> dict[tuple[str, str], Measure]:
    before = Measure.objects.filter(source=source, on__lte=last - TREND)
    day = before.order_by("-on").values_list("on", flat=True).first()
    return {(row.aspect, row.field): row for row in before.filter(on=day)} if day else {}


def _moved(now: Measure, then: Measure | None) -> Decimal | None:
    if then is None or not then.of or not now.of:
        return None
    moved = Decimal(now.good) / now.of - Decimal(then.good) / then.of
    return (moved * 100).quantize(Decimal("0.1"))


def _mend(aspect: str, row: Measure) -> str:
    """The list of those whose field is empty, to be filled in bulk."""
    if aspect != "complete" or row.field.startswith("contact_points.") or row.source:
        return ""
    conditions = [{"field": row.field, "empty": True}, {"field": "is_customer", "yes": True}]
    kind = next((one.concerns for one in questions() if one.field == row.field), None)
    if kind is not None and kind.children:
        conditions.append({"field": "sort", "any_of": list(kind.children[0][1])})  # type: ignore[index]
    return f"{address_if_any('customers')}?{urlencode({'where': json.dumps({'all': conditions})})}"
