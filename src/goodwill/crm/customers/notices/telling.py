"""Telling people something, once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.notices import wording
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.records.models import Record
from goodwill.language import Sentence


@dataclass(frozen=True)
class News:
    """What is to be told; `key` names the event, so that nobody hears of it twice."""

    sort: Notice.Sort
    sentence: Sentence
    key: str
    about_kind: str = ""
    about_id: uuid.UUID | None = None
    by: User | None = None


def news(
    sort: Notice.Sort, sentence: Sentence, about: Record, *, key: str = "", by: User | None = None
) -> News:
    """News of a record."""
    event = key or f"{sort.value}:{about.public_id}"
    return News(sort, sentence, event, about.kind, about.public_id, by)


def tell(people: Iterable[User], told: News) -> None:
    """Tell each of them, except whoever did it; who was told before is left alone."""
    tell_all((person, told) for person in people)


def tell_all(pairs: Iterable[tuple[User, News]]) -> None:
    """Tell each person their news, in one go."""
    notices = [_notice(person, told) for person, told in pairs if person != told.by]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _notice(person: User, told: News) -> Notice:
    return Notice(
        person=person,
        sort=told.sort,
        told=wording.kept(told.sentence),
        about_kind=told.about_kind,
        about_id=told.about_id,
        key=told.key,
        by=told.by,
    )
