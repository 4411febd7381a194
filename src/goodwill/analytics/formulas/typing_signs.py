"""The signs that people type for plus, minus, times and divided by, in any keyboard's form."""

from __future__ import annotations

import unicodedata

SIGNS = str.maketrans(
    {
        **dict.fromkeys("×·⋅∙•＊✕", "*"),
        **dict.fromkeys("÷∶／", "/"),
        **dict.fromkeys("−–—－", "-"),
        **{"＋": "+", "（": "(", "）": ")", "，": ",", "、": ",", "＜": "<", "＞": ">"},
        **{"［": "[", "］": "]", "【": "[", "】": "]", "．": ".", "\u3000": " ", "\xa0": " "},
        **{"\n": " ", "\t": " "},
    }
)
"""One sign for one sign, so that places in the text stay what they are."""


def typed(text: str) -> str:
    """The text with the signs that Python's grammar knows, as long as before."""
    return text.translate(SIGNS)


def same_name(name: str) -> str:
    """A name as Python's grammar reads it: full-width letters are letters (NFKC)."""
    return unicodedata.normalize("NFKC", name)
