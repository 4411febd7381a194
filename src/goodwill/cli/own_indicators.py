"""INDICATORS.toml: a company's own indicators, by formulas over others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.watching.own import Own, Owns, Parameter, checked
from goodwill.analytics.campaigns.entries import Entries, is_number
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.formulas import ONE, Dimension
from goodwill.cli.programme_values import name, number, placed, switch, word
from goodwill.cli.toml_files import parsed
from goodwill.language import Sentence

OWN = (
    *("id", "name", "meaning", "formula", "unit", "share", "better"),
    *("group", "timing", "target", "version"),
)


def read_own(file: Path, indicators: Mapping[str, Indicator], currency: str) -> Owns:
    """The own indicators that a TOML file holds.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        No such file; not TOML; a key that cannot be meant, a name in a formula that there is
        not, units that do not fit, formulas that hang on each other.
    """
    top = Entries(parsed(file), str(file)).only("parameters", "indicators")
    given = top.under("parameters")
    parameters = {code: _parameter(given, code) for code in given.table}
    owns = [_own(each) for each in top.each("indicators")]
    with placed(top):
        return checked(owns, indicators, currency, parameters)


def _parameter(given: Entries, code: str) -> Parameter:
    """A number, or one with its unit."""
    if is_number(given.table[code]):
        return Parameter(number(given, code))
    if not isinstance(given.table[code], Mapping):
        example = '{value = 62.5, unit = "CNY/hour"}'
        raise given.refused(code, Sentence("a number, or {example}", example=example))
    told = given.under(code).only("value", "unit", "source")
    told.text_or_none("source")
    return Parameter(number(told, "value"), _unit(told) or ONE)


def _unit(entries: Entries) -> Dimension | None:
    if not entries.has("unit"):
        return None
    with placed(entries, "unit"):
        return Dimension.of(entries.text("unit"))


def _own(entries: Entries) -> Own:
    entries.only(*OWN)
    code = entries.text("id")
    direction = word(entries, "better", Direction, Direction.WATCH)
    return Own(
        id=code,
        label=name(entries, code),
        text=entries.text("formula"),
        meaning=name(entries, code, "meaning") if entries.has("meaning") else None,
        unit=_unit(entries),
        is_share=switch(entries, "share", default=False),
        group=word(entries, "group", Group, Group.VALUE),
        direction=direction,
        timing=word(entries, "timing", Timing, Timing.LAGGING),
        target=_band(entries, direction),
        version=entries.whole("version", 1, least=1),
    )


def _band(entries: Entries, direction: Direction) -> tuple[float, float] | None:
    """The band that is right, where neither more nor less is better."""
    band = Sentence("a band, such as {example}", example="{low = 0.75, high = 0.9}")
    if direction is not Direction.TARGET:
        if entries.has("target"):
            raise _left_out(entries)
        return None
    if not entries.has("target"):
        raise entries.missing("target", band)
    told = entries.under("target").only("low", "high")
    low, high = told.number("low"), told.number("high")
    if low > high:
        raise entries.refused("target", band)
    return low, high


def _left_out(entries: Entries) -> SettingRefused:
    meant = Sentence(
        'left out unless better = "target"; a target of your own stands in TARGETS.toml'
    )
    return entries.refused("target", meant)
