"""The look: every pair of colours that meet can be told apart, in the light and the dark.

WCAG 2.2: 4.5 to 1 for text (1.4.3), 3 to 1 for what must be seen to use the page (1.4.11).
"""

from __future__ import annotations

import re
from importlib import resources
from math import cos, radians, sin

import pytest

LOOK = resources.files("goodwill.report") / "look"
TOKENS = (LOOK / "tokens.css").read_text("utf-8")

TEXT = [
    ("color-ink", "color-ground"),
    ("color-ink", "color-surface"),
    ("color-ink", "color-sunken"),
    ("color-ink", "color-accent-wash"),
    ("color-ink", "color-accent-band"),
    ("color-ink", "color-loss-band"),
    ("color-ink", "color-warning-wash"),
    ("color-quiet", "color-ground"),
    ("color-quiet", "color-surface"),
    ("color-quiet", "color-accent-wash"),
    ("color-accent", "color-ground"),
    ("color-accent", "color-surface"),
    ("color-on-accent", "color-accent"),
    ("color-on-loss", "color-loss"),
    ("color-loss", "color-surface"),
    ("color-loss", "color-ground"),
    ("color-warning", "color-warning-wash"),
    *((f"series-{n}", "color-ground") for n in range(1, 6)),
    *((f"on-ramp-{n}", f"ramp-{n}") for n in (*range(1, 8), "loss")),
]
MARKS = [
    ("color-faint", "color-ground"),
    ("color-faint", "color-surface"),
    ("color-accent", "color-ground"),
    ("color-accent", "color-accent-band"),
    ("color-loss", "color-loss-band"),
]


def tokens() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", TOKENS))


def colour(name: str, scheme: str) -> tuple[float, float, float]:
    value = tokens()[name]
    if value.startswith("var("):
        return colour(value[6:-1], scheme)
    light, dark = re.fullmatch(r"light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)", value).groups()
    chosen = dark if scheme == "dark" else light
    return linear_rgb(*(float(part) for part in chosen.split()))


def linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to linear sRGB, cut to the gamut. Ottosson (2020), "A perceptual color space"."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return tuple(min(1.0, max(0.0, part)) for part in rgb)


def contrast(one: str, other: str, scheme: str) -> float:
    """WCAG 2.2 contrast ratio of two tokens."""
    weights = (0.2126, 0.7152, 0.0722)
    lights = [
        sum(weight * part for weight, part in zip(weights, colour(name, scheme), strict=True))
        for name in (one, other)
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_contrast_is_computed_as_wcag_does():
    assert linear_rgb(1, 0, 0) == pytest.approx((1, 1, 1), abs=1e-3)
    assert linear_rgb(0.62796, 0.25768, 29.2339) == pytest.approx((1, 0, 0), abs=1e-3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink, ground, scheme):
    assert contrast(ink, ground, scheme) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_can_be_seen(mark, ground, scheme):
    assert contrast(mark, ground, scheme) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ramp_runs_in_one_direction(scheme):
    grounds = [contrast(f"ramp-{n}", "color-ground", scheme) for n in range(1, 8)]
    assert grounds == sorted(grounds)


def test_every_colour_of_the_first_tier_is_told_by_day_and_by_night():
    told = re.findall(r"--([\w-]+): (?:var|oklch)\(", TOKENS)
    assert {
        name for name in told if not name.startswith(("color-", "series-", "ramp-", "on-"))
    } == {
        "text-small",
        "text-body",
        "text-title",
        "text-display",
        "row",
    }


def test_colours_come_from_tokens():
    for sheet in LOOK.iterdir():
        if sheet.name.endswith(".css") and sheet.name != "tokens.css":
            text = sheet.read_text("utf-8")
            assert re.findall(r"#[0-9a-f]{3,8}\b|oklch|rgb|hsl", text) == [], sheet.name


def test_every_variable_that_is_used_is_set():
    known = set(tokens())
    for sheet in LOOK.iterdir():
        used = set(re.findall(r"var\(--([\w-]+)", sheet.read_text("utf-8")))
        assert used <= known, sheet.name
