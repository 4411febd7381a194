"""What is kept of each valuation, and what it says of each customer."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodwill.crm.records.models import new_id


class ValuationSet(models.QuerySet[Any]):
    """Named sets of valuations."""

    def under_way(self) -> Self:
        """Those that wait for the worker or are at work."""
        return self.filter(state__in=Valuation.UNDER_WAY)

    def done(self) -> Self:
        return self.filter(state=Valuation.State.DONE)

    def newest_first(self) -> Self:
        return self.order_by("-started_at", "-pk")


class Valuation(models.Model):
    """One run of the value models over all orders. Nobody (`by`) means that it was time for it.

    `folder` is where `goodwill value` left its files, inside of the installation's folder `value`.
    `trouble` is what kept it from being done, `refusals` what it would not tell and why: each as
    template and values, so that it is said in the reader's language.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"
        REFUSED = "refused"
        """There is too little to tell anything from."""

    UNDER_WAY: ClassVar[tuple[str, ...]] = (State.WAITING, State.RUNNING)

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    share = models.FloatField(default=0.0)
    step = models.JSONField(default=dict)
    """What it is at, as template and values."""
    as_of = models.DateField(null=True)
    tables_as_of = models.DateTimeField(null=True)
    basis = models.CharField(max_length=16, blank=True)
    """What value so far is measured by: profit, margin, or revenue where no cost is known."""
    currency = models.CharField(max_length=3, blank=True)
    annual_discount = models.FloatField(default=0.1)
    model = models.CharField(max_length=40, blank=True)
    """The name of the purchase model, such as `BG/CNBD-k`; empty where nothing was foretold."""
    version = models.CharField(max_length=40, blank=True)
    """Of the program that worked it out."""
    folder = models.CharField(max_length=80, blank=True)
    customers = models.PositiveIntegerField(default=0)
    restaged = models.PositiveIntegerField(default=0)
    """How many customers came to another loyalty stage."""
    refusals = models.JSONField(default=list)
    trouble = models.JSONField(default=dict)
    seconds = models.FloatField(default=0.0)

    objects: ClassVar[Any] = ValuationSet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-started_at"], name="valuation_latest")
        ]

    def __str__(self) -> str:
        return f"{self.as_of}"


def _ordered(name: str) -> models.Index:
    """In the order of one column, equals by customer: a list of a million starts at once."""
    return models.Index(fields=[name, "customer"], name=f"score_{name}"[:30])


class Score(models.Model):
    """What one customer is worth, as of the last valuation that knew them.

    Money is in minor units of the valuation's currency. What comes from costs (`profit_minor`,
    `expected_minor`, `year_minor`, `at_risk_minor`) is not for people who see no costs; what they
    may see instead is in revenue. Nothing is null because of zero: null is what is not known.

    Where customers become one, the one that stays keeps its own score until the next valuation,
    which sees all that they bought together.
    """

    moves_when_merged: ClassVar[bool] = False

    customer = models.OneToOneField(
        "customers.Customer", on_delete=models.CASCADE, primary_key=True, related_name="score"
    )
    valuation = models.ForeignKey(
        Valuation,
        on_delete=models.PROTECT,
        related_name="scores",
        db_index=False,
        db_constraint=False,
    )
    """Nothing removes a valuation that has scores, and a million checks of it take their time."""
    as_of = models.DateField()
    rank = models.PositiveIntegerField(null=True)
    """By value so far; 1 is the most valuable customer."""
    value_class = models.CharField(max_length=1, blank=True)
    residual_class = models.CharField(max_length=1, blank=True)
    """By what is expected of them rather than by what they brought."""
    quadrant = models.CharField(max_length=12, blank=True)
    stage = models.CharField(max_length=24, blank=True)
    """The loyalty stage, or `lost`."""
    reached = models.CharField(max_length=24, blank=True)
    """The highest stage reached; those who are lost have one too."""
    rhythm = models.CharField(max_length=12, blank=True)
    rfm = models.CharField(max_length=3, blank=True)
    """Recency, frequency and money, each from 1 to 5: `543`."""
    rfm_segment = models.CharField(max_length=16, blank=True)

    orders = models.PositiveIntegerField(default=0)
    purchase_days = models.PositiveIntegerField(default=0)
    last_order_on = models.DateField(null=True)
    median_gap_days = models.FloatField(null=True)
    revenue_minor = models.BigIntegerField(null=True)
    profit_minor = models.BigIntegerField(null=True)
    """Value so far where costs are known: margin less cost to serve, as far as that is known."""

    p_alive = models.FloatField(null=True)
    p_alive_low = models.FloatField(null=True)
    p_alive_high = models.FloatField(null=True)
    churn_risk = models.FloatField(null=True)
    """The chance that they are no customer any more: 1 − `p_alive`."""
    silent_180 = models.FloatField(null=True)
    """The chance that they buy nothing in 180 days."""
    next_order_on = models.DateField(null=True)
    expected_orders = models.FloatField(null=True)
    """In the 365 days to come; `low` to `high` holds the number with 90 %."""
    orders_low = models.FloatField(null=True)
    orders_high = models.FloatField(null=True)
    expected_revenue_minor = models.BigIntegerField(null=True)
    revenue_low_minor = models.BigIntegerField(null=True)
    revenue_high_minor = models.BigIntegerField(null=True)
    revenue_at_risk_minor = models.BigIntegerField(null=True)
    """What they would buy more for in 365 days if they certainly were a customer."""
    year_minor = models.BigIntegerField(null=True)
    year_low_minor = models.BigIntegerField(null=True)
    year_high_minor = models.BigIntegerField(null=True)
    expected_minor = models.BigIntegerField(null=True)
    """Residual lifetime value: all they will bring from now on, discounted to today."""
    expected_low_minor = models.BigIntegerField(null=True)
    expected_high_minor = models.BigIntegerField(null=True)
    at_risk_minor = models.BigIntegerField(null=True)
    churn_reason = models.CharField(max_length=12, blank=True)
    """Why they are about to be lost; empty for those of whom it is not open."""

    was_stage = models.CharField(max_length=24, blank=True)
    was_class = models.CharField(max_length=1, blank=True)
    """As the valuation before said."""
    then_on = models.DateField(null=True)
    """The day of an earlier valuation, a month ago or more, to compare with."""
    then_class = models.CharField(max_length=1, blank=True)
    then_stage = models.CharField(max_length=24, blank=True)
    then_expected_minor = models.BigIntegerField(null=True)
    then_p_alive = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            _ordered("value_class"),
            _ordered("stage"),
            _ordered("revenue_minor"),
            _ordered("expected_minor"),
            _ordered("at_risk_minor"),
            _ordered("revenue_at_risk_minor"),
            _ordered("p_alive"),
            _ordered("next_order_on"),
        ]

    def __str__(self) -> str:
        return f"{self.value_class or '–'} · {self.customer_id}"
