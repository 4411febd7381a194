"""Every sentence in the code stands translated in every catalogue, and no other does."""

from __future__ import annotations

from pathlib import Path

import catalogues
import pytest

from goodwill.language import LANGUAGES, speak

FILES = sorted(catalogues.LOCALE.glob("*.po"))

PAGE = """\
def page(language, name, rows):
    title = Sentence("Hello, {name}.", name="never translated")
    count = language.say("{n} row", "{n} rows", n=len(rows))
    return Sentence("Both: {one}", one=Sentence("inside")), language.say(title), language.say(name)
"""
TEMPLATE = """<h1 title="{{ say("Hello, {name}.", name=who) }}">{{ say("A title") }}</h1>
{{ say("{n} order", "{n} orders", n=3) }} {{ say(title) }}"""
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    package = tmp_path / "goodwill"
    package.mkdir()
    (package / "page.py").write_text(PAGE, encoding="utf-8")
    (package / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return package


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_catalogue_is_complete(file: Path) -> None:
    left = list(catalogues.troubles(catalogues.sentences(), catalogues.read(file)))
    assert not left, "\n  ".join([f"{file.name}: run `make catalogues`, then translate", *left])


def test_every_language_but_english_has_its_catalogue() -> None:
    assert {file.stem.replace("_", "-") for file in FILES} == set(LANGUAGES) - {"en"}


def test_a_catalogue_is_spoken_as_it_is_written() -> None:
    for file in FILES:
        language = speak(file.stem)
        for message in catalogues.read(file):
            if message.id and message.string and not message.pluralizable:
                assert language.catalogue[message.id] == (message.string,)


def test_sentences_are_found_with_their_plurals_inside_each_other_and_in_templates(
    source: Path,
) -> None:
    found = {text: said.plural for text, said in catalogues.sentences(source).items()}
    assert found == {
        "Hello, {name}.": None,
        "{n} row": "{n} rows",
        "Both: {one}": None,
        "inside": None,
        "A title": None,
        "{n} order": "{n} orders",
    }


@pytest.mark.parametrize("text", ['f"Hello, {name}"', '"Hello, " + name', '"Hello, %s" % name'])
def test_a_sentence_put_together_at_run_time_is_refused(source: Path, text: str) -> None:
    (source / "wrong.py").write_text(f"Sentence({text})", encoding="utf-8")
    with pytest.raises(catalogues.UnsayableError, match=r"wrong\.py:1"):
        catalogues.sentences(source)


@pytest.mark.parametrize(
    ("entries", "trouble"),
    [
        ("", "missing: 'A title' (goodwill/page.html:1)"),
        ('msgid "A title"\nmsgstr ""\n', "empty: 'A title' (goodwill/page.html:1)"),
        ('#, fuzzy\nmsgid "A title"\nmsgstr "标题"\n', "fuzzy: 'A title'"),
        ('msgid "Gone"\nmsgstr "没了"\n', "obsolete: 'Gone' is said nowhere"),
        (
            'msgid "Hello, {name}."\nmsgstr "您好，{nom}。"\n',
            "places: 'Hello, {name}.' has ['name'], '您好，{nom}。' has ['nom']",
        ),
        (
            'msgid "{n} row"\nmsgstr "{n} 行"\n',
            "plural: '{n} row' has another plural in the code",
        ),
    ],
    ids=["missing", "empty", "fuzzy", "obsolete", "places", "plural"],
)
def test_each_trouble_is_named(source: Path, tmp_path: Path, entries: str, trouble: str) -> None:
    file = tmp_path / "zh_Hans.po"
    file.write_text(PO + entries, encoding="utf-8")
    found = catalogues.troubles(catalogues.sentences(source), catalogues.read(file))
    assert trouble in list(found)


def test_writing_keeps_translations_adds_what_is_new_and_drops_what_is_gone(
    source: Path, tmp_path: Path
) -> None:
    file = tmp_path / "zh_Hans.po"
    file.write_text(
        PO + 'msgid "A title"\nmsgstr "标题"\n\nmsgid "{n} row"\nmsgid_plural "{n} rows"\n'
        'msgstr[0] "{n} 行"\n\nmsgid "Gone"\nmsgstr "没了"\n',
        encoding="utf-8",
    )
    said = catalogues.sentences(source)
    catalogues.write(file, said)
    catalogue = catalogues.read(file)
    assert catalogue.get("A title").string == "标题"
    assert tuple(catalogue.get("{n} row").string) == ("{n} 行",)
    assert sorted(trouble.split(":")[0] for trouble in catalogues.troubles(said, catalogue)) == [
        "empty"
    ] * (len(said) - 2)
    once = file.read_text(encoding="utf-8")
    catalogues.write(file, said)
    assert file.read_text(encoding="utf-8") == once
