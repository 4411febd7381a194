"""EQUATIONS.toml: what may stand in it, and which further columns it asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodwill.analytics.errors import SettingRefused
from goodwill.cli.equations import Written, further_names, read_equations, time_equations


def written(folder: Path, text: str) -> tuple[Written, ...]:
    file = folder / "equations.toml"
    file.write_text(text, encoding="utf-8")
    return read_equations(file)


def test_departments_may_have_their_own(tmp_path: Path) -> None:
    text = '[equations]\n"订单" = "15 + 2·lines"\n[equations."Order desk"]\norder = "12"\n'
    found = written(tmp_path, text)
    assert found == (Written("订单", "15 + 2·lines"), Written("order", "12", "Order desk"))
    kinds = [(each.kind, each.department) for each in time_equations(found, frozenset())]
    assert kinds[:2] == [("订单", None), ("order", "Order desk")]
    assert ("visit", None) in kinds


def test_units_and_functions_are_no_columns(tmp_path: Path) -> None:
    found = written(tmp_path, '[equations]\nload = "max(5 [minute], 3 [minute/pallets]·pallets)"\n')
    assert further_names(found) == ("pallets",)
    assert time_equations(found, frozenset({"pallets"}))[0].minutes.names == ("pallets",)


@pytest.mark.parametrize("text", ["x = 1\n", "[equations]\n", "[equations]\n[equations.a]\n"])
def test_a_file_without_equations_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingRefused):
        written(tmp_path, text)
