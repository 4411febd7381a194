"""Leads, where they come from, who shall have them, and how their chances are known."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.customers import naming
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.models import Record, RecordSet, bin_index, new_id
from goodwill.language import Sentence


class LeadSet(RecordSet):
    """Named sets of leads."""

    def open(self) -> Self:
        """Those of which nobody knows yet what becomes of them."""
        return self.filter(status__in=Lead.OPEN)

    def waiting(self) -> Self:
        """Those that somebody has and has not accepted yet."""
        return self.open().filter(accepted_at=None).exclude(owner=None)

    def unscored(self) -> Self:
        """Open ones that changed since their chances were last told."""
        return self.open().filter(scored_at=None, deleted_at=None)


class Lead(Record):
    """Somebody who might buy: as they came in, before anybody knows whether they will."""

    kind = "leads"
    by_code_point: ClassVar[tuple[str, ...]] = ("name_key",)

    class Status(models.TextChoices):
        NEW = "new"
        WORKING = "working"
        QUALIFIED = "qualified"
        CONVERTED = "converted"
        DISQUALIFIED = "disqualified"

    OPEN: ClassVar[tuple[str, ...]] = (Status.NEW, Status.WORKING, Status.QUALIFIED)

    name = models.CharField(max_length=200)
    """What people call it: the company, or the person where there is none."""
    name_key = models.CharField(max_length=240, editable=False)
    company = models.CharField(max_length=200, blank=True)
    person_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    web = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=60, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    campaign = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    interest = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.NEW)
    disqualified_because = models.CharField(max_length=60, blank=True)
    score = models.IntegerField(null=True, editable=False)
    """Points by the rules."""
    chance = models.FloatField(null=True, editable=False)
    """Of becoming a customer, by the model; None while there is none that is good enough."""
    percent = models.PositiveSmallIntegerField(null=True, editable=False)
    """The chance in whole percent, for lists."""
    reasons = models.JSONField(default=dict, blank=True, editable=False)
    scored_at = models.DateTimeField(null=True, editable=False)
    form = models.ForeignKey(
        "sales.LeadForm", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    pool = models.ForeignKey(
        "sales.LeadPool", null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    """The shared pool in which it lies while nobody owns it, and to which it goes back."""
    assigned_at = models.DateTimeField(null=True, blank=True)
    accept_by = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True)
    """When somebody last did something about it."""
    qualified_on = models.DateField(null=True, blank=True)
    disqualified_on = models.DateField(null=True, blank=True)
    converted_at = models.DateTimeField(null=True, blank=True)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    """Who it became, or whom it names."""
    person = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="repeats"
    )
    may_contact = models.BooleanField(default=False)
    """Whether they agreed to be contacted; `consent` keeps to what, when and where."""
    consent = models.JSONField(default=dict, blank=True, editable=False)
    email_key = models.CharField(max_length=200, blank=True, editable=False)
    phone_key = models.CharField(max_length=60, blank=True, editable=False)

    objects: ClassVar[Any] = LeadSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-received_at", "-id"], name="lead_latest", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["owner", "status", "-received_at", "-id"],
                name="lead_own",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["team", "-received_at", "-id"],
                name="lead_team",
                condition=Q(deleted_at=None),
            ),
            models.Index(fields=["score", "id"], name="lead_score", condition=Q(deleted_at=None)),
            models.Index(
                fields=["percent", "id"], name="lead_percent", condition=Q(deleted_at=None)
            ),
            models.Index(fields=["name_key", "id"], name="lead_name", condition=Q(deleted_at=None)),
            models.Index(
                fields=["pool", "-received_at"],
                name="lead_in_pool",
                condition=Q(deleted_at=None, owner=None),
            ),
            models.Index(
                fields=["accept_by"],
                name="lead_accept_by",
                condition=Q(deleted_at=None, accepted_at=None, status="new"),
            ),
            models.Index(
                fields=["id"],
                name="lead_unscored",
                condition=Q(deleted_at=None, scored_at=None),
            ),
            models.Index(fields=["email_key"], name="lead_email"),
            models.Index(fields=["phone_key"], name="lead_phone"),
            bin_index("lead_bin"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        self.complete()
        super().save(*args, **options)

    def complete(self) -> None:
        """Name, keys and the days that follow from the status; its chances are told anew."""
        self.scored_at = None
        self.name = self.name or self.company or self.person_name or self.email or self.phone
        self.name_key = naming.key(self.name)
        self.email_key = self.email.strip().casefold()
        self.phone_key = "".join(sign for sign in self.phone if sign.isdigit())[-11:]
        is_good = self.status in (self.Status.QUALIFIED, self.Status.CONVERTED)
        if is_good and self.qualified_on is None:
            self.qualified_on = timezone.localdate()
        elif self.status in (self.Status.NEW, self.Status.WORKING):
            self.qualified_on = None
        if self.status != self.Status.NEW and self.owner_id and self.accepted_at is None:
            self.accepted_at = timezone.now()
        if self.status != self.Status.DISQUALIFIED:
            self.disqualified_because, self.disqualified_on = "", None
        elif self.disqualified_on is None:
            self.disqualified_on = timezone.localdate()

    def judge(self, names: frozenset[str]) -> None:
        """Nothing becomes a customer without one, or is given up without a reason."""
        super().judge(names)
        if self.pk is None or "status" not in names:
            return
        is_converted = self.customer_id is not None and self.converted_at is not None
        if self.status == self.Status.CONVERTED and not is_converted:
            raise Refused(Sentence("A lead is converted on its own page, where one sees to whom."))
        if self.status != self.Status.CONVERTED and self.converted_at is not None:
            raise Refused(Sentence("It became a customer. Take that back on its own page first."))
        if self.status == self.Status.DISQUALIFIED and not self.disqualified_because:
            raise Refused(Sentence("Say why: a lead is given up on its own page, with a reason."))

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class LeadEntry(models.Model):
    """Something that happened with a lead; it moves into the timeline of who it becomes."""

    class Sort(models.TextChoices):
        CALL = "call"
        EMAIL = "email"
        MESSAGE = "message"
        MEETING = "meeting"
        VISIT = "visit"
        NOTE = "note"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="entries")
    sort = models.CharField(max_length=8, choices=Sort.choices, default=Sort.CALL)
    body = models.TextField(blank=True)
    was_reached = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["lead", "-at"], name="lead_entry")
        ]


class LeadPool(models.Model):
    """A shared pool: leads that nobody owns, for whoever of its teams takes them first.

    `claims_a_day` and `holds_at_most` keep people from hoarding; an owner's lead that nobody
    touched for `back_after_days` falls back into it. None is without limit.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    teams = models.ManyToManyField("accounts.Team", blank=True, related_name="+")
    """Whose people take from it, with the teams below; none is everybody."""
    claims_a_day = models.PositiveIntegerField(null=True, blank=True, default=5)
    holds_at_most = models.PositiveIntegerField(null=True, blank=True, default=50)
    back_after_days = models.PositiveIntegerField(null=True, blank=True, default=14)
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Handing(models.Model):
    """One time that a lead was given to somebody, or to a pool: why, and how long it took.

    The lead's history says who changed it; this says whose it was and is counted from.
    """

    class Why(models.TextChoices):
        RULE = "rule"
        CLAIMED = "claimed"
        BY_HAND = "by_hand"
        RECYCLED = "recycled"
        GIVEN_BACK = "given_back"
        ESCALATED = "escalated"

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="handings")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    pool = models.ForeignKey(LeadPool, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    rule = models.ForeignKey(
        "sales.DistributionRule", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    accept_by = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["lead", "-at"], name="handing_of_lead"),
            models.Index(fields=["to", "why", "-at"], name="handing_to"),
        ]


