"""Naming colleagues in an entry: `@王芳` calls her to it, and lets her see it if it is private."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.db.models import Q

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.notices import telling
from goodwill.crm.customers.notices.models import Notice
from goodwill.crm.customers.timeline.errors import SeveralOfThatName
from goodwill.crm.customers.timeline.seeing import who_see
from goodwill.language import Sentence

OFFERED = 8
SIGN = "@"


def mentioned(text: str, customer: Customer) -> list[User]:
    """Those who see the customer and whom the text names, by name or e-mail address.

    Chinese needs no space after a name: of the names that the text goes on with, the longest
    is meant.

    Raises
    ------
    SeveralOfThatName
        If several people bear a name that was written.
    """
    places = list(_after_signs(text))
    if not places:
        return []
    people = list(who_see(customer))
    names = Counter(person.name.casefold() for person in people)
    found = [named for place in places if (named := _begun(place, people)) is not None]
    for person, by_name in found:
        if by_name and names[person.name.casefold()] > 1:
            raise SeveralOfThatName(person.name)
    return list(dict.fromkeys(person for person, _ in found))


def offered(begun: str, customer: Customer, but: User) -> list[tuple[User, str]]:
    """Whom one may mean by what is typed after the sign, each with what to write for them."""
    people = who_see(customer).exclude(pk=but.pk)
    fitting = people.filter(Q(name__icontains=begun) | Q(email__istartswith=begun))
    shown = list(fitting.select_related("team", "role")[:OFFERED])
    bearers = Counter(
        people.filter(name__in=[one.name for one in shown]).values_list("name", flat=True)
    )
    return [(one, one.name if bearers[one.name] == 1 else one.email) for one in shown]


def call(people: Sequence[User], entry: Activity, by: User | None) -> None:
    """Tell those whom an entry names."""
    sentence = Sentence("{who} mentioned you: {subject}", who=str(by or ""), subject=entry.subject)
    telling.tell(people, telling.news(Notice.Sort.MENTION, sentence, entry, by=by))


def _after_signs(text: str) -> Iterator[str]:
    """What follows each sign; one inside an e-mail address calls nobody."""
    for at, letter in enumerate(text):
        before = text[at - 1 : at] if at else ""
        if letter == SIGN and not _is_latin(before):
            yield text[at + 1 :].casefold()


def _begun(text: str, people: Sequence[User]) -> tuple[User, bool] | None:
    """Who is named where the text begins, and whether by name; the longest name wins."""
    longest = 0
    best: tuple[User, bool] | None = None
    for person in people:
        for word, by_name in ((person.name.casefold(), True), (person.email.casefold(), False)):
            if word and len(word) > longest and _begins(text, word):
                longest, best = len(word), (person, by_name)
    return best


def _begins(text: str, word: str) -> bool:
    return text.startswith(word) and not (_is_latin(word[-1]) and _is_latin(text[len(word) :][:1]))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
