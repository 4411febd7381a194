"""Who the customers are, how they may be reached, and everything that happened with them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from goodwill.crm.customers import days_of_the_year, naming
from goodwill.crm.customers.belonging import refuse_circle
from goodwill.crm.customers.reaching.writing import written
from goodwill.crm.records.models import Record, RecordSet, bin_index

if TYPE_CHECKING:
    from goodwill.crm.accounts.reach import Reach


class CustomerSet(RecordSet):
    """Named sets of customers."""

    def buying(self) -> Self:
        """Those the company does business with, not the people who work for them."""
        return self.filter(is_customer=True)

    def organisations(self) -> Self:
        return self.filter(sort=Customer.Sort.ORGANISATION)

    def people(self) -> Self:
        return self.filter(sort=Customer.Sort.PERSON)

    def with_birthday_between(self, first: date, last: date) -> Self:
        """Whose birthday falls on one of these days, both included, in the order they come.

        Who was born on 29 February celebrates on the 28th in years without one.
        """
        return days_of_the_year.falling_between(self, "born_on", first, last)

    def with_anniversary_between(self, first: date, last: date) -> Self:
        """Whose anniversary falls on one of these days, both included, in the order they come."""
        return days_of_the_year.falling_between(self, "anniversary_on", first, last)


class Customer(Record):
    """An organisation, a person or a household.

    Whoever works for a customer is a person too, tied to it by a `Relation`; `is_customer`
    tells those the company does business with from those it only talks to.
    """

    kind = "customers"
    by_code_point: ClassVar[tuple[str, ...]] = ("name_key",)
    is_mergeable = True
    taken_together = (
        ("name", "family_name", "given_name"),
        ("country", "region", "city"),
        ("owner", "team"),
    )

    class Sort(models.TextChoices):
        ORGANISATION = "organisation"
        PERSON = "person"
        HOUSEHOLD = "household"
        GROUP = "group"

    sort = models.CharField(max_length=12, choices=Sort.choices, default=Sort.ORGANISATION)
    is_customer = models.BooleanField(default=True)
    number = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=240, editable=False)
    """Sorts names as people look them up: Chinese by pinyin, others without accents or case."""
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    legal_name = models.CharField(max_length=240, blank=True)
    title = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    category = models.CharField(max_length=60, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, blank=True)
    credit_rating = models.CharField(max_length=10, blank=True)
    preferred_channel = models.CharField(max_length=20, blank=True)
    do_not_contact = models.BooleanField(default=False)
    born_on = models.DateField(null=True, blank=True)
    anniversary_on = models.DateField(null=True, blank=True)
    known_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    tags = models.ManyToManyField("customers.Tag", blank=True, related_name="customers")

    objects: ClassVar[Any] = CustomerSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["name_key", "id"], name="customer_name", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["owner", "name_key", "id"],
                name="customer_own",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["team", "name_key", "id"],
                name="customer_team",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["changed_at", "id"], name="customer_changed", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["city", "name_key", "id"],
                name="customer_city",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["city", "changed_at", "id"],
                name="customer_city_changed",
                condition=Q(deleted_at=None),
            ),
            models.Index(fields=["number"], name="customer_number"),
            bin_index("customer_bin"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def value_class(self) -> str:
        """What stands beside the customer, where it was read with it; empty otherwise."""
        return getattr(self._state.fields_cache.get("score"), "value_class", "")

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the record, sorted by its name; a person without one gets it from its parts."""
        self.complete()
        super().save(*args, **options)

    def complete(self) -> None:
        self.name = self.name or naming.display(self.family_name, self.given_name, self.country)
        self.name_key = naming.key(self.name)

    def judge(self, names: frozenset[str]) -> None:
        """A customer cannot belong to itself, not even by way of others."""
        super().judge(names)
        if "parent" in names and self.parent_id is not None and self.pk is not None:
            refuse_circle(self)


