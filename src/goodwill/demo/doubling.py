"""Customers entered twice, as it happens, and others that only look so: with the truth beside them.

Nobody measures how well duplicates are found without knowing which there are. Here a card file of
customers is simulated in which some were entered again by somebody else: spelled by ear, in
pinyin or traditional characters, without the legal form, with a slip, with another telephone.
Among them stand those that must not be taken for one: namesakes, families behind one number,
colleagues behind one switchboard, branches, and other firms of the same auspicious name.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from goodwill.demo import names

CITIES = ("上海", "北京", "广州", "深圳", "杭州", "成都", "南京", "苏州")
WESTERN_CITIES = ("London", "Leeds", "Hamburg", "Köln", "Singapore")
STREETS = ("人民路", "中山路", "解放路", "建设路", "和平路", "新华路", "长江路", "文化路")
WESTERN_STREETS = ("Mill Road", "Station Road", "Church Street", "High Street", "Park Avenue")
BOXES = ("163.com", "qq.com", "126.com", "gmail.com", "outlook.com")
SHARE_OF_FIRMS = 0.45
SHARE_WESTERN = 0.3
SHARE_TWICE = 0.08
SHARE_LOOKALIKE = 0.09


@dataclass(frozen=True)
class Entry:
    """One card: `who` it is in truth, and what stands on it."""

    who: int
    sort: str
    name: str
    city: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    born_on: str = ""
    employer: int | None = None
    """The place in the file of the firm the person works for."""

    @property
    def is_person(self) -> bool:
        return self.sort == "person"


def card_file(n: int, seed: int) -> list[Entry]:
    """A file of about `n` cards, those entered twice and those that only look alike among them."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(8,)))
    cards = _first_cards(n, rng)
    order = rng.permutation(len(cards))
    twice = int(n * SHARE_TWICE)
    for place in order[:twice].tolist():
        cards.append(entered_again(cards[place], rng))
    for place in order[twice : twice + int(n * SHARE_LOOKALIKE)].tolist():
        cards.append(_lookalike(cards[place], place, len(cards), rng))
    return cards


def _first_cards(n: int, rng: np.random.Generator) -> list[Entry]:
    western = rng.random(n) < SHARE_WESTERN
    is_firm = rng.random(n) < SHARE_OF_FIRMS
    cities = np.where(western, rng.choice(WESTERN_CITIES, n), rng.choice(CITIES, n)).astype(object)
    trades = np.array([*names.TRADES], dtype=object)[rng.integers(0, len(names.TRADES), n)]
    firms = names.company_names(rng, trades, cities, western)
    people = names.person_names(rng, western)
    made = []
    for place in range(n):
        name = str(firms[place] if is_firm[place] else people[place])
        sort = "organisation" if is_firm[place] else "person"
        bare = Entry(place, sort, name, str(cities[place]), "" if western[place] else "CN")
        made.append(_filled(bare, bool(western[place]), rng))
    return made


def _filled(card: Entry, western: bool, rng: np.random.Generator) -> Entry:
    """A card with what one knows of most customers, and of few everything."""
    knows = rng.random(4) < (0.9, 0.75, 0.6, 0.4)
    return replace(
        card,
        phone=_phone(western, rng) if knows[0] or not knows[1] else "",
        email=_email(card, rng) if knows[1] else "",
        address=_address(western, rng) if knows[2] else "",
        born_on=_born(rng) if knows[3] and card.is_person else "",
    )


# --- entered again -----------------------------------------------------------------------------


def entered_again(card: Entry, rng: np.random.Generator) -> Entry:
    """The same customer as somebody else wrote it down, who did not look whether it was there."""
    again = replace(
        card,
        name=_again(card, rng),
        city=card.city if rng.random() < 0.93 else "",
        phone=_kept(card.phone, rng, lambda: _phone(card.country == "", rng)),
        email=_kept(card.email, rng, lambda: _email(card, rng)),
        address=_rewritten(card.address, rng) if rng.random() < 0.7 else "",
        born_on=card.born_on if rng.random() < 0.6 else "",
    )
    told = ("phone", "email", "address", "born_on")
    if any(getattr(card, one) and getattr(card, one) == getattr(again, one) for one in told):
        return again
    kept = "phone" if card.phone else "email"
    return replace(again, **{kept: getattr(card, kept)})


def _kept(value: str, rng: np.random.Generator, other: Callable[[], str]) -> str:
    """The same in most cases, else left out or another one."""
    chance = rng.random()
    return value if chance < 0.6 else "" if chance < 0.85 else other()


def _again(card: Entry, rng: np.random.Generator) -> str:
    is_chinese = not card.name.isascii()
    ways = _WAYS[card.is_person, is_chinese]
    return ways[int(rng.integers(0, len(ways)))](card, rng)


def _same(card: Entry, rng: np.random.Generator) -> str:
    return card.name


def _traditional(card: Entry, rng: np.random.Generator) -> str:
    return str(_converter().convert(card.name))


