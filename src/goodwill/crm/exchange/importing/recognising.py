"""Which column of a table is which target, and why: by its name, its sound, what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.naming import spellings
from goodwill.crm.exchange.importing import rooms
from goodwill.crm.exchange.importing.targets import Target, shapes, targets
from goodwill.crm.records.kinds import Sort
from goodwill.language import LANGUAGES, Sentence, speak
from goodwill.warehouse.reading.fitting import normal
from goodwill.warehouse.reading.headings import is_date, is_number

BY_NAME = Sentence("by its name")
BY_OTHER_NAME = Sentence("other programs call it so")
BY_PERSON = Sentence("the rows tell of people at companies")
BY_SOUND = Sentence("by its sound in Chinese")
BY_LIKENESS = Sentence("nearly its name")
BY_CONTENT = Sentence("by what it holds")

ALIKE = 88
"""How alike two names must be, of 100, to be taken for misspellings of one."""
SHORTEST_MISSPELT = 5
SHORTEST_SOUND = 3
MOSTLY = 0.8

Column = tuple[str, ...]
Claim = Callable[[str], list[Target]]


@dataclass(frozen=True)
class Suggestion:
    """What a column is likely to be, and how one can tell."""

    heading: str
    target: str
    because: Sentence


def suggested(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    wanted: Sequence[Target],
    among: Sequence[str] = (),
) -> dict[str, Suggestion]:
    """What each column is likely to be; a column that resembles nothing is left out.

    The surest evidence of all columns is heard first, so that no weak claim takes what a strong
    one names. A target that only one column can fill is given once. `among` are all headings of
    the table, where some are known already.
    """
    holds = columns_of(headings, rows)
    is_of_people = _names_a_company_and_a_person(among or headings)
    found: dict[str, Suggestion] = {}
    for because, of in _evidence(wanted, is_of_people=is_of_people):
        for heading in headings:
            if heading in found:
                continue
            free = (one for one in of(heading) if one.is_many or not _is_given(one.name, found))
            best = next((one for one in free if can_hold(one, holds[heading])), None)
            if best is not None:
                found[heading] = Suggestion(heading, best.name, because)
    _by_content(headings, wanted, holds, found, is_of_people=is_of_people)
    return found


def shape_of(headings: Sequence[str], rows: Sequence[Sequence[str]], reach: Reach) -> str:
    """The kind that a row most likely holds; the first that may be brought in where none fits."""
    scores = {kind.word: _score(headings, rows, kind.word, reach) for kind in shapes(reach)}
    return max(scores, key=lambda word: scores[word], default="")


def columns_of(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Column]:
    """What each column holds in the sample, empty cells left out."""
    return {
        heading: tuple(row[at].strip() for row in rows if at < len(row) and row[at].strip())
        for at, heading in enumerate(headings)
    }


def can_hold(target: Target, cells: Column) -> bool:
    """Whether what stands in a column could be what the target needs; empty columns could."""
    test = _TESTS.get(target.sort)
    return test is None or not cells or sum(map(test, cells)) >= len(cells) / 2


def _score(
    headings: Sequence[str], rows: Sequence[Sequence[str]], shape: str, reach: Reach
) -> float:
    """How much of the table a kind explains; what it cannot do without counts most."""
    wanted = targets(shape, reach)
    found = {one.target for one in suggested(headings, rows, wanted).values()}
    own = sum(1 for name in found if name not in _COMMON)
    tells = sum(1 for name in _TELLING.get(shape) or rooms.of(shape).telling if name in found)
    missing = sum(1 for one in wanted if one.is_required and one.name not in found)
    return own + 2 * tells - 1.5 * missing + _LIKELY.get(shape, 0.0)


def _is_given(target: str, found: Mapping[str, Suggestion]) -> bool:
    return any(one.target == target for one in found.values())


def _names_a_company_and_a_person(headings: Iterable[str]) -> bool:
    plain = {normal(heading) for heading in headings}
    return bool(plain & _COMPANY) and bool(plain & _PERSON)


def _evidence(wanted: Sequence[Target], *, is_of_people: bool) -> Iterator[tuple[Sentence, Claim]]:
    """Ways to tell, the surest first."""
    if is_of_people:
        yield BY_PERSON, _claim(wanted, lambda one: _PEOPLE_CALLED.get(one.name, ()))
    yield BY_NAME, _claim(wanted, _names_of)
    yield BY_OTHER_NAME, _claim(wanted, lambda one: one.aliases)
    yield BY_SOUND, _claim(wanted, _sounds_of, shortest=SHORTEST_SOUND)
    yield BY_LIKENESS, _likeness(wanted)


def _claim(
    wanted: Sequence[Target], names: Callable[[Target], Iterable[str]], shortest: int = 1
) -> Claim:
    """Which targets are called so."""
    called: dict[str, list[Target]] = {}
    for one in wanted:
        for name in names(one):
            called.setdefault(name, []).append(one)

    def of(heading: str) -> list[Target]:
        name = normal(heading)
        return called.get(name, []) if len(name) >= shortest else []

    return of


def _likeness(wanted: Sequence[Target]) -> Claim:
    """Which target is called nearly so."""
    called = {
        name: one
        for one in reversed(wanted)
        for name in (*one.aliases, *_names_of(one))
        if len(name) >= SHORTEST_MISSPELT
    }

    def of(heading: str) -> list[Target]:
        name = normal(heading)
        if len(name) < SHORTEST_MISSPELT:
            return []
        near = process.extractOne(name, called.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return [called[near[0]]] if near else []

    return of


def _by_content(
    headings: Sequence[str],
    wanted: Sequence[Target],
    holds: Mapping[str, Column],
    found: dict[str, Suggestion],
    *,
    is_of_people: bool,
) -> None:
    """Addresses of e-mail and of the web tell themselves; hardly anything else does."""
    known = {one.name: one for one in wanted}
    for heading in headings:
        cells = holds[heading]
        if heading in found or not cells:
            continue
        for usual, test in _TOLD_BY_CONTENT:
            name = _PERSONS.get(usual, usual) if is_of_people else usual
            if name in known and sum(map(test, cells)) >= MOSTLY * len(cells):
                found[heading] = Suggestion(heading, name, BY_CONTENT)
                break


def _names_of(target: Target) -> set[str]:
    """What we call it ourselves: in the template, in each language, in programs."""
    said = {normal(speak(tag).show(target.label)) for tag in LANGUAGES}
    alone = set() if target.part in _NEVER_ALONE else {normal(target.field)}
    return said | {normal(target.name)} | alone


def _sounds_of(target: Target) -> set[str]:
    """How its Chinese names are typed in Latin letters: in full and by initials."""
    said = (normal(speak(tag).show(target.label)) for tag in LANGUAGES)
    han = {name for name in (*said, *target.aliases) if not name.isascii()}
    return {way for name in han for way in _sounds(name)}


@cache
def _sounds(name: str) -> frozenset[str]:
    return frozenset(way for way in map(normal, spellings(name)) if way.isascii())


def _is_email(cell: str) -> bool:
    return bool(re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+", cell))


def _is_web(cell: str) -> bool:
    return bool(re.fullmatch(r"(https?://|www\.)\S+", cell, re.IGNORECASE))


def _is_phone(cell: str) -> bool:
    digits = sum(letter.isdigit() for letter in cell)
    return 5 <= digits <= 20 and bool(re.fullmatch(r"[\d\s()+./#*xX,;、转-]+", cell))


_TESTS: Mapping[Sort, Callable[[str], bool]] = {
    Sort.DAY: lambda cell: is_date(cell) or bool(re.fullmatch(r"[2-6]\d{4}(\.\d+)?", cell)),
    Sort.MOMENT: lambda cell: is_date(cell) or bool(re.fullmatch(r"[2-6]\d{4}(\.\d+)?", cell)),
    Sort.MONEY: is_number,
    Sort.QUANTITY: is_number,
    Sort.NUMBER: is_number,
    Sort.MINUTES: is_number,
    Sort.EMAIL: lambda cell: "@" in cell,
    Sort.PHONE: _is_phone,
}
_TOLD_BY_CONTENT = (("contact_points.email", _is_email), ("contact_points.web", _is_web))
_PERSONS = {"contact_points.email": "person.email"}
_COMPANY = frozenset(
    [
        "company",
        "companyname",
        "account",
        "accountname",
        "organisation",
        "organization",
        "associatedcompany",
        "公司",
        "公司名称",
        "客户",
        "客户名称",
        "企业名称",
        "单位",
        "单位名称",
        "工作单位",
    ]
)
_PERSON = frozenset(
    ["firstname", "lastname", "givenname", "familyname", "fullname", "姓名", "名字", "姓", "姓氏"]
)
_PEOPLE_CALLED: Mapping[str, frozenset[str]] = {
    "person.name": frozenset({"fullname", "姓名"}),
    "person.family_name": frozenset({"lastname", "familyname", "surname", "姓", "姓氏"}),
    "person.given_name": frozenset({"firstname", "givenname", "forename", "名", "名字"}),
    "person.title": frozenset({"title", "jobtitle", "position", "职务", "职位", "头衔"}),
    "person.email": frozenset({"email", "emailaddress", "邮箱", "电子邮件", "邮件", "电子邮箱"}),
    "person.phone": frozenset(
        {"phone", "phonenumber", "mobile", "mobilephone", "手机", "手机号", "电话", "联系电话"}
    ),
    "person.wechat": frozenset({"wechat", "微信", "微信号"}),
}
_NEVER_ALONE = frozenset({"person", "consent"})
"""Parts whose fields have the names of the customer's own."""
_COMMON = frozenset({"external_id", "owner", "team", "created_at", "created_by", "tags"})
_TELLING: Mapping[str, tuple[str, ...]] = {
    "customers": ("customers.name", "customers.country", "customers.city", "contact_points.email"),
    "orders": ("orders.number", "orders.ordered_on", "order_lines.product", "order_lines.quantity"),
    "products": ("products.name", "products.number", "products.unit_cost", "products.family"),
    "contracts": ("contracts.number", "contracts.starts_on", "contracts.ends_on"),
    "activities": ("activities.subject", "activities.happened_at", "activities.body"),
    "relations": ("relations.person", "relations.role"),
}
"""What tells one kind from another."""
_LIKELY: Mapping[str, float] = {"customers": 1.0, "orders": 0.5, "products": 0.25}
"""What companies bring in most, where the table does not tell."""
