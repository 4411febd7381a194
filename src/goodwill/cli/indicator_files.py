"""TARGETS.toml and INDICATORS.toml: read, and every mistake in them said with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from goodwill.analytics.benefit.indicators.kernel.calculations import Ratio, Total
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Direction, Indicator
from goodwill.analytics.benefit.indicators.kernel.lengths import Length
from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of
from goodwill.analytics.benefit.indicators.watching.targets import Baseline, Target, baseline_of
from goodwill.analytics.campaigns.entries import Entries, is_number, nearest
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Number, Unit
from goodwill.cli.own_indicators import read_own
from goodwill.cli.programme_values import (
    from_nought,
    number,
    number_or_none,
    placed,
    share,
    switch,
    word,
)
from goodwill.cli.toml_files import parsed
from goodwill.language import Sentence

__all__ = ["Targets", "read_own", "read_targets"]

TARGET = (
    *("indicator", "value", "low", "high", "tolerance", "cut", "every_part"),
    *("per", "baseline", "due_on"),
)

BASELINE = Sentence(
    "a number, or the days in which it is to be measured: {example}",
    example="{from = 2025-01-01, until = 2025-12-31}",
)
CUT = Sentence("columns with their part, such as {example}", example='{department = "Sales"}')


@dataclass(frozen=True)
class Targets:
    """The targets of a file.

    Parameters
    ----------
    targets
        Those with a window as baseline have none until `with_baselines` has put it in.
    windows
        By the place of a target: the period that its baseline is to be measured in.
    """

    targets: tuple[Target, ...] = ()
    windows: Mapping[int, Period] = field(default_factory=dict)

    def with_baselines(
        self, cells: Sequence[Cell], indicators: Mapping[str, Indicator]
    ) -> tuple[Target, ...]:
        """The targets, with baselines measured from the cells where a window was given.

        One that cannot be measured stays without; `unmeasured` says why.
        """
        found = dict(self._measured(cells, indicators))
        return tuple(
            replace(target, baseline=baseline)
            if isinstance(baseline := found.get(place), Baseline)
            else target
            for place, target in enumerate(self.targets)
        )

    def unmeasured(
        self, cells: Sequence[Cell], indicators: Mapping[str, Indicator]
    ) -> tuple[Sentence, ...]:
        """Why baselines could not be measured."""
        return tuple(
            Sentence(
                "The baseline of {indicator} cannot be measured. {reason}",
                indicator=indicators[self.targets[place].indicator_id].label,
                reason=found.sentence,
            )
            for place, found in self._measured(cells, indicators)
            if isinstance(found, AnalyticsError)
        )

    def _measured(
        self, cells: Sequence[Cell], indicators: Mapping[str, Indicator]
    ) -> Iterator[tuple[int, Baseline | AnalyticsError]]:
        for place, window in self.windows.items():
            target = self.targets[place]
            meant = [
                cell
                for cell in cells
                if cell.indicator_id == target.indicator_id and dict(cell.cut) == dict(target.cut)
            ]
            try:
                yield place, baseline_of(meant, indicators[target.indicator_id], window)
            except AnalyticsError as refusal:
                yield place, refusal


def read_targets(file: Path, indicators: Mapping[str, Indicator]) -> Targets:
    """The targets that a TOML file holds; `indicators` are those there are, own ones included.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        No such file; not TOML; a key that cannot be meant, an indicator that there is not.
    """
    top = Entries(parsed(file), str(file)).only("tolerance", "targets")
    near = share(top, "tolerance", Decimal(0))
    targets: list[Target] = []
    windows: dict[int, Period] = {}
    for place, entries in enumerate(top.each("targets")):
        indicator = _indicator(entries.only(*TARGET), indicators)
        target, window = _target(entries, indicator, near)
        if any(_is_same(target, each) for each in targets):
            meant = Sentence("an indicator, part and period without a target above")
            raise entries.refused("indicator", meant)
        targets.append(target)
        if window is not None:
            windows[place] = window
    return Targets(tuple(targets), windows)


def _indicator(entries: Entries, indicators: Mapping[str, Indicator]) -> Indicator:
    code = entries.text("indicator")
    if code not in indicators:
        near = nearest(code, indicators)
        meant = (
            Sentence("the id of an indicator, such as SA01")
            if near is None
            else Sentence("the id of an indicator; perhaps {near} is meant", near=near)
        )
        raise entries.refused("indicator", meant)
    found = indicators[code]
    if found.direction is Direction.WATCH:
        meant = Sentence("an indicator of which more or less is better; this one is only watched")
        raise entries.refused("indicator", meant)
    return found


def _target(entries: Entries, indicator: Indicator, near: Decimal) -> tuple[Target, Period | None]:
    low, high = _ends(entries, indicator)
    baseline, window = _baseline(entries, indicator)
    goal = abs(Decimal(low if low is not None else high or 0))
    with placed(entries):
        target = Target(
            indicator_id=indicator.id,
            low=low,
            high=high,
            tolerance=from_nought(entries, "tolerance", goal * near),
            cut=_cut(entries, indicator),
            every_part=switch(entries, "every_part", default=False),
            per=_per(entries, indicator),
            baseline=baseline,
            due_on=entries.day("due_on") if entries.has("due_on") else None,
        )
    return target, window


def _ends(entries: Entries, indicator: Indicator) -> tuple[Decimal | None, Decimal | None]:
    """At least `value` where more is better, at most where less is; a band from low to high."""
    if indicator.direction is Direction.TARGET:
        if entries.has("value"):
            band = Sentence("left out: give low and high, between which it should lie")
            raise entries.refused("value", band)
        low, high = _told(entries, "low", indicator), _told(entries, "high", indicator)
        if low > high:
            raise entries.refused("low", Sentence("a number that is not above high"))
        return low, high
    for key in ("low", "high"):
        if entries.has(key):
            one = Sentence("left out: give the value that is to be reached")
            raise entries.refused(key, one)
    value = _told(entries, "value", indicator)
    return (value, None) if indicator.direction is Direction.HIGHER else (None, value)


def _told(entries: Entries, key: str, indicator: Indicator) -> Decimal:
    """A number in the indicator's unit."""
    found = number(entries, key)
    is_share = indicator.unit is Unit.SHARE and isinstance(indicator.calculation, Ratio)
    if is_share and not 0 <= found <= 1:
        raise entries.refused(key, Sentence("a share from 0 to 1, such as 0.75 for 75 %"))
    return found