def _pinyin(card: Entry, rng: np.random.Generator) -> str:
    """Wang Wei or Wei Wang."""
    from pypinyin import lazy_pinyin

    at = 2 if card.name[:2] in {"欧阳", "司马", "上官"} else 1
    family, given = (
        "".join(lazy_pinyin(part)).title() for part in (card.name[:at], card.name[at:])
    )
    return f"{family} {given}" if rng.random() < 0.5 else f"{given} {family}"


def _by_ear(card: Entry, rng: np.random.Generator) -> str:
    """One character of the name written as another that sounds like it."""
    begin = len(card.city) if card.name.startswith(card.city) else 1
    places = [at for at in range(begin, len(card.name)) if card.name[at] in _HOMOPHONES][:4]
    if not places:
        return card.name
    at = int(rng.choice(places))
    return card.name[:at] + str(rng.choice(list(_HOMOPHONES[card.name[at]]))) + card.name[at + 1 :]


def _titled(card: Entry, rng: np.random.Generator) -> str:
    return card.name + str(rng.choice(["先生", "女士", "经理"]))


def _turned(card: Entry, rng: np.random.Generator) -> str:
    given, _, family = card.name.partition(" ")
    return f"{family}, {given}"


def _shouted(card: Entry, rng: np.random.Generator) -> str:
    return card.name.upper()


def _initial(card: Entry, rng: np.random.Generator) -> str:
    given, _, family = card.name.partition(" ")
    return f"{given[0]}. {family}"


def _slipped(card: Entry, rng: np.random.Generator) -> str:
    """One letter left out, doubled, turned with its neighbour or hit beside."""
    name = card.name
    head = name.split()[0] if not card.is_person else name
    at = int(rng.integers(1, max(2, len(head) - 1)))
    while not name[at].isalpha() or not name[at + 1 : at + 2].isalpha():
        at = int(rng.integers(1, max(2, len(head) - 1)))
    beside = str(rng.choice(list(string.ascii_lowercase)))
    ways = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + beside + name[at + 1 :],
    )
    return ways[int(rng.integers(0, len(ways)))]


def _without_form(card: Entry, rng: np.random.Generator) -> str:
    for form in sorted({*names.FORMS, "Ltd", "GmbH", "Inc.", "Pte. Ltd.", "S.A.", "AB"}, key=len)[
        ::-1
    ]:
        if card.name.endswith(form):
            return card.name.removesuffix(form).strip()
    return card.name


def _other_form(card: Entry, rng: np.random.Generator) -> str:
    bare = _without_form(card, rng)
    if card.name.isascii():
        longer = {"Ltd": "Limited", "Inc.": "Incorporated", "Pte. Ltd.": "Pte Ltd", "S.A.": "SA"}
        form = card.name.removeprefix(bare).strip()
        return f"{bare} {longer.get(form, form.lower())}"
    return bare + "有限责任公司"


def _in_brackets(card: Entry, rng: np.random.Generator) -> str:
    """恒泰精密机械（上海）有限公司"""
    bare = _without_form(card, rng)
    form = card.name.removeprefix(bare)
    return f"{bare.removeprefix(card.city)}（{card.city}）{form}"


def _without_city(card: Entry, rng: np.random.Generator) -> str:
    return card.name.removeprefix(card.city)


def _abridged(card: Entry, rng: np.random.Generator) -> str:
    """上海恒泰, Aldermere: as colleagues call it."""
    if card.name.isascii():
        return card.name.split()[0]
    return card.name[: len(card.city) + 2]


# --- only alike --------------------------------------------------------------------------------


def _lookalike(card: Entry, place: int, who: int, rng: np.random.Generator) -> Entry:
    """Somebody else whom one could take for this customer."""
    ways = (
        (_namesake, _relative) if card.is_person else (_branch, _other_trade, _colleague, _sister)
    )
    return ways[int(rng.integers(0, len(ways)))](card, place, who, rng)


def _namesake(card: Entry, place: int, who: int, rng: np.random.Generator) -> Entry:
    other = Entry(who, card.sort, card.name, card.city, card.country)
    return _filled(other, card.country == "", rng)


def _relative(card: Entry, place: int, who: int, rng: np.random.Generator) -> Entry:
    """Another of the family, behind the same number or at the same address."""
    is_western = card.country == ""
    if is_western:
        name = f"{rng.choice(names.WESTERN_GIVEN)} {card.name.split()[-1]}"
    else:
        name = card.name[:1] + "".join(rng.choice(names.GIVEN, 2))
    other = _filled(Entry(who, "person", name, card.city, card.country), is_western, rng)
    if name == card.name:
        return other
    return replace(other, address=card.address, phone=card.phone or other.phone)


def _branch(card: Entry, place: int, who: int, rng: np.random.Generator) -> Entry:
    """A branch of the firm, with the mail of the head office."""
    bare = _without_form(card, rng)
    name = f"{bare} Store 2" if card.name.isascii() else f"{bare}第二分公司"
    other = _filled(replace(card, who=who, name=name), card.country == "", rng)
    return replace(other, email=card.email if rng.random() < 0.5 else other.email)


