"""Backups taken apart and put together again, well or badly."""

from __future__ import annotations

import io
import tarfile

import pyarrow as pa


def members(packed: bytes) -> dict[str, bytes]:
    """The content of each file in a backup."""
    stream = pa.CompressedInputStream(pa.BufferReader(packed), "zstd")
    found = {}
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            found[member.name] = content.read()
    return found


def with_other_bytes(whole: bytes) -> bytes:
    """The same backup with one file changed, packed soundly: only the checksum tells."""
    packed = pa.BufferOutputStream()
    with (
        pa.CompressedOutputStream(packed, "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        for name, content in members(whole).items():
            changed = content.replace(b"a contract", b"b contract")
            told = tarfile.TarInfo(name)
            told.size = len(changed)
            tar.addfile(told, io.BytesIO(changed))
    return bytes(packed.getvalue())
