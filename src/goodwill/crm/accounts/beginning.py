"""The first steps of an installation: the company, its roles, and the first administrator."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from goodwill.crm.accounts import noting
from goodwill.crm.accounts.errors import AlreadyBegun
from goodwill.crm.accounts.models import Company, Role, Team, User
from goodwill.crm.accounts.presets import PRESETS
from goodwill.language import nearest


@dataclass(frozen=True)
class Beginning:
    """What must be known before anybody can work."""

    company: str
    currency: str
    zone: str
    language: str
    name: str
    email: str
    password: str
    needs_second_factor: bool = True


def is_ahead() -> bool:
    """Whether nobody has begun yet."""
    return not User.objects.exists()


def begin(told: Beginning) -> User:
    """Set the company up and let its first administrator in.

    Raises
    ------
    AlreadyBegun
        If there is somebody already.
    ValidationError
        If the password is too easy to guess.
    """
    validate_password(told.password, User(email=told.email, name=told.name))
    try:
        with transaction.atomic():
            return _begin(told)
    except IntegrityError as trouble:
        raise AlreadyBegun from trouble


def roles(*, needs_second_factor: bool = True) -> dict[str, Role]:
    """The delivered roles, made where they are missing."""
    made = {}
    for word, preset in PRESETS.items():
        made[word], _ = Role.objects.get_or_create(
            word=word,
            defaults={
                "name": preset.name.text,
                "scope": preset.scope,
                "abilities": list(preset.abilities),
                "hidden_fields": list(preset.hidden_fields),
                "needs_second_factor": preset.needs_second_factor and needs_second_factor,
            },
        )
    return made


def code() -> str:
    """What must be shown to begin from another machine: only who runs the server knows it."""
    return salted_hmac("goodwill.welcome", "begin", algorithm="sha256").hexdigest()[:20]


def is_code(given: str) -> bool:
    return constant_time_compare(given, code())


def address() -> str:
    """Where to begin from another machine; `goodwill serve` says it while nobody has begun."""
    return f"{settings.CONFIGURATION.address}/welcome/?code={code()}"


def _begin(told: Beginning) -> User:
    if not is_ahead():
        raise AlreadyBegun
    language = nearest(told.language)
    # The fixed key lets only one of two who begin at the same moment succeed.
    company = Company(pk=1, name=told.company, currency=told.currency)
    company.zone, company.language = told.zone, language
    company.save(force_insert=True)
    role = roles(needs_second_factor=told.needs_second_factor)["administrator"]
    team, _ = Team.objects.get_or_create(name=told.company, parent=None)
    first = User.objects.create_user(
        told.email,
        told.password,
        name=told.name,
        role=role,
        team=team,
        language=language,
        zone=told.zone,
    )
    EmailAddress.objects.create(user=first, email=first.email, verified=True, primary=True)
    noting.note("people", first, "began", {"role": (None, role.word)}, first)
    return first
