# ruff: noqa: E501, SIM905 - data, in the width that the eye compares best
"""Costs are known by many names: the catalogue in English, 简体 and 繁體."""

from __future__ import annotations

import pytest

from goodwill.analytics.benefit.costing.naming import ledgerwords
from goodwill.analytics.benefit.costing.naming.catalogue import (
    CATEGORY_DEFAULTS,
    STAGE_KINDS,
    SUBCATEGORIES,
    Behaviour,
    Category,
    Driver,
    Evidence,
    Method,
    Nature,
    Recurrence,
    Stage,
    Treatment,
    categories,
    of_word,
    stage_kinds,
    subcategories,
)
from goodwill.analytics.benefit.costing.naming.wording import Vocabulary, normal
from goodwill.analytics.errors import SettingRefused

PHRASES = (
    "招聘成本 員工培訓成本 員工薪酬福利成本 績效管理成本 軟件系統采購與維護成本 用戶數量、模塊使用情況 免費維護服務 硬件設備成本"
    " 路由器、交換機、防火墻 數據存儲與安全成本 服務器租賃費用 定制開發和集成 廣告宣傳成本 促銷活動成本 客戶關系維護成本"
    " 市場調研費用 流程改造費用 新流程的培訓 溝通協調成本 決策時間成本 項目執行時間成本 客戶等待時間成本 放棄其他投資機會的成本"
    " 錯失市場份額的成本 戰略調整成本 數據管理成本 數據分析工具和技術成本 數據解讀和應用成本 數據安全和隱私保護的成本"
    " 客服設施的建設和維護費用 客戶投訴處理費用 合作伙伴關系成本 推廣CRM系統 內部溝通成本 實踐培訓成本 培訓效果評估成本"
    " 最大的成本之一"
).split()
"""As written for R237 to R273, in their order."""

STAGE_PHRASES = (
    "市場調研成本 公關活動和促銷活動 銷售團隊成本 配備銷售工具和設備 客戶關系建立成本 客戶服務成本 客戶忠誠度計劃成本"
    " 客戶關懷成本 客戶流失預警成本 新客戶開發成本 新客戶關系維護成本 合作伙伴成本 銷售機會損失成本 重新獲取客戶成本"
).split()
"""For R274 to R287; R284 shares its words with R251, so “new” tells them apart."""


def test_there_are_11_categories_and_37_subcategories_in_the_order_of_the_requirements() -> None:
    assert len(Category) == 11
    assert [each.requirement for each in SUBCATEGORIES] == [f"R{n}" for n in range(237, 274)]
    assert len({each.code for each in SUBCATEGORIES}) == 37
    assert {each.category for each in SUBCATEGORIES} == set(Category) == set(CATEGORY_DEFAULTS)


def test_every_original_phrase_is_its_own_subcategory() -> None:
    found = [of_word(phrase, sub=True).subcategory for phrase in PHRASES]
    assert [each.requirement for each in found if each] == [f"R{n}" for n in range(237, 274)]


def test_every_original_phrase_of_a_stage_tells_the_stage() -> None:
    found = [of_word(phrase) for phrase in STAGE_PHRASES]
    assert [each.stage for each in found] == [kind.stage for kind in STAGE_KINDS]
    assert [each.requirement for each in STAGE_KINDS] == [f"R{n}" for n in range(274, 288)]
    codes = {each.code for each in SUBCATEGORIES}
    assert {kind.subcategory for kind in STAGE_KINDS} <= codes


@pytest.mark.parametrize("said", [categories, subcategories, stage_kinds])
def test_no_word_of_a_vocabulary_has_two_meanings(said: object) -> None:
    assert callable(said)
    words: Vocabulary = said()
    table = {
        "category": ledgerwords.CATEGORIES,
        "sub-category": ledgerwords.SUBCATEGORIES,
        "kind of cost": ledgerwords.STAGE_KINDS,
    }[str(words.what)]
    for code, listed in table.items():
        for word in (code, *listed.split()):
            assert words.codes[normal(word)] == code, word


@pytest.mark.parametrize(
    "kind", [Stage, Nature, Behaviour, Treatment, Driver, Evidence, Recurrence, Method]
)
def test_every_code_is_known_by_its_words_and_its_label(kind: type[Stage]) -> None:
    table = {**ledgerwords.KINDS, "method": ledgerwords.METHODS}
    column = next(name for name, words in table.items() if set(words) == set(kind))
    for each in kind:
        for word in (each.value, str(each.label), *table[column][each.value].split()):
            assert kind.of_word(word) is each


@pytest.mark.parametrize(
    ("word", "category", "subcategory"),
    [
        ("Advertising costs", "marketing", "advertising"),
        ("广告费", "marketing", "advertising"),
        ("廣告費用", "marketing", "advertising"),
        ("工资", "people", "pay"),
        ("MARKETING", "marketing", None),
        ("培训费", "training", None),
        ("Pay and benefits", "people", "pay"),
    ],
)
def test_words_as_companies_write_them(word: str, category: str, subcategory: str | None) -> None:
    found = of_word(word)
    assert found.category == category
    assert (found.subcategory.code if found.subcategory else None) == subcategory


def test_software_is_a_category_and_where_one_is_expected_a_subcategory() -> None:
    assert of_word("software").subcategory is None
    assert of_word("software", sub=True) == of_word("软件采购")


def test_an_unknown_word_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingRefused, match="perhaps marketing is meant"):
        of_word("markting")
    with pytest.raises(SettingRefused, match="perhaps advertising is meant"):
        of_word("广告宜传", sub=True)
    with pytest.raises(SettingRefused, match="There are: people, software"):
        of_word("zzzzqqqq")
    with pytest.raises(SettingRefused, match="perhaps retain is meant"):
        Stage.of_word("retian")
