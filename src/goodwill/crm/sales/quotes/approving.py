"""Who may give how much away alone, and who decides about more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.abilities import is_allowed
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.commerce.models import WHOLE
from goodwill.crm.customers.notices import telling
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.quotes.errors import FourEyes, NothingOffered, NotWaiting
from goodwill.crm.sales.quotes.models import Approval, DiscountLimit, Quote
from goodwill.crm.ui.showing import quantity
from goodwill.crm.value.policies.models import Policy
from goodwill.crm.value.scoring.models import Score
from goodwill.language import Sentence

USUAL_LIMIT = 10_000
"""10 %, where a company has said nothing of a role."""
APPROVERS_LIMIT = 20_000
"""20 % for those who decide about the discounts of others."""


def limit_of(role: Role) -> int:
    """Up to which discount people of a role send quotes without asking, in thousandths of a %."""
    kept = DiscountLimit.objects.filter(role=role).values_list("thousandths", flat=True).first()
    if kept is not None:
        return kept
    if "*.*" in role.abilities:
        return WHOLE
    return APPROVERS_LIMIT if is_allowed("quotes.approve", role.abilities) else USUAL_LIMIT


def limit_for(quote: Quote, person: User) -> int:
    """Up to which discount the person sends this quote without asking.

    It is the role's limit, or that of the policy for the customer's value class if it is lower;
    a policy does not bind whoever may do everything.
    """
    own = limit_of(person.role)
    policy = None if person.role.is_everything else policy_limit(quote)
    return own if policy is None else min(own, policy)


def policy_limit(quote: Quote) -> int | None:
    """What the policy for the customer's value class allows; None where there is none."""
    value_class = Score.objects.filter(customer=quote.customer_id).values("value_class")
    found = Policy.objects.filter(value_class__in=value_class)
    percent = found.values_list("discount_limit_percent", flat=True).first()
    return None if percent is None else int(percent * 1000)


def needs_approval(quote: Quote, person: User) -> bool:
    """Whether the person has to ask before the quote leaves the house."""
    if quote.status == Quote.Status.APPROVED:
        return False
    return quote.given_thousandths > limit_for(quote, person)


def ask(quote: Quote, actor: Actor, because: str = "") -> Approval:
    """Ask for leave to give the discount; whoever may decide is told.

    Raises
    ------
    NothingOffered
        If it has no lines.
    NotWaiting
        If it is no draft any more.
    """
    with transaction.atomic():
        fresh = Quote.objects.select_for_update().get(pk=quote.pk)
        if fresh.status != Quote.Status.DRAFT:
            raise NotWaiting
        if not fresh.lines.exists():
            raise NothingOffered
        assert actor.user is not None
        asked = Approval.objects.create(
            quote=quote,
            given_thousandths=fresh.given_thousandths,
            amount_minor=fresh.amount_minor,
            asked_by=actor.user,
            because=because.strip()[:400],
        )
        changing.change(quote, {"status": Quote.Status.WAITING}, actor)
        telling.tell(_deciders(quote, asked), _asks(quote, asked))
    return asked


def decide(quote: Quote, actor: Actor, *, is_granted: bool, answer: str = "") -> Approval:
    """Grant or refuse what was asked for; whoever asked is told.

    Raises
    ------
    NotWaiting
        If nobody asked, or it was decided already.
    FourEyes
        If it is the person's own wish.
    """
    with transaction.atomic():
        fresh = Quote.objects.select_for_update().get(pk=quote.pk)
        asked = quote.approvals.filter(is_granted=None).first()
        if asked is None or fresh.status != Quote.Status.WAITING:
            raise NotWaiting
        if asked.asked_by == actor.user:
            raise FourEyes
        asked.is_granted, asked.answer = is_granted, answer.strip()[:400]
        asked.decided_by, asked.decided_at = actor.user, timezone.now()
        asked.save()
        status = Quote.Status.APPROVED if is_granted else Quote.Status.DRAFT
        changing.change(quote, {"status": status}, actor)
        telling.tell([asked.asked_by], _decided(quote, asked))
    return asked


def waiting_for(person: User) -> Iterable[Quote]:
    """Quotes within reach that the person may decide about, the longest waiting first."""
    if not person.may("quotes.approve"):
        return []
    waiting = Quote.objects.present().within(person.reach).awaiting_approval()
    theirs = waiting.filter(approvals__is_granted=None).exclude(approvals__asked_by=person)
    found: Iterable[Quote] = (
        theirs.select_related("customer", "owner").order_by("approvals__asked_at", "id").distinct()
    )
    return found


def _deciders(quote: Quote, asked: Approval) -> list[User]:
    """Who may decide and sees the quote; the nearest of the team first, a dozen at most."""
    people = User.objects.filter(is_active=True).exclude(pk=asked.asked_by_id)
    may = [one for one in people.select_related("role", "team") if one.may("quotes.approve")]
    seen = [one for one in may if Quote.objects.within(one.reach).filter(pk=quote.pk).exists()]
    return sorted(seen, key=lambda one: (one.team_id != asked.asked_by.team_id, one.pk))[:12]


def _asks(quote: Quote, asked: Approval) -> telling.News:
    words = Sentence(
        "{name} asks for approval of {quote}: {given} % off list prices",
        name=asked.asked_by.name,
        quote=str(quote),
        given=quantity(asked.given_thousandths),
    )
    key = f"approval:{asked.pk}"
    return telling.news(Notice.Sort.TASK, words, quote, key=key, by=asked.asked_by)


def _decided(quote: Quote, asked: Approval) -> telling.News:
    granted = Sentence("{quote} is approved", quote=str(quote))
    refused = Sentence("The discount of {quote} was not approved", quote=str(quote))
    key = f"decided:{asked.pk}"
    words = granted if asked.is_granted else refused
    return telling.news(Notice.Sort.OTHER, words, quote, key=key, by=asked.decided_by)
