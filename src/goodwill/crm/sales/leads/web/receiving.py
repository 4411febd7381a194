"""What is sent through a form becomes a lead, once; what robots send does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads import taking_in
from goodwill.crm.sales.leads.models import LeadForm, Submission

SOURCE = "form"
AT_ONCE = 6
"""So often one address may send forms within `WINDOW`."""
WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Sent:
    """What came: the ticket's name, a hash of where from, and whether the trap was walked into."""

    nonce: str
    origin: str
    is_trapped: bool = False


def receive(form: LeadForm, values: dict[str, Any], sent: Sent) -> str:
    """Take it in; the verdict. The same ticket sent again changes nothing.

    Whoever sent it is told the same whatever the verdict, but for `too_many`.
    """
    before = Submission.objects.filter(nonce=sent.nonce).first()
    if before is not None:
        return str(before.verdict)
    verdict = _verdict(form, sent)
    try:
        with transaction.atomic():
            kept = Submission.objects.create(
                form=form, nonce=sent.nonce, origin=sent.origin, verdict=verdict
            )
            if verdict is Submission.Verdict.TAKEN:
                kept.lead = taking_in.take_in(_values(form, values), Actor(None, source=SOURCE))
                kept.save(update_fields=["lead"])
    except IntegrityError:  # sent twice at the same moment
        return str(Submission.objects.get(nonce=sent.nonce).verdict)
    return str(verdict)


def forget_old() -> None:
    """What was sent long ago is not counted any more."""
    Submission.objects.filter(at__lt=timezone.now() - timedelta(days=90)).delete()


def _verdict(form: LeadForm, sent: Sent) -> Submission.Verdict:
    if sent.is_trapped:
        return Submission.Verdict.ROBOT
    now = timezone.now()
    taken = Submission.objects.filter(verdict=Submission.Verdict.TAKEN)
    theirs = taken.filter(origin=sent.origin, at__gte=now - WINDOW).count()
    all_ = taken.filter(form=form, at__gte=now - HOUR).count()
    is_much = theirs >= AT_ONCE or all_ >= form.most_an_hour
    return Submission.Verdict.TOO_MANY if is_much else Submission.Verdict.TAKEN


def _values(form: LeadForm, values: dict[str, Any]) -> dict[str, Any]:
    agreed = bool(values.pop("agreed", False))
    now = timezone.now()
    consent = {
        "form": form.name,
        "form_id": str(form.public_id),
        "text": form.consent_text,
        "topic": form.topic,
        "at": now.isoformat(),
    }
    return {
        **values,
        "form": form,
        "source": form.source,
        "campaign": form.campaign,
        "language": values.get("language") or form.language,
        "received_at": now,
        "may_contact": agreed,
        "consent": consent if agreed else {},
    }