class DistributionRule(models.Model):
    """Who gets leads of some sort: the first rule that fits decides.

    `conditions` maps a lead's field to the values it may have; none fits every lead.
    """

    class Way(models.TextChoices):
        ROUND_ROBIN = "round_robin"
        LOAD = "load"
        SKILL = "skill"
        TERRITORY = "territory"
        POOL = "pool"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=80)
    place = models.PositiveIntegerField(default=0)
    conditions = models.JSONField(default=dict, blank=True)
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.ROUND_ROBIN)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    pool = models.ForeignKey(
        LeadPool, null=True, blank=True, on_delete=models.PROTECT, related_name="rules"
    )
    """Where it goes if nobody can take it, and back to when it is not touched."""
    accept_within_hours = models.PositiveIntegerField(null=True, blank=True, default=8)
    escalate_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    last = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    """Who got the last one: whose turn is next follows from it."""

    class Meta:
        ordering: ClassVar[list[str]] = ["place", "pk"]

    def __str__(self) -> str:
        return self.name


class Taker(models.Model):
    """What somebody who gets leads knows, how many they look after at most, and whether away."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="takes_leads"
    )
    skills = models.JSONField(default=list, blank=True)
    """Languages, categories and interests, lower case."""
    most_open = models.PositiveIntegerField(null=True, blank=True)
    is_away = models.BooleanField(default=False)


class ScoreRule(models.Model):
    """Points for leads of which something is true, in the words of whoever wrote the rule."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    place = models.PositiveIntegerField(default=0)
    field = models.CharField(max_length=80)
    operator = models.CharField(max_length=10)
    value = models.CharField(max_length=400, blank=True)
    points = models.IntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["place", "pk"]


