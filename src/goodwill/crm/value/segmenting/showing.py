"""What the pages of segments show: lines of the list, the course, figures, ways to lists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.figure import ratio as ratio_of
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.lists.conditions import NotUnderstood
from goodwill.crm.value.segmenting import conditions, saying
from goodwill.crm.value.segmenting.conditions import Group
from goodwill.crm.value.segmenting.counting import Counted
from goodwill.crm.value.segmenting.models import Segment, SegmentDay, SegmentMember
from goodwill.language import Language, Sayable, Sentence
from goodwill.report.charts import Chart
from goodwill.report.charts.lines import Point, Series, line_with_band
from goodwill.report.charts.trends import trend_line

COURSE_DAYS = 90
LATELY_DAYS = 30

SHARE = Definition(
    "segment_share",
    1,
    Sentence("Share of the customers you see"),
    Sentence("Of the customers you see, those who are in the segment."),
    Sentence("members ÷ customers"),
    Unit.SHARE,
)


@dataclass(frozen=True)
class Line:
    """A segment in the list, as one person sees it."""

    segment: Segment
    says: Sayable
    size: int | None
    change: int | None
    trend: str


def lines(segments: Iterable[Segment], reach: Reach, language: Language) -> list[Line]:
    """Segments with what they say, how many members the person sees, and how that went."""
    held = list(segments)
    groups = {one.pk: asked(one, reach) for one in held}
    names = saying.named(*groups.values())
    sizes = _sizes(held, reach)
    courses = _courses(held) if reach.is_everything else {}
    return [
        Line(
            one,
            says(one, groups[one.pk], names),
            sizes.get(one.pk),
            _change(courses.get(one.pk, [])),
            _trend(courses.get(one.pk, []), language),
        )
        for one in held
    ]


NOTHING_SAID = Sentence("Nothing is said yet about what the members have in common.")
PUT_IN = Sentence("Customers who were put in one by one.")


def says(segment: Segment, group: Group, names: saying.Names | None = None) -> Sentence:
    """What a segment's members have in common, in one sentence."""
    if group:
        return saying.sentence(group, names)
    return PUT_IN if segment.is_static else NOTHING_SAID


def called_of_today(segment: Segment) -> Sentence:
    """What a copy of a segment is called that stays as it is today."""
    return Sentence("{segment}, {day}", segment=segment.name, day=timezone.localdate())


def asked(segment: Segment, reach: Reach) -> Group:
    """What the members have in common; nothing where a field has gone since."""
    try:
        return conditions.read(reach, segment.conditions)
    except NotUnderstood:
        return Group()


def share(counted: Counted) -> Figure:
    """Counted, so without an interval."""
    return ratio_of(
        SHARE,
        counted.fitting,
        counted.of,
        as_of=timezone.localdate(counted.as_of),
        n=counted.of,
        method=Sentence("Counted among all customers you see; nothing is estimated."),
    )


def in_list(*told: tuple[Segment, bool]) -> str:
    """The address of the list of customers who are in some segments, and not in others."""
    each = [
        {"field": "segments", "is" if is_in else "is_not": str(one.public_id)}
        for one, is_in in told
    ]
    where = json.dumps({"all": each}, separators=(",", ":"))
    return f"{reverse('customers')}?{urlencode({'view': '-', 'where': where})}"


@dataclass(frozen=True)
class Day:
    """What a day brought."""

    day: date
    size: int
    joined: int
    left: int


def course(segment: Segment) -> list[Day]:
    """The counts of the last days, the latest last."""
    since = timezone.localdate() - timedelta(days=COURSE_DAYS)
    held = SegmentDay.objects.filter(segment=segment, day__gte=since).order_by("day")
    return [Day(*row) for row in held.values_list("day", "size", "joined", "left")]


def lately(segment: Segment) -> tuple[int, int]:
    """Who joined and who left within a month."""
    since = timezone.localdate() - timedelta(days=LATELY_DAYS)
    held = SegmentDay.objects.filter(segment=segment, day__gte=since)
    told = held.aggregate(joined=Sum("joined"), left=Sum("left"))
    return told["joined"] or 0, told["left"] or 0


def chart(days: list[Day]) -> Chart:
    """How many there were, day by day."""
    points = [Point(one.day, one.size) for one in days]
    return line_with_band(
        [Series(Sentence("Members"), points)],
        description=Sentence("How many customers were in the segment, day by day"),
        x=Sentence("Day"),
        measure=Sentence("Members"),
        unit=Unit.CUSTOMERS,
        named=False,
    )


def newest(segment: Segment, reach: Reach, most: int) -> list[SegmentMember]:
    """Who came last, of those whom the person sees."""
    seen = Customer.objects.present().within(reach)
    held = SegmentMember.objects.filter(segment=segment).select_related("customer")
    held = held.filter(customer__deleted_at=None)
    if not reach.is_everything:
        held = held.filter(customer__in=seen.values("pk"))
    return list(held.order_by("-since", "-pk")[:most])


def _sizes(segments: list[Segment], reach: Reach) -> dict[int, int | None]:
    if reach.is_everything:
        return {one.pk: one.size for one in segments}
    seen = Customer.objects.present().within(reach).values("pk")
    held = SegmentMember.objects.filter(segment__in=segments, customer__in=seen)
    counted = dict(held.values("segment").annotate(n=Count("pk")).values_list("segment", "n"))
    return {one.pk: None if one.size is None else counted.get(one.pk, 0) for one in segments}


def _courses(segments: list[Segment]) -> dict[int, list[tuple[date, int]]]:
    since = timezone.localdate() - timedelta(days=LATELY_DAYS)
    held = SegmentDay.objects.filter(segment__in=segments, day__gte=since).order_by("day")
    found: dict[int, list[tuple[date, int]]] = {}
    for pk, day, size in held.values_list("segment_id", "day", "size"):
        found.setdefault(pk, []).append((day, size))
    return found


def _change(course: list[tuple[date, int]]) -> int | None:
    return course[-1][1] - course[0][1] if len(course) > 1 else None


def _trend(course: list[tuple[date, int]], language: Language) -> str:
    if len(course) < 2:
        return ""
    told = Sentence("From {first} to {last}", first=course[0][1], last=course[-1][1])
    return trend_line([size for _, size in course], language.say(told))
