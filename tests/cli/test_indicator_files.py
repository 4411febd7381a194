"""Targets and own indicators from files: what is meant is read, all else refused by its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from analytics.benefit.indicators.handmade_cells import cell

from goodwill.analytics.benefit.indicators.catalogue import INDICATORS
from goodwill.analytics.benefit.indicators.kernel.indicator import Direction
from goodwill.analytics.benefit.indicators.kernel.lengths import Length
from goodwill.analytics.benefit.indicators.kernel.periods import Period, day_of, years
from goodwill.analytics.benefit.indicators.watching.targets import Baseline, Target
from goodwill.analytics.errors import SettingRefused, SourceMissing, SourceUnreadable
from goodwill.analytics.figure import Unit
from goodwill.cli.indicator_files import Targets, read_own, read_targets

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "targets.md"
EXAMPLES = re.findall(r"```toml\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)

Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(text: str) -> Path:
        file = tmp_path / "FILE.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_the_targets_of_the_reference(written: Written) -> None:
    found = read_targets(written(EXAMPLES[0]), INDICATORS)
    first, second, third, fourth = found.targets
    assert first == Target(
        indicator_id="SV01",
        low=Decimal("0.75"),
        tolerance=Decimal("0.02"),
        baseline=Baseline(Decimal("0.62")),
        due_on=date(2026, 12, 31),
    )
    assert (second.low, second.high, second.cut) == (None, 4, {"channel": "phone"})
    assert second.tolerance == Decimal("0.20")
    assert (third.low, third.per) == (120, Length.MONTH)
    assert (fourth.every_part, fourth.tolerance) == (True, Decimal("17.50"))
    last_year = Period("2025-01-01 – 2025-12-31", 20089, day_of(date(2026, 1, 1)))
    assert found.windows == {1: last_year}


def test_a_baseline_is_measured_in_its_window(written: Written) -> None:
    found = read_targets(written(EXAMPLES[0]), INDICATORS)
    window = found.windows[1]
    told = cell(6.5, period=window, indicator_id="SV02", cut={"channel": "phone"})
    measured = found.with_baselines([told], INDICATORS)
    assert measured[1].baseline == Baseline(6.5, window)
    assert found.unmeasured([told], INDICATORS) == ()
    year = years(date(2024, 1, 1), date(2024, 1, 1))[0]
    other = [cell(6.5, period=year, indicator_id="SV02", cut={"channel": "phone"})]
    assert found.with_baselines(other, INDICATORS)[1].baseline is None
    assert "do not make up" in str(found.unmeasured(other, INDICATORS)[0])


def test_the_own_indicators_of_the_reference(written: Written) -> None:
    found = read_own(written(EXAMPLES[1]), INDICATORS, "CNY")
    cost, visits = found.indicators.values()
    assert (cost.unit, cost.direction) == (Unit.MONEY, Direction.LOWER)
    assert str(visits.unit_words) == "visit/contact"
    told = cell(4.0, indicator_id="SV02")
    assert next(each.value for each in found.cells([told])) == Decimal("250")


def test_an_own_indicator_can_have_a_target(written: Written) -> None:
    owns = read_own(written(EXAMPLES[1]), INDICATORS, "CNY")
    every = {**INDICATORS, **owns.indicators}
    found = read_targets(written('[[targets]]\nindicator = "reply_cost"\nvalue = 200'), every)
    assert found.targets[0].high == 200


def test_an_empty_file_has_no_targets(written: Written) -> None:
    assert read_targets(written(""), INDICATORS) == Targets()
    assert read_own(written(""), INDICATORS, "CNY").ready == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('indicator = "SV0l"\nvalue = 1', "targets[1].indicator is \"SV0l\"; it should be the id"),
        ('indicator = "RL07"\nvalue = 1', "this one is only watched"),
        ('indicator = "SV01"\nvalue = 75', "a share from 0 to 1, such as 0.75 for 75 %"),
        ('indicator = "SV01"', "targets[1].value is missing"),
        ('indicator = "SV01"\nlow = 0.5', "give the value that is to be reached"),
        ('indicator = "SL08"\nvalue = 75', "a total, and grows with the period"),
        ('indicator = "SL08"\nvalue = 75\nper = "week"', "one of: month, quarter, year"),
        ('indicator = "SV01"\nvalue = 0.7\ncut = {chanel = "web"}', "perhaps targets[1].cut"),
        ('indicator = "SV01"\nvalue = 0.7\ntolerance = -1', "a number from 0 on"),
        ('indicator = "SV01"\nvalue = 0.7\nbaseline = "good"', "days in which it is to be"),
        ('indicator = "SV01"\nvalue = 0.7\nbasline = 1', "perhaps targets[1].baseline is meant"),
        (
            'indicator = "SV01"\nvalue = 0.7\nbaseline = {from = 2025-02-01, until = 2025-01-01}',
            "a day that is not before from",
        ),
        (
            'indicator = "SV01"\nvalue = 0.7\n[[targets]]\nindicator = "SV01"\nvalue = 0.8',
            "without a target above",
        ),
    ],
)  # fmt: skip
def test_targets_that_cannot_be_meant_are_refused(text: str, said: str, written: Written) -> None:
    with pytest.raises(SettingRefused) as refused:
        read_targets(written(f"[[targets]]\n{text}"), INDICATORS)
    assert said in str(refused.value)
    assert "FILE.toml" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('formula = "SL06 + EF04"', "x: In the formula “SL06 + EF04”"),
        ('formula = "SL06"\nunit = "CNY/visit"', "CNY/visit is needed"),
        ('formula = "SL66"', "SL06"),
        ('formula = "x + 1"', "cannot hang on itself: x → x"),
        ('formula = "SL06"\nbetter = "target"', "indicators[1].target is missing"),
        ('formula = "SL06"\ntarget = {low = 1, high = 2}', "TARGETS.toml"),
        ('formula = "SL06"\nunit = "CNY per visit"', "is not a unit"),
        ('formula = "SL06"\nbetter = "more"', "one of: higher, lower, target, watch"),
    ],
)
def test_own_indicators_that_cannot_be_meant_are_refused(
    text: str, said: str, written: Written
) -> None:
    with pytest.raises(SettingRefused) as refused:
        read_own(written(f'[[indicators]]\nid = "x"\n{text}'), INDICATORS, "CNY")
    assert said in str(refused.value)
    assert "FILE.toml" in str(refused.value)


def test_parameters_are_numbers_with_their_unit(written: Written) -> None:
    with pytest.raises(SettingRefused, match=r"parameters.rate is \"high\""):
        read_own(written('[parameters]\nrate = "high"'), INDICATORS, "CNY")


def test_files_that_are_not_there_or_not_toml_are_refused(written: Written) -> None:
    with pytest.raises(SourceMissing, match="There is no file"):
        read_targets(Path("nowhere.toml"), INDICATORS)
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        read_own(written("a b"), INDICATORS, "CNY")
