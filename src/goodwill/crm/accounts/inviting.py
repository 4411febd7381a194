"""Lets people in: by a link that holds for a week, works once, and says nothing to others."""

from __future__ import annotations

import hashlib

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction

from goodwill.crm.accounts import noting
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.errors import AddressTaken, LinkExpired
from goodwill.crm.accounts.managing import must_outrank
from goodwill.crm.accounts.models import Role, Team, User
from goodwill.language import Sentence

DAYS = 7
_SALT = "goodwill.invitation"


def invite(email: str, name: str, role: Role, team: Team | None, by: User) -> User:
    """Make somebody known who may then log in by the link of `token`, or by single sign-on.

    Raises
    ------
    AddressTaken
        If somebody has this address.
    OnlyAdministrators
        If the role may do everything and the inviting person may not.
    """
    must_outrank(role, by)
    ours = company()
    with transaction.atomic():
        if User.objects.filter(email__iexact=email).exists():
            raise AddressTaken(email)
        facts = {"language": ours.language, "zone": ours.zone}
        person = User.objects.create_user(email, None, name=name, role=role, team=team, **facts)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        noting.note("people", person, "invited", {"role": (None, role.word)}, by)
    return person


def token(person: User) -> str:
    """What the link holds: signed, dated, and worth nothing once the person has a password."""
    return signing.dumps([person.pk, _state(person)], salt=_SALT)


def invited(token: str) -> User:
    """Whom a link invites.

    Raises
    ------
    LinkExpired
        If the link was used, withdrawn, tampered with or is too old.
    """
    try:
        pk, state = signing.loads(token, salt=_SALT, max_age=DAYS * 86400)
    except (signing.BadSignature, ValueError) as trouble:
        raise LinkExpired from trouble
    person = User.objects.active().filter(pk=pk, last_login=None).first()
    if person is None or _state(person) != state:
        raise LinkExpired
    return person


def accept(token: str, name: str, password: str) -> User:
    """Take up an invitation with a password of one's own.

    Raises
    ------
    LinkExpired
        If the link no longer holds.
    ValidationError
        If the password is too easy to guess.
    """
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=invited(token).pk)
        validate_password(password, person)
        person.name = name or person.name
        person.set_password(password)
        person.save()
        noting.note("people", person, "accepted", {}, person)
    return person


def send(person: User, link: str, by: User) -> None:
    """Mail the link."""
    language = person.speaks
    ours = company().name
    subject = Sentence("{name} invites you to {company}", name=by.name, company=ours)
    body = Sentence(
        "Hello {name},\n\n"
        "{by} has invited you to work in Goodwill of {company}. "
        "Choose a password here within {n} days:\n\n{link}\n\n"
        "If you do not know what this is about, ignore it.",
        name=person.name,
        by=by.name,
        company=ours,
        n=DAYS,
        link=link,
    )
    send_mail(language.say(subject), language.say(body), None, [person.email])


def is_waiting(person: User) -> bool:
    """Whether the person has not taken up the invitation yet."""
    return person.is_active and person.last_login is None and not person.has_usable_password()


def _state(person: User) -> str:
    return hashlib.sha256(person.password.encode()).hexdigest()[:16]
