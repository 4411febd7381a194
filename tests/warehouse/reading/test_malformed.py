"""Bad input: a clear sentence naming file, row, column and remedy; good rows are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from warehouse.reading.exports import outcome
from warehouse.reading.malformed import CORPUS, Kept, Malformed, Refused


def _named(kind: type) -> list[object]:
    return [
        pytest.param(one, id=one.name.replace(" ", "_"))
        for one in CORPUS
        if isinstance(one.comes_of_it, kind)
    ]


@pytest.mark.parametrize("case", _named(Refused))
def test_what_cannot_be_read_is_refused_with_its_sentence(case: Malformed, tmp_path: Path):
    wanted = case.comes_of_it
    source = case.build(tmp_path)
    with pytest.raises(wanted.error) as refused:
        outcome(source, tmp_path, **case.settings)
    said = str(refused.value)
    assert [words for words in wanted.words if words not in said] == [], said
    assert not (tmp_path / "table" / "current").exists()


@pytest.mark.parametrize("case", _named(Kept))
def test_good_rows_are_kept_and_bad_ones_say_why(case: Malformed, tmp_path: Path):
    wanted = case.comes_of_it
    found = outcome(case.build(tmp_path), tmp_path, **case.settings)
    assert found.unreadable == dict(wanted.bad)
    assert len(found.rows) == wanted.good + len(wanted.bad)
    assert set(found.reasons) == set(wanted.bad)
    for row, words in wanted.reasons.items():
        assert words in found.reasons[row]


def test_the_corpus_has_at_least_forty_files_and_no_name_twice():
    names = [one.name for one in CORPUS]
    assert len(set(names)) == len(names) >= 40
