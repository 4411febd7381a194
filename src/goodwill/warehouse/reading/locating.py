"""From what the user typed to the files, sheets and tables that are meant."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from goodwill.analytics.errors import SettingRefused, SourceMissing, SourceUnreadable
from goodwill.language import Sentence

ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".psv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet",
           ".pq", ".arrow", ".feather", ".ipc", ".jsonl", ".ndjson", ".json",
           ".vcf", ".vcard")  # fmt: skip
PRESSED = (".gz", ".zst")
SCHEMES = ("sqlite", "duckdb", "postgresql", "postgres")


@dataclass(frozen=True)
class Location:
    """One source: a file (with a sheet or table of it), or a table on a server.

    Parameters
    ----------
    name
        As people call it in a message; carries no password.
    form
        csv, xlsx, vcard, parquet, arrow, jsonl, sqlite, duckdb or postgresql.
    part
        Sheet or table, where one was chosen.
    """

    name: str
    form: str
    path: Path = Path()
    part: str | None = None
    url: str = ""


def located(sources: Sequence[str]) -> list[Location]:
    """Every source that was meant, in the order given; folders and globs sorted by name.

    Raises
    ------
    SourceMissing
        There is no such thing, or nothing of a known kind in it.
    SourceUnreadable
        It is of a kind that holds no table.
    """
    if not sources:
        raise SourceMissing(Sentence("No source was named. Give a file, a folder or a URL."))
    return [location for source in sources for location in _each(str(source))]


def _each(source: str) -> Iterator[Location]:
    scheme = source.split("://", 1)[0].lower() if "://" in source else ""
    if scheme:
        yield _from_url(source, scheme)
        return
    path, part = _path_and_part(source)
    for file in _files(path, source):
        yield _from_file(file, part)


def _path_and_part(source: str) -> tuple[Path, str | None]:
    path = Path(source).expanduser()
    if "#" in source and not path.exists():
        file, part = source.rsplit("#", 1)
        return Path(file).expanduser(), part
    return path, None


def _files(path: Path, source: str) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if is_table_file(file))
        if not found:
            raise SourceMissing(
                Sentence(
                    "The folder {file} holds no table. Readable are: {endings}.",
                    file=source,
                    endings=" ".join(ENDINGS),
                )
            )
        return found
    if not path.exists() and any(sign in path.name for sign in "*?["):
        return _matching(path, source)
    if not path.exists():
        raise SourceMissing(Sentence("There is no file {file}.", file=source))
    return [path]


def _matching(path: Path, source: str) -> list[Path]:
    found = sorted(path.parent.glob(path.name)) if path.parent.is_dir() else []
    files = [file for file in found if file.is_file() and not file.name.startswith((".", "~$"))]
    if not files:
        raise SourceMissing(Sentence("No file matches {file}.", file=source))
    return files


def is_table_file(path: Path) -> bool:
    """Whether its name says that it holds a table."""
    name = path.name.lower()
    for ending in PRESSED:
        name = name.removesuffix(ending)
    return path.is_file() and not name.startswith((".", "~$")) and name.endswith(ENDINGS)


def _from_url(url: str, scheme: str) -> Location:
    if scheme not in SCHEMES:
        raise SettingRefused(
            Sentence(
                "{scheme}:// is not a source. Readable are files, and tables by sqlite:///, "
                "duckdb:/// and postgresql://.",
                scheme=scheme,
            )
        )
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    table = next((value for key, value in query if key == "table"), None)
    if scheme in ("sqlite", "duckdb"):
        path = Path(unquote(parts.netloc + parts.path.removeprefix("/")))
        path = path if path.exists() else Path("/" + str(path).lstrip("/"))
        if not path.is_file():
            raise SourceMissing(Sentence("There is no file {file}.", file=str(path)))
        return Location(str(path), scheme, path, table or None)
    rest = urlencode([(key, value) for key, value in query if key != "table"])
    server = urlunsplit(("postgresql", parts.netloc, parts.path, rest, ""))
    host = parts.netloc.rsplit("@", 1)[-1]
    name = f"postgresql://{host}{parts.path}"
    return Location(name, "postgresql", part=table or None, url=server)


def _from_file(path: Path, part: str | None) -> Location:
    return replace(Location(str(path), _form(path), path), part=part or None)


def _form(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(8192)
    if head[:2] == b"\x1f\x8b" or head[:4] == b"\x28\xb5\x2f\xfd":
        return _form_inside(path, head)
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head[8:12] == b"DUCK":
        return "duckdb"
    _refuse_what_is_no_table(path, head)
    return _text_form(path, head)


_MAGIC = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xlsx"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"SQLite format 3\x00", "sqlite"),
)
_NO_TABLE = ((b"%PDF", "PDF"), (b"7z\xbc\xaf", "7-Zip"), (b"Rar!", "RAR"), (b"\x89PNG", "PNG"))


def _refuse_what_is_no_table(path: Path, head: bytes) -> None:
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise SourceUnreadable(
            Sentence("The file {file} is empty. Export it again.", file=str(path))
        )
    for magic, kind in _NO_TABLE:
        if head.startswith(magic):
            raise SourceUnreadable(
                Sentence(
                    "The file {file} is a {kind} file, which holds no table. Export it as "
                    "CSV or XLSX.",
                    file=str(path),
                    kind=kind,
                )
            )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        raise SourceUnreadable(
            Sentence(
                "The file {file} is a web page or XML, whatever its name says. Open it in a "
                "spreadsheet and save it as XLSX or CSV.",
                file=str(path),
            )
        )
    if path.suffix.lower() in (".parquet", ".pq", ".arrow", ".feather"):
        raise SourceUnreadable(
            Sentence(
                "The file {file} is not a whole {kind} file. Write or copy it again.",
                file=str(path),
                kind=path.suffix.lower().lstrip("."),
            )
        )


def _text_form(path: Path, head: bytes) -> str:
    name = path.name.lower()
    for ending in PRESSED:
        name = name.removesuffix(ending)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if name.endswith((".jsonl", ".ndjson", ".json")) or start[:1] == b"{":
        return "jsonl"
    if start[:11].upper() == b"BEGIN:VCARD":
        return "vcard"
    return "csv"


def _form_inside(path: Path, head: bytes) -> str:
    """What a compressed file holds: text, by its name and first bytes."""
    if head[:2] != b"\x1f\x8b":
        return _text_form(path, b"")
    try:
        with gzip.open(path) as stream:
            inside = stream.read(4096)
    except (EOFError, OSError):
        inside = b"?"
    _refuse_what_is_no_table(path.with_suffix(""), inside) if inside != b"?" else None
    return _text_form(path, inside)
