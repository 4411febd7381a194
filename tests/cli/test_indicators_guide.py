"""The guide to indicators: the files that it shows can be read, and its options are there."""

from __future__ import annotations

import re
from pathlib import Path

from goodwill.analytics.benefit.indicators.catalogue import INDICATORS
from goodwill.cli.indicator_files import read_own, read_targets
from goodwill.cli.indicator_settings import read_settings
from goodwill.cli.indicators import indicators
from goodwill.language import speak

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "watch-indicators.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def test_the_files_of_the_guide_can_be_read(tmp_path: Path) -> None:
    said = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    files = [tmp_path / name for name in ("targets.toml", "own.toml", "settings.toml")]
    for file, text in zip(files, said, strict=True):
        file.write_text(text, encoding="utf-8")
    targets, own, settings = files
    assert [float(target.low or 0) for target in read_targets(targets, INDICATORS).targets] == [
        0.75,
        0.8,
        100,
    ]
    assert list(read_own(own, INDICATORS, "CNY").indicators) == ["worth_winning"]
    assert read_settings(settings).baseline is not None


def test_every_option_of_the_guide_is_one_of_the_command() -> None:
    known = {name for option in indicators(speak("en")).params for name in option.opts}
    said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT))
    assert said <= known
