"""What is typed meets what was entered, in Latin letters, 简体 and 繁體, numbers and accents."""

from __future__ import annotations

import pytest

from goodwill.crm.records.finding.spelling import plain, sounded, typed, words_of


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Éva Müller", "eva muller"),
        ("恆泰機械", "恒泰机械"),
        ("ＡＢＣ", "abc"),
        ("STRASSE", "strasse"),
    ],
)
def test_there_is_one_spelling(text: str, spelled: str) -> None:
    assert plain(text) == spelled


def test_chinese_is_entered_by_character_sound_and_initials() -> None:
    words = words_of(["恒泰"]).split()
    assert words == ["恒", "泰", "hengtai", "ht", "tai", "t"]


def test_a_telephone_is_entered_whole_and_by_its_end() -> None:
    words = words_of(["+86 138-1234-5678"]).split()
    assert {"8613812345678", "13812345678", "12345678", "5678"} <= set(words)


def test_characters_that_stand_together_are_one_phrase() -> None:
    assert typed("heng 恒泰2") == (("heng",), ("恒", "泰"), ("2",))


def test_a_telephone_is_typed_however_people_write_it() -> None:
    assert typed("138 1234 5678") == typed("138-1234-5678") == (("13812345678",),)


def test_signs_alone_say_nothing() -> None:
    assert typed("%_*'\"()& |") == ()


def test_names_begin_as_they_sound() -> None:
    assert sounded("恒泰 Ltd") == "hengtai ltd"
    assert sounded("Éva") == "eva"