def _per(entries: Entries, indicator: Indicator) -> Length | None:
    if not entries.has("per") and isinstance(indicator.calculation, Total):
        meant = Sentence(
            "month, quarter or year: {indicator} is a total, and grows with the period",
            indicator=indicator.label,
        )
        raise entries.missing("per", meant)
    return word(entries, "per", Length) if entries.has("per") else None


def _cut(entries: Entries, indicator: Indicator) -> Mapping[str, str]:
    cut = entries.under("cut").only(*indicator.cuts)
    if any(not isinstance(part, str) for part in cut.table.values()):
        raise entries.refused("cut", CUT)
    return dict(cut.table)


def _baseline(entries: Entries, indicator: Indicator) -> tuple[Baseline | None, Period | None]:
    """What is frozen already, or the window in which it is to be measured."""
    found = entries.table.get("baseline")
    if found is None:
        return None, None
    if is_number(found):
        return Baseline(_told(entries, "baseline", indicator)), None
    if not isinstance(found, Mapping):
        raise entries.refused("baseline", BASELINE)
    told = entries.under("baseline").only("value", "from", "until")
    first, last = told.day("from"), told.day("until")
    if last < first:
        raise told.refused("until", Sentence("a day that is not before from"))
    window = Period(f"{first} – {last}", day_of(first), day_of(last) + 1)
    value: Number | None = number_or_none(told, "value")
    return (None, window) if value is None else (Baseline(value, window), None)


def _is_same(one: Target, other: Target) -> bool:
    return (one.indicator_id, dict(one.cut), one.every_part, one.per) == (
        other.indicator_id,
        dict(other.cut),
        other.every_part,
        other.per,
    )
