"""The queue as it is shown: each pair with its two customers side by side and the reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.duplicates import deciding, weighing
from goodwill.crm.customers.duplicates.learning import weights_now
from goodwill.crm.customers.duplicates.models import Suspicion, SuspicionSet
from goodwill.crm.customers.duplicates.reasons import Reason, reasons
from goodwill.crm.customers.kinds import CUSTOMERS, WAYS
from goodwill.crm.customers.models import ContactPoint, Customer
from goodwill.crm.customers.reaching.writing import shown
from goodwill.crm.ui.showing import day
from goodwill.crm.ui.speaking import say, show
from goodwill.language import Sentence

AT_ONCE = 20
FIELDS = ("legal_name", "number", "city")
POINTS = ("phone", "email", "wechat", "address", "web")


@dataclass(frozen=True)
class Row:
    """One fact of both customers, side by side."""

    label: str
    one: str
    other: str
    is_telling: bool = True

    @property
    def is_alike(self) -> bool:
        """Whether it says the same of both and so speaks for their being one."""
        return self.is_telling and bool(self.one) and self.one == self.other


@dataclass(frozen=True)
class Pair:
    """One pair as it is shown."""

    suspicion: Suspicion
    rows: list[Row]
    because: list[Reason]
    survivor: Customer
    survives_because: Sentence

    @property
    def score(self) -> float:
        return self.suspicion.score


@dataclass(frozen=True)
class Place:
    """Where a page of the queue begins: after this score and key."""

    score: float
    pk: int

    def __str__(self) -> str:
        return f"{self.score!r}~{self.pk}"


def place_of(text: str) -> Place | None:
    """A place as it stands in an address; None if it is none."""
    score, _, pk = text.partition("~")
    try:
        return Place(float(score), int(pk))
    except ValueError:
        return None


def page(
    suspicions: SuspicionSet, me: User, after: Place | None = None
) -> tuple[list[Pair], Place | None]:
    """The next pairs of the queue, and where the ones after them begin."""
    if after:
        suspicions = suspicions.filter(
            Q(score__lt=after.score) | Q(score=after.score, pk__gt=after.pk)
        )
    found = suspicions.likeliest_first().select_related("one__owner", "other__owner")
    some = list(found[: AT_ONCE + 1])
    shown_now = some[:AT_ONCE]
    last = shown_now[-1] if len(some) > AT_ONCE else None
    return pairs(shown_now, me), Place(last.score, last.pk) if last else None


def pairs(suspicions: Sequence[Suspicion], me: User) -> list[Pair]:
    """Suspicions with all that is shown of them."""
    both = [(one.one, one.other) for one in suspicions]
    kept = deciding.proposed(both)
    points = points_of([one for pair in both for one in pair], me.reach)
    weights = weights_now()
    found = []
    for one, keeps in zip(suspicions, kept, strict=True):
        told = weighing.features(one.levels, is_person=one.is_person, namesakes=one.namesakes)
        because = reasons(told, weights, me.reach)
        rows = side_by_side(one.one, one.other, points, me.reach)
        found.append(Pair(one, rows, because, keeps.survivor, keeps.because))
    return found


def side_by_side(
    one: Customer, other: Customer, points: dict[int, dict[str, list[str]]], reach: Reach
) -> list[Row]:
    """What is known of two customers, fact by fact; what is known of neither is left out."""
    rows = [
        Row(show(field.label), _text(one, field.name), _text(other, field.name))
        for field in CUSTOMERS.fields
        if field.name in FIELDS and reach.sees("customers", field.name)
    ]
    rows += [
        Row(show(WAYS[sort]), ", ".join(points[one.pk][sort]), ", ".join(points[other.pk][sort]))
        for sort in POINTS
    ]
    if reach.sees("customers", "owner"):
        rows.append(Row(say("Owner"), _owner(one), _owner(other), is_telling=False))
    rows.append(Row(say("Created"), _since(one), _since(other), is_telling=False))
    return [row for row in rows if row.one or row.other]


def points_of(customers: Iterable[Customer], reach: Reach) -> dict[int, dict[str, list[str]]]:
    """How each customer is reached, by sort, as people read it."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    if not reach.may("contact_points.view"):
        return found
    rows = ContactPoint.objects.present().filter(customer__in=[one.pk for one in customers])
    for point in rows.order_by("-is_primary", "pk"):
        text = (
            point.given
            if point.sort == "address"
            else shown(point.sort, point.value, point.parts, settings.CONFIGURATION.region)
        )
        found[point.customer_id][point.sort].append(text)
    return found


def _text(customer: Customer, name: str) -> str:
    value = getattr(customer, name)
    if name == "legal_name" and value == customer.name:
        return ""
    field = CUSTOMERS.field(name)
    return show(field.choices[value]) if value in field.choices else str(value or "")


def _owner(customer: Customer) -> str:
    return customer.owner.name if customer.owner else ""


def _since(customer: Customer) -> str:
    return day(timezone.localdate(customer.created_at))
