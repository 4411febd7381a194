"""What a file is, by its content; its name only has to agree."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

import puremagic

from goodwill.crm.records.errors import BadAttachment
from goodwill.language import Sentence

HEAD = 8192
"""Bytes that are looked at."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

RECOGNISED = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "odt": f"{_OPEN}.text",
    "ods": f"{_OPEN}.spreadsheet",
    "odp": f"{_OPEN}.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/x-wav",
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
}
"""Endings of files that are known by their first bytes, and what they are."""

TEXTS = {
    "txt": "text/plain",
    "md": "text/plain",
    "log": "text/plain",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "eml": "message/rfc822",
    "vcf": "text/vcard",
    "ics": "text/calendar",
}
"""Endings of files that are nothing but text."""

_ZIPPED = {"docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"}
_OLD_OFFICE = {"doc", "xls", "ppt"}
_BOXED = {"heic", "heif", "mp4", "m4a", "mov"}


def media_type(name: str, head: bytes) -> str:
    """What the file is, if it is one of those that are taken and its name says so too.

    Raises
    ------
    BadAttachment
        If it is not taken, or its content is something else than its name says.
    """
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if not head:
        raise BadAttachment(Sentence("{name} is empty.", name=name))
    if ending in TEXTS and _is_text(head):
        return TEXTS[ending]
    if ending in RECOGNISED and ending in _endings(head):
        return RECOGNISED[ending]
    if ending in TEXTS or ending in RECOGNISED:
        raise BadAttachment(
            Sentence("{name} is not what its name says, so it is not taken.", name=name)
        )
    raise BadAttachment(
        Sentence(
            "{name} is of a sort that is not taken. Documents, tables, pictures, sound, films, "
            "text and ZIP are.",
            name=name,
        )
    )


def cleaned(name: str) -> str:
    """A file's name without folders, control characters and what turns writing around."""
    bare = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    shown = "".join(letter for letter in bare if unicodedata.category(letter)[0] != "C")
    shown = re.sub(r'[<>:"|?*]', "_", shown).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > 200 and dot:
        shown = f"{stem[: 199 - len(ending)]}.{ending}"
    return shown[:200] or "file"


def _endings(head: bytes) -> set[str]:
    """All endings that fit the content."""
    if head.startswith(b"PK\x03\x04"):
        return _ZIPPED
    if head.startswith(bytes.fromhex("D0CF11E0A1B11AE1")):
        return _OLD_OFFICE
    if head[4:8] == b"ftyp":
        return _BOXED
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return set()
    return {guess.extension.removeprefix(".") for guess in guesses}


def _is_text(head: bytes) -> bool:
    """Whether it reads as text, in Unicode or in Chinese of old."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head:
        return False
    cut = head[:-4] if len(head) == HEAD else head
    for encoding in ("utf-8", "gb18030", "latin-1"):
        try:
            text = cut.decode(encoding, errors="strict" if len(head) < HEAD else "ignore")
        except UnicodeDecodeError:
            continue
        return all(letter in "\t\n\r\f" or ord(letter) > 31 for letter in text)
    return False
