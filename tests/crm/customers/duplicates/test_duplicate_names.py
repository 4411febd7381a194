"""Names are compared without what everybody adds, leaves out or writes in another script."""

from __future__ import annotations

import pytest

from goodwill.crm.customers.duplicates import names
from goodwill.crm.customers.duplicates.comparing import compare
from goodwill.crm.customers.duplicates.facts import Facts, address, mailbox


@pytest.mark.parametrize(
    ("name", "city", "core"),
    [
        ("上海恒泰精密机械有限公司", "上海", "恒泰精密机械"),
        ("恒泰精密機械（上海）股份有限公司", "", "恒泰精密机械"),
        ("江苏苏州盛启百货有限责任公司", "", "盛启百货"),
        ("上海公司", "上海", "上海"),
        ("Aldermere Instruments Ltd", "Leeds", "aldermereinstruments"),
        ("ALDERMERE INSTRUMENTS, Limited", "Leeds", "aldermereinstruments"),
        ("The Müller & Söhne GmbH & Co. KG", "", "mullersohne"),
        ("Rossi S.p.A.", "Milano", "rossi"),
        ("Limited", "", "limited"),
    ],
)
def test_organisations_lose_their_legal_form_and_their_place(name, city, core):
    assert names.organisation(name, city).core == core


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("王伟", "王伟先生", "same"),
        ("單麗華", "单丽华", "same"),
        ("欧阳雨涵", "Yuhan Ouyang", "sound"),
        ("欧阳雨涵", "Ouyang Yuhan", "sound"),
        ("李嘉怡", "李佳宜", "sound"),
        ("Clara Whitlock", "Whitlock, Clara", "sound"),
        ("Clara Whitlock", "Clara Whitlok", "nearly"),
        ("Clara Whitlock", "C. Whitlock", "initial"),
        ("Clara Whitlock", "Vera Whitlock", "family"),
        ("王芳", "王伟", "family"),
        ("王芳", "李娜", "different"),
        ("Anna Weber", "Paul Rossi", "different"),
    ],
)
def test_people_agree_as_far_as_their_names_sound_alike(one, other, level):
    people = [Facts(pk, "person", name) for pk, name in enumerate((one, other))]
    assert compare(*people)["name"] == level
    assert compare(*reversed(people))["name"] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("上海恒泰精密机械有限公司", "恒泰精密機械", "same"),
        ("上海恒泰精密机械有限公司", "上海衡泰精密机械有限公司", "sound"),
        ("上海恒泰精密机械有限公司", "上海恒泰", "short"),
        ("上海恒泰精密机械有限公司", "上海恒泰餐饮管理有限公司", "brand"),
        ("上海恒泰精密机械有限公司", "Hengtai Precision Machinery (Shanghai) Co., Ltd.", "brand"),
        ("上海恒泰精密机械有限公司", "上海嘉禾百货有限公司", "different"),
        ("Aldermere Instruments Ltd", "Aldermeer Instruments", "nearly"),
        ("Aldermere Instruments Ltd", "Aldermere", "short"),
        ("Aldermere Instruments Ltd", "Aldermere Hotels Ltd", "brand"),
        ("Oakwick Stores", "Larkwick Stores", "different"),
    ],
)
def test_organisations_agree_by_brand_and_trade(one, other, level):
    firms = [Facts(pk, name=name, city="上海") for pk, name in enumerate((one, other))]
    assert compare(*firms)["name"] == level
    assert compare(*reversed(firms))["name"] == level


def test_branches_are_told_apart_by_their_numbers():
    first, second = (Facts(pk, name=f"恒泰第{n}分公司") for pk, n in enumerate("一二"))
    assert compare(first, second)["numeral"] == "different"


def test_who_is_tied_to_the_other_is_somebody_else():
    firm, person = Facts(1, name="王伟"), Facts(2, "person", "王伟", employers=(1,))
    assert compare(firm, person)["tie"] == "known"
    assert compare(firm, Facts(3, name="王伟", parent=1))["tie"] == "known"


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("12 Mill Rd., Flat 3", address("12 Mill Road Flat 3")),
        ("人民路50号1749室", address("人民路50号 1749室")),
        ("上海市黄浦区人民路50号", address("上海黄浦人民路50")),
    ],
)
def test_addresses_are_spelled_in_one_way(given, spelled):
    assert address(given) == spelled


def test_what_stands_behind_a_plus_is_no_other_mailbox():
    assert mailbox("anna+news@firm.com") == "anna@firm.com"
