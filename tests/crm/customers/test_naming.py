"""Names are sorted, found, split and put together as people of each culture expect."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.crm.customers import naming
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.naming import Person
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("上海恒泰精密", "shang4 hai3 heng2 tai4 jing1 mi4"),
        ("重庆长安", "chong2 qing4 chang2 an1"),
        ("曾丽", "zeng1 li4"),
        ("單麗華", "shan4 li4 hua2"),
        ("单位", "dan1 wei4"),
        ("解放日报", "jie3 fang4 ri4 bao4"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("Łódź Straße", "lodz strasse"),
        ("  Østergård ", "ostergard"),
        ("重庆ABC 公司", "chong2 qing4 abc gong1 si1"),
        ("***", "***"),
    ],
)
def test_a_name_stands_where_people_look_for_it(name: str, key: str) -> None:
    assert naming.key(name) == key


def test_chinese_names_are_sorted_by_sound_and_tone_and_one_family_stays_together() -> None:
    names = ["张伟", "黎明", "李娜", "阿里", "曾丽", "李明", "黎安"]
    assert sorted(names, key=naming.key) == ["阿里", "黎安", "黎明", "李明", "李娜", "曾丽", "张伟"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (
            "上海恒泰精密",
            ["shanghaihengtaijingmi", "shang hai heng tai jing mi", "shhtjm", "上海恆泰精密"],
        ),
        ("歐陽娜娜", ["欧阳娜娜", "ouyangnana", "oynn"]),
        ("查良镛", ["zhaliangyong", "zly", "chaliangyong", "查良鏞"]),
        ("吕布", ["lvbu", "lubu", "lyubu", "呂布"]),
        ("José Müller", ["jose muller"]),
    ],
)
def test_a_name_is_found_in_every_way_people_type_it(name: str, typed: list[str]) -> None:
    assert set(typed) <= set(naming.spellings(name))
    assert naming.spellings(name)[0] == name


@pytest.mark.parametrize(
    ("typed", "family", "given"),
    [
        ("王芳", "王", "芳"),
        ("欧阳娜娜", "欧阳", "娜娜"),
        ("歐陽鋒", "歐陽", "鋒"),
        ("爱新觉罗溥仪", "爱新觉罗", "溥仪"),
        ("司马", "司马", ""),
        ("约翰·史密斯", "史密斯", "约翰"),
        ("Jonas Lindqvist", "Lindqvist", "Jonas"),
        ("van der Berg, Anna Maria", "van der Berg", "Anna Maria"),
        ("Vera", "", "Vera"),
        ("", "", ""),
    ],
)
def test_a_typed_name_is_split_the_way_of_its_culture(typed: str, family: str, given: str) -> None:
    assert naming.split(typed) == Person(family, given)


@pytest.mark.parametrize(
    ("family", "given", "country", "whole"),
    [
        ("王", "芳", "CN", "王芳"),
        ("欧阳", "娜娜", "", "欧阳娜娜"),
        ("史密斯", "约翰", "", "约翰·史密斯"),
        ("van der Berg", "Anna", "NL", "Anna van der Berg"),
        ("Nagy", "Ilona", "HU", "Nagy Ilona"),
        ("", "Vera", "", "Vera"),
    ],
)
def test_the_parts_of_a_name_stand_in_the_order_of_their_culture(
    family: str, given: str, country: str, whole: str
) -> None:
    assert naming.display(family, given, country) == whole


def test_a_letter_begins_with_the_whole_name() -> None:
    assert str(naming.salutation("Lindqvist", "Jonas")) == "Dear Jonas Lindqvist,"


@given(st.text(max_size=200))
@settings(max_examples=25)
def test_any_text_has_a_key_that_fits_its_column(name: str) -> None:
    assert len(naming.key(name)) <= naming.LONGEST_KEY
    assert all(naming.spellings(name))


def test_a_customer_is_sorted_by_its_name_and_a_person_gets_one_from_the_parts(by: Actor) -> None:
    person = changing.create(Customer(sort="person", family_name="曾", given_name="丽"), by)
    assert (person.name, person.name_key) == ("曾丽", "zeng1 li4")
    changing.change(person, {"name": "Zoë"}, by)
    assert Customer.objects.get(pk=person.pk).name_key == "zoe"
