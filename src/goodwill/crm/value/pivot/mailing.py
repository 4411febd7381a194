"""Tables by mail: each person gets their own figures, in their language, when they are due."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.information.pivoting import Shift
from goodwill.analytics.information.pivoting.calendar_codes import moved
from goodwill.crm.accounts.models import User
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.ui import speaking
from goodwill.crm.value.pivot import filing, looking, saving
from goodwill.crm.value.pivot.models import Mailing, Pivot
from goodwill.crm.value.pivot.sheet import title
from goodwill.language import Sentence

log = logging.getLogger(__name__)

EVERY = {
    Mailing.Every.DAY.value: Sentence("Every day"),
    Mailing.Every.WEEK.value: Sentence("Every Monday"),
    Mailing.Every.MONTH.value: Sentence("On the first of each month"),
}


def subscribe(person: User, pivot: Pivot, every: str) -> Mailing | None:
    """Send somebody a table again and again; "" ends it."""
    if every not in Mailing.Every.values:
        Mailing.objects.filter(pivot=pivot, person=person).delete()
        return None
    due = next_day(every, timezone.localdate())
    found: Mailing
    found, _ = Mailing.objects.update_or_create(
        pivot=pivot, person=person, defaults={"every": every, "due_on": due, "trouble": ""}
    )
    return found


def next_day(every: str, after: date) -> date:
    """The next day on which a table is sent."""
    if every == Mailing.Every.DAY:
        return after + timedelta(days=1)
    if every == Mailing.Every.WEEK:
        return after + timedelta(days=8 - after.isoweekday())
    return moved(after.replace(day=1), Shift(months=1))


def send_due() -> int:
    """Send what is due; how many. Each is taken before it is sent, so that nobody gets it twice."""
    today, sent = timezone.localdate(), 0
    due = Mailing.objects.filter(due_on__lte=today).select_related("pivot", "person")
    for mailing in due.order_by("due_on", "pk"):
        mine = Mailing.objects.filter(pk=mailing.pk, due_on=mailing.due_on)
        if not mine.update(due_on=next_day(mailing.every, today)):
            continue
        try:
            sent += _sent(mailing)
            trouble = ""
        except (GoodwillError, Refused, OSError) as refusal:
            trouble = str(refusal)[:400]
            log.warning("The table %s was not sent: %s", mailing.pivot_id, trouble)
        Mailing.objects.filter(pk=mailing.pk).update(trouble=trouble, sent_at=timezone.now())
    return sent


def _sent(mailing: Mailing) -> int:
    person = mailing.person
    if not person.is_active:
        return 0
    try:
        pivot = saving.found(person, mailing.pivot.public_id)
    except OutOfReach:  # it is not shown to them any more
        mailing.delete()
        return 0
    with speaking.to(person.language or "en"):
        return message(person, pivot).send()


def message(person: User, pivot: Pivot) -> EmailMultiAlternatives:
    """The mail with the table in it, and as a workbook with it."""
    view = looking.saved(person, pivot)
    found = view.sheet
    words = speaking.say(title(found))
    link = settings.CONFIGURATION.address.rstrip("/") + reverse(
        "saved_pivot", args=[pivot.public_id]
    )
    told = {"sheet": found, "name": pivot.name, "words": words, "link": link, "view": view}
    html = render_to_string("value/pivot/mail.html", told)
    mail = EmailMultiAlternatives(pivot.name, f"{words}\n\n{link}", to=[person.email])
    mail.attach_alternative(html, "text/html")
    name = f"{timezone.localdate():%Y-%m-%d}.xlsx"
    if person.may("orders.export"):
        mail.attach(name, filing.file(found, "xlsx"), filing.FORMS["xlsx"])
    return mail
