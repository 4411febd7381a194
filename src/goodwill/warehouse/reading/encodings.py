"""Which encoding a text file is in: from its marks, else from what decodes.

GB 2312 and Big5 both keep their common characters in rows of their own: by how many of a
text's characters fall into them they are told from each other, and from Western text of
old, whose accented letters make rare characters if they make any.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goodwill.warehouse.reading.bytestreams import blocks

ENOUGH_LINES = 20_000
COMMON_LEADS = {"gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}  # level 1 of each
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Encoding:
    """An encoding's name, and whether the whole file is known to be clean UTF-8 without NULs."""

    name: str
    valid: bool = False


def encoding_of(path: Path, wanted: str | None = None) -> Encoding:
    """Look through the whole file once: plain text passes at memory speed."""
    head = next(blocks(path, 1 << 16), b"")
    guess = _by_marks(head) or _utf16_without_mark(head)
    name = wanted or guess or "utf-8"
    if codecs.lookup(name).name not in ("utf-8", "utf-8-sig", "ascii"):
        return Encoding(name)
    if _is_clean_utf8(path):
        return Encoding("utf-8", valid=True)
    if wanted or guess:
        return Encoding("utf-8")
    return Encoding(_by_content(list(_lines_with_high_bytes(path))))


def _by_marks(head: bytes) -> str | None:
    return next((name for mark, name in MARKS if head.startswith(mark)), None)


def _utf16_without_mark(head: bytes) -> str | None:
    """Commas, digits and line ends have a zero byte beside them, always on the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    few = max(2, len(head) // 25)
    if odd >= few and odd > 5 * even:
        return "utf-16-le"
    if even >= few and even > 5 * odd:
        return "utf-16-be"
    return None


def _is_clean_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks(path):
            if not (block.isascii() and not decoder.getstate()[0]):
                decoder.decode(block)
            if b"\x00" in block:
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines_with_high_bytes(path: Path) -> Iterator[bytes]:
    found = 0
    for block in blocks(path):
        for line in re.findall(rb"[^\r\n]*[\x80-\xff][^\r\n]*", block):
            yield line
            found += 1
            if found >= ENOUGH_LINES:
                return


def _by_content(lines: list[bytes]) -> str:
    if not lines or _share_decoded(lines, "utf-8") >= 0.5:
        return "utf-8"
    common = {name: _share_common(lines, name) for name in COMMON_LEADS}
    best = max(common, key=lambda name: common[name])
    return best if common[best] >= 0.5 else "cp1252"


def _share_common(lines: list[bytes], encoding: str) -> float:
    """How many of the characters are among the common ones, which have their own rows."""
    low, high = COMMON_LEADS[encoding]
    characters = [
        character.encode(encoding)
        for line in lines
        for character in line.decode(encoding, "replace").replace("\ufffd", "?")
        if not character.isascii()
    ]
    words = [one for one in characters if not 0xA1 <= one[0] <= 0xA3]  # not punctuation
    common = sum(low <= one[0] <= high and len(one) == 2 for one in words)
    return _share_decoded(lines, encoding) * common / max(len(words), 1)


def _share_decoded(lines: list[bytes], encoding: str) -> float:
    return sum(_decodes(line, encoding) for line in lines) / len(lines)


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