def _other_trade(card: Entry, place: int, who: int, rng: np.random.Generator) -> Entry:
    """Another firm that liked the same name."""
    trades = names.WESTERN_TRADES if card.name.isascii() else names.TRADES
    trade = str(rng.choice(trades[str(rng.choice([*trades]))]))
    if card.name.isascii():
        name = f"{card.name.split()[0]} {trade} Ltd"
    else:
        name = f"{card.name[: len(card.city) + 2]}{trade}有限公司"
    if names_are_one(name, card.name):
        return _colleague(card, place, who, rng)
    return _filled(Entry(who, card.sort, name, card.city, card.country), card.country == "", rng)


def _colleague(card: Entry, place: int, who: int, rng: np.random.Generator) -> Entry:
    """Somebody who works there, behind the switchboard."""
    is_western = card.country == ""
    (name,) = names.person_names(rng, np.array([is_western]))
    person = Entry(
        who, "person", str(name), card.city, card.country, phone=card.phone, employer=place
    )
    return replace(person, email=card.email if rng.random() < 0.3 else "")


def _sister(card: Entry, place: int, who: int, rng: np.random.Generator) -> Entry:
    """The same firm's sister in another city, with its own people."""
    others = WESTERN_CITIES if card.name.isascii() else CITIES
    city = str(rng.choice([one for one in others if one != card.city]))
    name = card.name.replace(card.city, city) if card.city in card.name else f"{card.name} {city}"
    return _filled(Entry(who, card.sort, name, city, card.country), card.country == "", rng)


def names_are_one(one: str, other: str) -> bool:
    """Whether two firms' names begin with the same words, their legal forms aside."""
    return one[:6] == other[:6] or one.split()[:2] == other.split()[:2]


# --- facts --------------------------------------------------------------------------------------


def _phone(western: bool, rng: np.random.Generator) -> str:
    digits = "".join(str(digit) for digit in rng.integers(0, 10, 8))
    return f"+4477{digits}" if western else f"+86139{digits}"


def _email(card: Entry, rng: np.random.Generator) -> str:
    from pypinyin import lazy_pinyin

    sound = "".join(lazy_pinyin(card.name)).lower()
    bare = "".join(letter for letter in sound if letter in string.ascii_lowercase)
    if card.is_person:
        return f"{bare[:18]}{int(rng.integers(1, 9999))}@{rng.choice(BOXES)}"
    box = str(rng.choice(["info", "sales", "office", "contact"]))
    return f"{box}@{bare[:16]}{int(rng.integers(1, 999))}.com"


def _address(western: bool, rng: np.random.Generator) -> str:
    house, room = int(rng.integers(1, 400)), int(rng.integers(101, 2400))
    if western:
        return f"{house} {rng.choice(WESTERN_STREETS)}, Flat {room}"
    return f"{rng.choice(STREETS)}{house}号{room}室"


def _rewritten(address: str, rng: np.random.Generator) -> str:
    """The same address in another hand."""
    if rng.random() < 0.5:
        return address
    return (
        address.replace("号", "-")
        .replace("室", "")
        .replace("Road", "Rd")
        .replace(", Flat", " Flat")
    )


def _born(rng: np.random.Generator) -> str:
    return str(np.datetime64("1950-01-01") + int(rng.integers(0, 19000)))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


_HOMOPHONES = {
    "佳": "嘉家", "嘉": "佳家", "雨": "宇语", "宇": "雨语", "晨": "辰陈", "梅": "美", "伟": "玮",
    "静": "敬", "丽": "莉", "娜": "纳", "芳": "方", "敏": "闵", "超": "潮", "华": "花", "诗": "施",
    "琪": "奇", "婷": "庭", "慧": "惠", "恒": "衡", "泰": "太", "瑞": "锐", "祥": "翔", "盛": "圣",
    "隆": "龙", "鼎": "顶", "鑫": "新", "宏": "洪", "达": "答", "禾": "和", "德": "得", "信": "芯",
    "诚": "成", "博": "波", "远": "苑", "通": "同", "汇": "惠", "源": "元", "康": "慷", "永": "勇",
    "浩": "昊", "欣": "心", "怡": "宜", "涵": "函", "梓": "紫", "明": "名", "志": "智", "清": "青",
}  # fmt: skip

_WAYS: dict[tuple[bool, bool], tuple[Callable[[Entry, np.random.Generator], str], ...]] = {
    (True, True): (_same, _traditional, _pinyin, _by_ear, _titled),
    (True, False): (_same, _turned, _shouted, _initial, _slipped, _slipped),
    (False, True): (_same, _traditional, _by_ear, _without_form, _other_form, _in_brackets,
                    _without_city, _abridged),
    (False, False): (_same, _shouted, _slipped, _slipped, _without_form, _other_form, _abridged),
}  # fmt: skip
