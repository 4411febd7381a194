"""The report on paper says what the page says, in a PDF that needs no font of the reader's."""

from __future__ import annotations

import json

import pypdfium2
import pytest
from report.sample import report

from goodwill.analytics.errors import SettingRefused
from goodwill.language import speak
from goodwill.report.paper import content, pdf, printing


def words(made: bytes) -> str:
    document = pypdfium2.PdfDocument(made)
    return "".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf(report(), speak("zh-Hans"))


def test_titles_tables_and_receipts_stand_on_paper(printed: bytes) -> None:
    text = words(printed).replace("\n", "").replace("\r", "")
    for expected in ("谁支撑着公司", "上海恒泰精密机械制造有限公司", "计算依据", "137.0%"):
        assert expected in text


def test_every_figure_in_the_text_has_its_receipt() -> None:
    said = content.content(report(), speak("en"))
    here = {receipt["id"] for receipt in said["receipts"]}
    named = json.dumps(said, ensure_ascii=False).split('{"figure": "')[1:]
    assert len(named) > 10
    assert {text[: text.index('"')] for text in named} == here


def test_the_same_report_gives_the_same_content() -> None:
    one, other = (content.content(report(), speak("en")) for _ in range(2))
    assert one == other


def test_letters_have_no_halo_that_would_cover_them() -> None:
    said = content.content(report(), speak("en"))
    charts = [f["chart"] for c in said["chapters"] for f in c["findings"] if f["chart"]]
    assert charts
    assert not any('stroke="var(--color-ground)" stroke-width="4"' in c["svg"] for c in charts)


def test_chinese_without_a_font_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "_families", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(SettingRefused, match="fonts-noto-cjk"):
        pdf(report(), speak("zh-Hans"))