class LeadModel(models.Model):
    """One time that the chances were learned from what became of earlier leads.

    Refused ones are kept, too: with the sentence that says why the rules are not outdone.
    """

    class State(models.TextChoices):
        USED = "used"
        REFUSED = "refused"
        REPLACED = "replaced"

    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State.choices)
    leads = models.PositiveIntegerField(default=0)
    converted = models.PositiveIntegerField(default=0)
    known_until = models.DateField(null=True)
    fitted = models.JSONField(default=dict)
    """Everything needed to tell a chance again."""
    judged = models.JSONField(default=dict)
    """How it did on later leads, beside the rules."""
    refused_because = models.JSONField(default=dict)
    """A sentence as template and values."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )


class LeadForm(models.Model):
    """A form on a web site through which leads come in."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=160, blank=True)
    says = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    fields = models.JSONField(default=list)
    """The names of the fields it asks for, in order."""
    required = models.JSONField(default=list)
    thanks = models.CharField(max_length=400, blank=True)
    consent_text = models.CharField(max_length=600, blank=True)
    topic = models.CharField(max_length=40, blank=True)
    """What the consent is about."""
    source = models.CharField(max_length=60, default="web form")
    campaign = models.CharField(max_length=120, blank=True)
    sites = models.JSONField(default=list, blank=True)
    """The sites that may show it in a frame (`https://example.com`); none is none."""
    most_an_hour = models.PositiveIntegerField(default=60)
    is_open = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """One time that a form was sent: what became of it. `nonce` lets each page be sent once."""

    class Verdict(models.TextChoices):
        TAKEN = "taken"
        ROBOT = "robot"
        TOO_MANY = "too_many"

    form = models.ForeignKey(LeadForm, on_delete=models.CASCADE, related_name="submissions")
    nonce = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=timezone.now)
    origin = models.CharField(max_length=64, blank=True)
    """A keyed hash of the address it came from: enough to count, too little to know."""
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    lead = models.ForeignKey(Lead, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["form", "-at"], name="submission_of_form"),
            models.Index(fields=["origin", "-at"], name="submission_from"),
        ]


class Conversion(models.Model):
    """What a lead became, in one action that can be taken back; one stands at a time."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="conversions")
    batch = models.UUIDField()
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    opportunity_id = models.UUIDField(null=True)
    """The opportunity's public id."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(undone_at=None), name="one_conversion_stands"
            )
        ]
