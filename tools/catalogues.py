"""Keeps `goodwill/locale/*.po` in step with the sentences in the code.

`make catalogues` adds what is missing with an empty translation, drops what is no longer
said, and lists what a translator still has to do. Sentences are read from Python as the
first one or two texts of `Sentence(…)` and `….say(…)`, and from templates as those of
`say(…)`; a text that is put together at run time cannot be translated and is refused.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

SOURCE = Path(__file__).parents[1] / "src" / "goodwill"
LOCALE = SOURCE / "locale"
SAYING = ("Sentence", "say")
NOT_OURS = "allauth_templates"
"""These are written in Django's language and take their words from allauth's catalogues."""
HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: {language}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Texts = str | list[str] | tuple[str | None, ...] | None


@dataclass(frozen=True)
class Said:
    """A text in the code: with its plural if it has one, and where it stands."""

    text: str
    plural: str | None
    place: str


class UnsayableError(Exception):
    """A text that is put together at run time; says where."""


def sentences(source: Path = SOURCE) -> dict[str, Said]:
    """Every text to translate, by its English."""
    found: dict[str, Said] = {}
    for said in (*_in_python(source), *_in_templates(source)):
        known = found.get(said.text)
        if known is None or (said.plural and not known.plural):
            found[said.text] = said
    return found


def troubles(said: Mapping[str, Said], catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, each in a line for a translator."""
    there = {_singular(message.id): message for message in catalogue if message.id}
    for text, sentence in said.items():
        if text not in there:
            yield f"missing: {text!r} ({sentence.place})"
    for text, message in there.items():
        forms = [form or "" for form in _as_tuple(message.string)]
        if text not in said:
            yield f"obsolete: {text!r} is said nowhere"
        elif not all(forms):
            yield f"empty: {text!r} ({said[text].place})"
        elif message.fuzzy:
            yield f"fuzzy: {text!r}"
        elif said[text].plural != (message.id[1] if message.pluralizable else None):
            yield f"plural: {text!r} has another plural in the code"
        else:
            yield from _misplaced(said[text], forms)


def read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def write(file: Path, said: Mapping[str, Said]) -> None:
    """The catalogue with exactly these sentences, sorted, its translations kept."""
    old = read(file)
    catalogue = Catalog(locale=file.stem)
    for text, sentence in sorted(said.items()):
        identity = (text, sentence.plural) if sentence.plural else text
        known = old.get(text)
        catalogue.add(
            identity, _kept(known.string if known else None, plural=bool(sentence.plural))
        )
    body = io.BytesIO()
    write_po(body, catalogue, omit_header=True, no_location=True, width=100)
    file.write_text(HEADER.format(language=file.stem) + body.getvalue().decode(), encoding="utf-8")


def _in_python(source: Path) -> Iterator[Said]:
    for file in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in SAYING:
                place = f"{file.relative_to(source.parent)}:{node.lineno}"
                yield from _said(node.args, place)


def _in_templates(source: Path) -> Iterator[Said]:
    environment = Environment(autoescape=True)
    ours = (file for file in sorted(source.rglob("*.html")) if NOT_OURS not in file.parts)
    for file in ours:
        template = environment.parse(file.read_text(encoding="utf-8"))
        for line, _, found in extract_from_ast(template, ["say"]):
            text, plural = (*_as_tuple(found), None, None)[:2]
            if text:
                yield Said(text, plural, f"{file.relative_to(source.parent)}:{line}")


def _said(arguments: list[ast.expr], place: str) -> Iterator[Said]:
    texts = [_text(argument, place) for argument in arguments[:2]]
    if texts and texts[0]:
        yield Said(texts[0], texts[1] if len(texts) > 1 else None, place)


def _text(argument: ast.expr, place: str) -> str | None:
    """The literal text; None for a name that holds a sentence made elsewhere."""
    if isinstance(argument, ast.JoinedStr | ast.BinOp):
        raise UnsayableError(f"{place}: a text put together at run time cannot be translated")
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _misplaced(said: Said, forms: list[str]) -> Iterator[str]:
    wanted = _places(said.text) | _places(said.plural or "")
    for form in forms:
        if _places(form) != wanted:
            there = sorted(_places(form))
            yield f"places: {said.text!r} has {sorted(wanted)}, {form!r} has {there}"


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _singular(identity: Texts) -> str:
    return str(_as_tuple(identity)[0])


def _as_tuple(texts: Texts) -> tuple[str | None, ...]:
    return tuple(texts) if isinstance(texts, list | tuple) else (texts,)


def _kept(string: Texts, *, plural: bool) -> str | tuple[str, ...]:
    last = _as_tuple(string)[-1] or ""
    return (last,) if plural else last


def main() -> None:
    said = sentences()
    for file in sorted(LOCALE.glob("*.po")):
        write(file, said)
        left = list(troubles(said, read(file)))
        print(f"{file.name}: {len(said)} sentences, {len(left)} to look at", *left, sep="\n  ")


if __name__ == "__main__":
    main()
