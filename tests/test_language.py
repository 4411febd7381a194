"""What is said in English is heard in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel import Locale

from goodwill.language import (
    LANGUAGES,
    Language,
    Lines,
    Sentence,
    nearest,
    of_the_environment,
    speak,
)

CATALOGUE = {
    "{n} row": ("{n} 行",),
    "Hello, {name}.": ("您好，{name}。",),
    "Customers": ("客户",),
}
CHINESE = Language("zh-Hans", Locale("zh", script="Hans"), CATALOGUE)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh-Hans"),
        ("zh_CN.UTF-8", "zh-Hans"),
        ("zh_SG", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh_TW.UTF-8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh_MO@calendar=roc", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("en_GB", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("", "en"),
        ("de_DE", "en"),
    ],
)
def test_any_tag_gets_the_nearest_language_we_have(tag: str, language: str) -> None:
    assert nearest(tag) == language
    assert speak(tag).tag == language


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_named_can_be_spoken(tag: str) -> None:
    assert speak(tag).tag == tag


@pytest.mark.parametrize(
    ("n", "english"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1200, "1,200 rows")]
)
def test_english_has_a_plural_and_chinese_has_none(n: int, english: str) -> None:
    rows = Sentence("{n} row", "{n} rows", n=n)
    assert speak("en").say(rows) == english
    assert CHINESE.say(rows) == english.split(maxsplit=1)[0] + " 行"


def test_a_sentence_inside_a_sentence_is_translated_with_it() -> None:
    assert CHINESE.say("Hello, {name}.", name=Sentence("Customers")) == "您好，客户。"


def test_what_the_catalogue_lacks_is_said_in_english() -> None:
    assert CHINESE.say("No such words.") == "No such words."
    assert CHINESE.say(Sentence("{n} lost", "{n} all lost", n=2)) == "2 all lost"


def test_values_are_written_as_the_language_writes_them() -> None:
    assert CHINESE.show(date(2024, 3, 5)) == "2024年3月5日"
    assert speak("en").show(date(2024, 3, 5)) == "Mar 5, 2024"
    assert CHINESE.show(Decimal("1234567.5")) == "1,234,567.5"
    assert CHINESE.show(True) == "True"


def test_a_list_is_joined_as_the_language_joins() -> None:
    assert CHINESE.list(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert speak("en").list(["A", "B", "C"]) == "A, B, and C"


def test_lines_stand_below_each_other() -> None:
    both = Lines((Sentence("Customers"), Sentence("{n} row", "{n} rows", n=2)))
    assert CHINESE.say("{what}", what=both) == "\n  客户\n  2 行"


def test_braces_in_a_value_are_left_alone() -> None:
    assert speak("en").say("Hello, {name}.", name="{name}") == "Hello, {name}."


def test_equal_sentences_are_equal_whatever_language_they_are_said_in() -> None:
    assert Sentence("{n} row", "{n} rows", n=1) == Sentence("{n} row", "{n} rows", n=1)
    assert Sentence("{n} row", "{n} rows", n=1) != Sentence("{n} row", "{n} rows", n=2)
    assert len({Sentence("Customers"), Sentence("Customers")}) == 1


def test_our_own_variable_outranks_those_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "zh_CN.UTF-8")
    monkeypatch.delenv("GOODWILL_LANGUAGE", raising=False)
    assert of_the_environment().tag == "zh-Hans"
    monkeypatch.setenv("GOODWILL_LANGUAGE", "zh-TW")
    assert of_the_environment().tag == "zh-Hant"
