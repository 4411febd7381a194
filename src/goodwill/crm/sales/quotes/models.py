"""How quotes, their lines, approvals and answers are kept, and how orders went through the house.

Money is integer minor units beside its currency; discounts are thousandths of a percent.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from goodwill.crm.records.models import Record, RecordSet, bin_index, new_id

DAYS_VALID = 30


def in_a_month() -> date:
    """Until when a quote made today is valid unless somebody says otherwise."""
    return timezone.localdate() + timedelta(days=DAYS_VALID)


class QuoteSet(RecordSet):
    """Named sets of quotes."""

    def awaiting_approval(self) -> Self:
        return self.filter(status=Quote.Status.WAITING)

    def with_the_customer(self) -> Self:
        """Those sent and not answered yet."""
        return self.filter(status=Quote.Status.SENT)

    def lapsed(self, day: date) -> Self:
        """Those sent that were valid until before that day."""
        return self.with_the_customer().filter(valid_until__lt=day)


class Quote(Record):
    """What a customer is offered; a later revision of it takes its place."""

    kind = "quotes"
    reach_through = "customer"

    class Status(models.TextChoices):
        DRAFT = "draft"
        WAITING = "waiting"
        APPROVED = "approved"
        SENT = "sent"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EXPIRED = "expired"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    OPEN: ClassVar[tuple[str, ...]] = (
        Status.DRAFT,
        Status.WAITING,
        Status.APPROVED,
        Status.SENT,
    )
    FREE: ClassVar[tuple[str, ...]] = (Status.DRAFT, Status.WAITING, Status.APPROVED)
    """Not yet shown to the customer: it may be changed, which makes it a draft again."""

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="quotes"
    )
    person = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opportunity = models.ForeignKey(
        "sales.Opportunity",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="quotes",
    )
    number = models.CharField(max_length=60)
    revision = models.PositiveIntegerField(default=1)
    revises = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="revised_by",
    )
    name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    quoted_on = models.DateField(default=timezone.localdate)
    valid_until = models.DateField(default=in_a_month)
    language = models.CharField(max_length=10, default="en")
    currency = models.CharField(max_length=3)
    discount_thousandths = models.PositiveIntegerField(default=0)
    """Off the sum of the lines, in thousandths of a percent."""
    given_thousandths = models.PositiveIntegerField(default=0)
    """What it is cheaper than at list prices, all discounts together; rounded up, so that whoever
    gives a little more than is allowed has to ask."""
    list_minor = models.BigIntegerField(default=0)
    """What it would cost at list prices."""
    amount_minor = models.BigIntegerField(default=0)
    """Without tax: what the deal is worth to the company."""
    tax_minor = models.BigIntegerField(default=0)
    terms = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    declined_because = models.CharField(max_length=40, blank=True)
    link_key = models.CharField(max_length=40, blank=True, editable=False)
    """What the link to it was made with; a new one ends the links before."""
    order = models.OneToOneField(
        "commerce.Order",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quote",
    )

    objects: ClassVar[Any] = QuoteSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["number", "revision"], name="one_quote_per_revision")
        ]
        indexes: ClassVar[list[models.Index]] = [
            bin_index("quote_bin"),
            models.Index(
                fields=["-quoted_on", "-id"], name="quote_latest", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["customer", "-quoted_on", "-id"],
                name="quote_of_customer",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                fields=["status", "valid_until"],
                name="quote_status",
                condition=Q(deleted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.revision}" if self.revision > 1 else self.number

    @property
    def discount_minor(self) -> int:
        """What it is cheaper than at list prices."""
        return self.list_minor - self.amount_minor

    @property
    def total_minor(self) -> int:
        """What the customer pays, with tax."""
        return self.amount_minor + self.tax_minor

    @property
    def is_free(self) -> bool:
        """Whether it may still be changed."""
        return self.status in self.FREE

    def judge(self, names: frozenset[str]) -> None:
        """A quote cannot end before it begins, nor be given away for less than nothing."""
        super().judge(names)
        from goodwill.crm.sales.quotes.judging import judge

        judge(self, names)


class QuoteLine(models.Model):
    """One line of a quote."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    product = models.ForeignKey(
        "commerce.Product", on_delete=models.PROTECT, related_name="quote_lines"
    )
    description = models.CharField(max_length=240, blank=True)
    quantity_thousandths = models.BigIntegerField()
    list_price_minor = models.BigIntegerField()
    """The price of the list on the day, or the one typed where no list has one."""
    unit_price_minor = models.BigIntegerField()
    discount_thousandths = models.PositiveIntegerField(default=0)
    tax_thousandths = models.PositiveIntegerField(null=True, blank=True)
    """In thousandths of a percent, on top of the amount; null where no tax is told."""
    amount_minor = models.BigIntegerField()
    list_amount_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quote", "position"], name="one_quote_line_at_a_place")
        ]


class DiscountLimit(models.Model):
    """Up to which discount off list prices people of a role send quotes without asking."""

    role = models.OneToOneField(
        "accounts.Role", on_delete=models.CASCADE, related_name="discount_limit"
    )
    thousandths = models.PositiveIntegerField()


class Terms(models.Model):
    """What stands below every new quote in a language."""

    language = models.CharField(max_length=10, unique=True)
    text = models.TextField(blank=True)


class Approval(models.Model):
    """Somebody asked for leave to give a discount, and somebody else decided."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="approvals")
    given_thousandths = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    because = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["quote"],
                condition=Q(is_granted=None),
                name="one_open_approval_per_quote",
            )
        ]


class Answer(models.Model):
    """What the customer answered behind the link, with what proves it."""

    class Sort(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"
        ASKED = "asked"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="answers")
    sort = models.CharField(max_length=8, choices=Sort.choices)
    name = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    reason = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=64, blank=True)
    """The address on the network that the answer came from."""
    device = models.CharField(max_length=240, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    """A hash of what was accepted: number, revision, lines, amounts, terms."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["quote"],
                condition=Q(sort="accepted"),
                name="one_acceptance_per_quote",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["quote", "at"], name="answer_of_quote")
        ]


class OrderHandling(models.Model):
    """How one order went through the house: received, released, and what was wrong with it."""

    class Error(models.TextChoices):
        PRICE = "price"
        ITEM = "item"
        QUANTITY = "quantity"
        ADDRESS = "address"
        DATE = "date"

    order = models.OneToOneField(
        "commerce.Order", on_delete=models.CASCADE, related_name="handling"
    )
    received_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    processing_minutes = models.PositiveIntegerField(null=True)
    """Working minutes from receipt to release."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    error = models.CharField(max_length=8, choices=Error.choices, blank=True)
    error_note = models.CharField(max_length=400, blank=True)
    error_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    error_noted_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["received_at"], name="handling_received"),
            models.Index(fields=["released_at"], name="handling_released"),
        ]
