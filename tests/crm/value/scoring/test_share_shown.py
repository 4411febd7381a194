"""Shares as people read them."""

from __future__ import annotations

import pytest

from goodwill.crm.ui.showing import share


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"), (0.0, "0%"), (1.0, "100%"), (0.424, "42%"), (0.955, "95.5%"),
        (0.9999, "99.9%"), (0.00001, "0.1%"), (0.031, "3.1%"),
    ],
)  # fmt: skip
def test_near_the_ends_a_decimal_and_never_certain_where_it_is_not(
    value: float | None, text: str
) -> None:
    assert share(value) == text


def test_a_change_says_its_direction() -> None:
    assert (share(0.25, is_change=True), share(-0.25, is_change=True)) == ("+25%", "-25%")
