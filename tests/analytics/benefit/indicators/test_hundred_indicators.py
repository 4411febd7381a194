"""The catalogue holds one hundred indicators, each once, in its eleven groups."""

from __future__ import annotations

from collections import Counter

from goodwill.analytics.benefit.indicators.catalogue import ALL
from goodwill.analytics.benefit.indicators.kernel.calculations import Custom
from goodwill.analytics.benefit.indicators.kernel.indicator import Group

GROUPS = {
    Group.EFFICIENCY: ("EF", 9),
    Group.SATISFACTION: ("SA", 8),
    Group.LOYALTY: ("RL", 13),
    Group.SALES: ("SL", 9),
    Group.MARKETING: ("MK", 12),
    Group.SERVICE: ("SV", 8),
    Group.COST: ("CO", 10),
    Group.VALUE: ("VA", 16),
    Group.RISK: ("RI", 5),
    Group.ADOPTION: ("AD", 5),
    Group.EMPLOYEES: ("EM", 5),
}


def test_the_hundred_are_there_in_order() -> None:
    wanted = [f"{prefix}{number:02}" for prefix, n in GROUPS.values() for number in range(1, n + 1)]
    assert len(wanted) == 100
    assert [indicator.id for indicator in ALL] == wanted


def test_each_stands_in_its_group() -> None:
    counts = Counter(indicator.group for indicator in ALL)
    assert counts == {group: n for group, (_, n) in GROUPS.items()}
    assert all(indicator.id.startswith(GROUPS[indicator.group][0]) for indicator in ALL)


def test_no_name_is_used_twice_and_what_stands_beside_has_a_code_of_its_own() -> None:
    assert len({str(indicator.label) for indicator in ALL}) == 100
    for indicator in ALL:
        codes = [beside.code for beside in indicator.beside]
        assert len(codes) == len(set(codes)), indicator.id


def test_what_is_not_made_of_sums_says_which_tables_it_takes() -> None:
    for indicator in ALL:
        assert indicator.needs or not isinstance(indicator.calculation, Custom), indicator.id
