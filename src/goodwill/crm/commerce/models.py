"""What is sold, for how much, to whom, and for how long.

Money is held as integer minor units beside its ISO 4217 currency; quantities in thousandths.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from goodwill.crm.commerce.errors import BadTax
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.models import Record, RecordSet, bin_index

WHOLE = 100_000
"""All of a price, in thousandths of a percent."""


class ProductFamily(Record):
    """Products that belong together; families have families."""

    kind = "product_families"
    is_common = True
    is_mergeable = True

    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )

    def __str__(self) -> str:
        return self.name


class Product(Record):
    """Something that is sold."""

    kind = "products"
    is_common = True
    is_mergeable = True
    taken_together = (("unit_cost_minor", "currency"),)

    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    family = models.ForeignKey(
        ProductFamily, null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    department = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    unit_cost_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    tax_thousandths = models.PositiveIntegerField(null=True, blank=True)
    """Tax on sales (VAT), on top of prices, in thousandths of a percent; null where nobody said."""
    is_sold = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    def judge(self, names: frozenset[str]) -> None:
        """A tax is a share of the price."""
        super().judge(names)
        if "tax_thousandths" in names and not 0 <= (self.tax_thousandths or 0) <= WHOLE:
            raise BadTax


class PriceListSet(RecordSet):
    """Named sets of price lists."""

    def valid_on(self, day: date) -> Self:
        """Those whose prices hold on that day."""
        begun = self.filter(valid_from__lte=day)
        return begun.filter(Q(valid_until=None) | Q(valid_until__gte=day))


class PriceList(Record):
    """Prices in one currency, from one day to another."""

    kind = "price_lists"
    is_common = True

    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    is_default = models.BooleanField(default=False)

    objects: ClassVar[Any] = PriceListSet.as_manager()

    def __str__(self) -> str:
        return self.name


class Price(Record):
    """What one unit of a product costs in a price list, from a quantity on."""

    kind = "prices"
    is_common = True

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="prices")
    from_quantity_thousandths = models.BigIntegerField(default=1000)
    amount_minor = models.BigIntegerField()

    @property
    def currency(self) -> str:
        """The currency of its list."""
        return self.price_list.currency

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["price_list", "product", "from_quantity_thousandths"],
                name="one_price_per_quantity",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.price_list}"


class OrderSet(RecordSet):
    """Named sets of orders."""

    def overdue(self, day: date) -> Self:
        """Sales that should have been paid before that day and are not."""
        owed = self.filter(sort=Order.Sort.SALE, payment__in=Order.OWED)
        return owed.filter(due_on__lt=day).exclude(status__in=Order.NOT_BINDING)


class ContractSet(RecordSet):
    """Named sets of contracts."""

    def running_on(self, day: date) -> Self:
        """Those in force on that day."""
        begun = self.filter(starts_on__lte=day)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gte=day)).filter(
            Q(cancelled_on=None) | Q(cancelled_on__gt=day)
        )

    def ending_within(self, day: date, days: int) -> Self:
        """Those in force that end within so many days and go on only if somebody acts."""
        return self.running_on(day).filter(ends_on__lte=day + timedelta(days=days))


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

    OWED: ClassVar[tuple[str, ...]] = (Payment.OPEN, Payment.PARTLY, Payment.OVERDUE)
    NOT_BINDING: ClassVar[tuple[str, ...]] = (Status.DRAFT, Status.CANCELLED)

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
            bin_index("order_bin"),
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

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
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

    objects: ClassVar[Any] = ContractSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ends_on"], name="contract_end", condition=Q(deleted_at=None)),
            bin_index("contract_bin"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def decide_by(self) -> date | None:
        """The last day on which notice can be given."""
        return self.ends_on - timedelta(days=self.notice_days) if self.ends_on else None


class Counter(models.Model):
    """The last number given to orders, contracts … of a year."""

    word = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["word", "year"], name="one_counter_per_year")
        ]