class Tag(models.Model):
    """A word people put on customers; made as they type."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class ContactPoint(Record):
    """One way to reach a customer: as it was given, and as machines need it."""

    kind = "contact_points"
    reach_through = "customer"
    alike_by = ("customer", "sort", "value")
    first_of = ("is_primary", ("customer", "sort"))

    class Sort(models.TextChoices):
        PHONE = "phone"
        EMAIL = "email"
        ADDRESS = "address"
        WECHAT = "wechat"
        WHATSAPP = "whatsapp"
        FAX = "fax"
        WEB = "web"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_points")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    label = models.CharField(max_length=60, blank=True)
    given = models.CharField(max_length=400)
    """As the person wrote it."""
    value = models.CharField(max_length=400)
    """E.164 for phones, lower case for e-mail, one line for addresses."""
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    invalid_since = models.DateTimeField(null=True, blank=True)
    invalid_because = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sort", "value"], name="contact_point_value"),
            bin_index("contact_point_bin"),
        ]

    def __str__(self) -> str:
        return self.given

    def judge(self, names: frozenset[str]) -> None:
        """Whoever changes what was given gets the checked form with it, or is refused."""
        super().judge(names)
        if "given" in names and ("value" not in names or not self.value):
            country = self.country or self.customer.country or settings.CONFIGURATION.region
            kept = written(self.sort, self.given, country)
            self.value, self.parts = kept.value, dict(kept.parts)
            self.country, self.region = kept.country, kept.region


class Relation(Record):
    """Who is what to whom, and when: `person` is buyer at `customer`, belongs to a household …"""

    kind = "relations"
    reach_through = "customer"
    alike_by = ("customer", "person", "role", "until")
    first_of = ("is_main", ("customer",))

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="relations")
    person = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=60)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    is_main = models.BooleanField(default=False)


class Consent(models.Model):
    """One statement about being contacted, never changed: the latest per topic and channel holds.

    Topic and channel may be `*`: every one that no later statement names.
    """

    class State(models.TextChoices):
        GIVEN = "given"
        REFUSED = "refused"

    public_id = models.UUIDField(unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="consents", db_index=False
    )
    topic = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State.choices)
    basis = models.CharField(max_length=40)
    proof = models.CharField(max_length=400, blank=True)
    stated_at = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "topic", "channel", "-stated_at"], name="consent_now")
        ]


class ActivitySet(RecordSet):
    """Named sets of what happened and what is to be done."""

    def within(self, reach: Reach) -> Self:
        """What happened with customers in reach; private entries only for those they name."""
        mine = Q(created_by_id=reach.user_id) | Q(owner_id=reach.user_id)
        named = Activity.mentions.through.objects.filter(
            activity_id=OuterRef("pk"), user_id=reach.user_id
        )
        return super().within(reach).filter(Q(is_private=False) | mine | Exists(named))

    def tasks(self) -> Self:
        return self.filter(sort=Activity.Sort.TASK)

    def open(self) -> Self:
        """Tasks still to be done."""
        return self.tasks().filter(done_at=None)

    def happened(self) -> Self:
        """Everything but tasks still to be done."""
        return self.exclude(sort=Activity.Sort.TASK, done_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-happened_at", "-id")


class Activity(Record):
    """One entry of a customer's timeline: something that happened, or is to be done.

    `about` names the record of another room that the entry tells of (`orders`, its public id).
    """

    kind = "activities"
    reach_through = "customer"
    moves_when_merged: ClassVar[bool] = True

    class Sort(models.TextChoices):
        NOTE = "note"
        CALL = "call"
        MEETING = "meeting"
        VISIT = "visit"
        EMAIL = "email"
        MESSAGE = "message"
        TASK = "task"
        ORDER = "order"
        RETURN = "return"
        CONTRACT = "contract"
        CASE = "case"
        CAMPAIGN = "campaign"
        SYSTEM = "system"

    class Reaction(models.TextChoices):
        GOOD = "good"
        NEUTRAL = "neutral"
        BAD = "bad"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="activities")
    person = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sort = models.CharField(max_length=10, choices=Sort.choices)
    subject = models.CharField(max_length=240)
    body = models.TextField(blank=True)
    happened_at = models.DateTimeField(default=timezone.now)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    is_inbound = models.BooleanField(default=False)
    department = models.CharField(max_length=60, blank=True)
    reaction = models.CharField(max_length=8, choices=Reaction.choices, blank=True)
    is_private = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    place = models.JSONField(default=dict, blank=True)
    told = models.JSONField(default=dict, blank=True, editable=False)
    """The subject as template and values, where the program wrote it: said in any language."""
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")

    objects: ClassVar[Any] = ActivitySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["customer", "-happened_at", "-id"],
                name="activity_timeline",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["-happened_at", "-id"],
                name="activity_latest",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["owner", "due_at"],
                name="activity_to_do",
                condition=Q(deleted_at=None, sort="task", done_at=None),
            ),
            models.Index(
                fields=["customer", "due_at"],
                name="activity_planned",
                condition=Q(deleted_at=None, sort="task", done_at=None),
            ),
            models.Index(
                fields=["owner", "-happened_at"],
                name="activity_own",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["remind_at"],
                name="activity_reminder",
                condition=Q(deleted_at=None, sort="task", done_at=None),
            ),
            models.Index(
                fields=["-happened_at", "-id"],
                name="activity_displeased",
                condition=Q(deleted_at=None, reaction="bad"),
            ),
            models.Index(fields=["about_kind", "about_id"], name="activity_about"),
            bin_index("activity_bin"),
        ]

    def __str__(self) -> str:
        return self.subject


from goodwill.crm.customers.belonging_together.models import (  # noqa: E402
    Member as Member,  # noqa: PLC0414
)
from goodwill.crm.customers.belonging_together.models import (  # noqa: E402
    Suggestion as Suggestion,  # noqa: PLC0414
)
from goodwill.crm.customers.duplicates.models import Learnt as Learnt  # noqa: E402, PLC0414
from goodwill.crm.customers.duplicates.models import MatchKey as MatchKey  # noqa: E402, PLC0414
from goodwill.crm.customers.duplicates.models import Profile as Profile  # noqa: E402, PLC0414
from goodwill.crm.customers.duplicates.models import Suspicion as Suspicion  # noqa: E402, PLC0414
from goodwill.crm.customers.duplicates.models import Watch as Watch  # noqa: E402, PLC0414
from goodwill.crm.customers.erasing.models import Tombstone as Tombstone  # noqa: E402, PLC0414
from goodwill.crm.customers.my_day.models import Feed as Feed  # noqa: E402, PLC0414
from goodwill.crm.customers.my_day.models import Viewed as Viewed  # noqa: E402, PLC0414
from goodwill.crm.customers.notices.models import Notice as Notice  # noqa: E402, PLC0414
from goodwill.crm.customers.timeline.models import Timer as Timer  # noqa: E402, PLC0414
