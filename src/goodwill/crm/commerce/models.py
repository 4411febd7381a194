"""What is sold, for how much, to whom, and for how long.

Money is held as integer minor units beside its ISO 4217 currency; quantities in thousandths.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from goodwill.crm.customers.models import Customer
from goodwill.crm.records.models import Record, RecordSet


class ProductFamily(Record):
    """Products that belong together; families have families."""

    kind = "product_families"

    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )

    def __str__(self) -> str:
        return self.name


class Product(Record):
    """Something that is sold."""

    kind = "products"

    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    family = models.ForeignKey(
        ProductFamily, null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    department = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    unit_cost_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    is_sold = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class PriceList(Record):
    """Prices in one currency, from one day to another."""

    kind = "price_lists"

    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    is_default = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What one unit of a product costs in a price list, from a quantity on."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="prices")
    from_quantity_thousandths = models.BigIntegerField(default=1000)
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["price_list", "product", "from_quantity_thousandths"],
                name="one_price_per_quantity",
            )
        ]


class OrderSet(RecordSet):
    """Named sets of orders."""


class Order(Record):
    """What a customer bought, or brought back, at one time."""

    kind = "orders"
    reach_through = "customer"

    class Sort(models.TextChoices):
        SALE = "sale"
        RETURN = "return"

    class Status(models.TextChoices):
        DRAFT = "draft"
        CONFIRMED = "confirmed"
        DELIVERED = "delivered"
        CANCELLED = "cancelled"

    class Payment(models.TextChoices):
        OPEN = "open"
        PARTLY = "partly"
        PAID = "paid"
        OVERDUE = "overdue"
        WRITTEN_OFF = "written_off"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=60)
    sort = models.CharField(max_length=8, choices=Sort.choices, default=Sort.SALE)
    return_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="returns"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    payment = models.CharField(max_length=12, choices=Payment.choices, default=Payment.OPEN)
    ordered_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    paid_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(default=0)
    channel = models.CharField(max_length=40, blank=True)
    region = models.CharField(max_length=40, blank=True)
    department = models.CharField(max_length=60, blank=True)

    objects: ClassVar[Any] = OrderSet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["number"], name="one_order_per_number")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-ordered_on", "-id"], name="order_latest", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["customer", "-ordered_on", "-id"],
                name="order_of_customer",
                condition=Q(deleted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One line of an order; a line of a return points at the line it takes back."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    description = models.CharField(max_length=240, blank=True)
    quantity_thousandths = models.BigIntegerField()
    unit_price_minor = models.BigIntegerField(default=0)
    amount_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField(null=True, blank=True)
    returns = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="returned_by"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position")
        ]


class Contract(Record):
    """A subscription or service agreement: what a customer pays regularly, until when."""

    kind = "contracts"
    reach_through = "customer"

    class Sort(models.TextChoices):
        SUBSCRIPTION = "subscription"
        SERVICE = "service"
        FRAME = "frame"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    sort = models.CharField(max_length=12, choices=Sort.choices, default=Sort.SUBSCRIPTION)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    renews_every_months = models.PositiveIntegerField(null=True, blank=True)
    notice_days = models.PositiveIntegerField(default=0)
    cancelled_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(default=0)
    billed_every_months = models.PositiveIntegerField(default=12)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ends_on"], name="contract_end", condition=Q(deleted_at=None))
        ]

    def __str__(self) -> str:
        return self.name
