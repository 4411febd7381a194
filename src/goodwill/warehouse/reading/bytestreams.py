"""Bytes of a file as UTF-8, whatever it was packed and written in, a block at a time."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from goodwill.analytics.errors import SourceUnreadable
from goodwill.language import Sentence

BLOCK_BYTES = 8 << 20
UNDECODABLE = "\U0010fffd"  # stands where bytes were no text; a non-character no export contains
_MARK = UNDECODABLE.encode()


def _marked(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error("goodwill-marked", _marked)


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, out of gzip or Zstandard where it is packed."""
    with path.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic[:2] == b"\x1f\x8b":
            yield cast(BinaryIO, pa.CompressedInputStream(raw, "gzip"))
        elif magic == b"\x28\xb5\x2f\xfd":
            yield cast(BinaryIO, pa.CompressedInputStream(raw, "zstd"))
        else:
            yield raw


def blocks(path: Path, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The unpacked bytes, block by block.

    Raises
    ------
    SourceUnreadable
        The packed file is damaged, or ends before its end.
    """
    with unpacked(path) as stream:
        try:
            while block := stream.read(size):
                yield block
        except OSError as error:
            raise _broken(path, error) from error


def _broken(path: Path, error: object) -> SourceUnreadable:
    return SourceUnreadable(
        Sentence(
            "The packed file {file} is damaged or was not copied to its end ({error}). Copy "
            "or export it again.",
            file=str(path),
            error=str(error),
        )
    )


def as_utf8(pieces: Iterator[bytes], encoding: str, *, valid: bool = False) -> Iterator[bytes]:
    """The same text in UTF-8 without a byte-order mark, line ends `\\n` or `\\r\\n`.

    Undecodable bytes and NULs become `UNDECODABLE`, so that their row can be told.
    With `valid`, the pieces are known to be clean UTF-8 and pass as they are.
    """
    if valid:
        yield from _without_mark(pieces)
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="goodwill-marked")
    first = True
    for piece in pieces:
        text = decoder.decode(piece)
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        yield text.replace("\x00", UNDECODABLE).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _without_mark(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = True
    for piece in pieces:
        yield piece.removeprefix(codecs.BOM_UTF8) if first else piece
        first = False


def with_newlines(pieces: Iterator[bytes], old_mac: bool) -> Iterator[bytes]:
    """Lines ended by a lone carriage return, as old programs wrote them, end as usual."""
    for piece in pieces:
        yield piece.replace(b"\r", b"\n") if old_mac else piece
