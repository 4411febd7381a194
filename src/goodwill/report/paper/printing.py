"""From a report to a PDF, set by Typst; no browser is needed and nothing is fetched."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

import typst

from goodwill.analytics.errors import SettingRefused
from goodwill.language import Language, Sentence
from goodwill.report.finding import Report
from goodwill.report.paper.content import content

SIMPLIFIED = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei",
              "PingFang SC", "WenQuanYi Micro Hei")  # fmt: skip
TRADITIONAL = ("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "Microsoft JhengHei",
               "PingFang TC")  # fmt: skip
LATIN = ("Inter", "Noto Sans", "DejaVu Sans", "Arial", "Helvetica", "Libertinus Serif")


def pdf(report: Report, language: Language) -> bytes:
    """The report as a PDF, A4, with contents, page numbers and every receipt.

    Raises
    ------
    SettingRefused
        No font on this machine can show Chinese, and the report needs one.
    """
    said = json.dumps(content(report, language), ensure_ascii=False)
    typed = resources.files("goodwill.report.paper") / "report.typ"
    made = typst.compile(
        typed.read_bytes(),
        sys_inputs={"report": said, "fonts": json.dumps(fonts(said, language))},
    )
    assert isinstance(made, bytes)
    return made


def fonts(said: str, language: Language) -> list[str]:
    """The fonts to set these words in, Latin first.

    Raises
    ------
    SettingRefused
        The words are Chinese in part and no font on this machine can show them.
    """
    here = _families()
    liked = (TRADITIONAL, SIMPLIFIED) if language.tag == "zh-Hant" else (SIMPLIFIED, TRADITIONAL)
    chinese = [name for names in liked for name in names if name in here]
    latin = [name for name in LATIN if name in here]
    if not chinese and any("\u4e00" <= letter <= "\u9fff" for letter in said):
        raise SettingRefused(
            Sentence(
                "The PDF needs a font for Chinese and this machine has none; the page does without "
                "one. Install one (on Debian: apt install fonts-noto-cjk) and run it again."
            )
        )
    return [*latin[:1], *chinese[:1]]


@cache
def _families() -> frozenset[str]:
    return frozenset(typst.Fonts().families())
