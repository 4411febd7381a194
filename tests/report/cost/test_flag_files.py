"""flags.csv read back: whatever a spreadsheet made of it, or a sentence that says what is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from goodwill.analytics.errors import SourceUnreadable
from goodwill.report.cost.flagging import read_flags

HEADING = "identity,owner,cause,action,due_on,verified\n"


def flags(folder: Path, row: str, encoding: str = "utf-8-sig") -> Path:
    file = folder / "flags.csv"
    file.write_text(HEADING + row + "\n", encoding=encoding)
    return file


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_what_people_wrote_is_read_back(tmp_path: Path, encoding: str) -> None:
    file = flags(tmp_path, "amount|category=data|2026-03,李会计,'=why,,2026-4-1,12.50", encoding)
    (found,) = read_flags(file, "CNY")
    assert found.identity == "amount|category=data|2026-03"
    follow = found.follow_up
    assert (follow.owner, follow.cause, follow.action) == ("李会计", "=why", None)
    assert (follow.due_on, follow.verified_minor) == (date(2026, 4, 1), 1250)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("amount|x|2026-03,,,,soon,", "soon in due_on is not a date"),
        ("amount|x|2026-03,,,,,much", "much in verified is not an amount"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(SourceUnreadable) as refusal:
        read_flags(flags(tmp_path, row), "CNY")
    assert said in str(refusal.value)
    assert "line 2" in str(refusal.value)


def test_another_table_is_no_file_of_flags(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("order,amount\n1,2\n")
    with pytest.raises(SourceUnreadable, match="no column identity"):
        read_flags(file, "CNY")
