"""The benefit register of a programme's file: planned, by a formula, or as it was measured."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from goodwill.analytics.benefit.costing.naming.kinds import Stage
from goodwill.analytics.benefit.returns.checks import NOUGHT, exactly
from goodwill.analytics.benefit.returns.crediting import credit, worth
from goodwill.analytics.benefit.returns.overlaps import overlaps
from goodwill.analytics.benefit.returns.realisation import ByYear, Logistic, Realisation
from goodwill.analytics.benefit.returns.register import (
    Baseline,
    Benefit,
    Competing,
    Kind,
    Link,
    Rung,
    Status,
)
from goodwill.analytics.campaigns.entries import Entries, is_number
from goodwill.analytics.figure import Grade
from goodwill.cli.programme_formulas import by_formula
from goodwill.cli.programme_measured import Found, measured_figure
from goodwill.cli.programme_values import (
    from_nought,
    known_word,
    name,
    number,
    number_or_none,
    placed,
    risk,
    share_or_none,
    switch,
    word,
    words_of,
    years,
)
from goodwill.language import Sentence

BENEFIT = (
    *("id", "name", "kind", "rung", "direct", "driver", "owner", "stage", "segment"),
    *("amounts", "formula", "drivers", "measured_in", "baseline", "target", "measured", "grade"),
    *("attribution", "causes", "rolled_out", "transfer", "margin_rate", "recaptured"),
    *("link", "overlap_group", "overlap_groups", "overlap", "realisation", "realised"),
    *("risk", "evidence", "status"),
)


@dataclass(frozen=True)
class Frame:
    """What all benefits of a programme share."""

    file: Path
    horizon: int
    currency: str


def benefits(top: Entries, frame: Frame) -> tuple[Benefit, ...]:
    """The whole register; what could not be counted is refused here, where its place is known."""
    found = tuple(_benefit(each, frame) for each in top.each("benefits"))
    for entries, benefit in zip(top.each("benefits"), found, strict=True):
        if benefit.is_financial:
            with placed(entries):
                credit(benefit)
                worth(benefit, NOUGHT)
    with placed(top, "benefits"):
        overlaps(found)
    return found


def _benefit(entries: Entries, frame: Frame) -> Benefit:
    entries.only(*BENEFIT)
    code = entries.text("id")
    measured = measured_figure(entries, frame.file, frame.currency)
    rung = word(entries, "rung", Rung, Rung.FINANCIAL)
    with placed(entries):
        return Benefit(
            id=code,
            name=name(entries, code),
            kind=word(entries, "kind", Kind),
            amounts=_amounts(entries, frame, measured, rung),
            rung=rung,
            **_story(entries),
            **_evidence(entries, measured),
            **_shares(entries),
            realisation=_realisation(entries, frame.horizon),
            risk=risk(entries),
        )


def _story(entries: Entries) -> dict[str, Any]:
    """What is told of a benefit and changes no amount."""
    return {
        "is_direct": switch(entries, "direct", True),
        "stage": known_word(entries, "stage", Stage.vocabulary()),
        **{key: words_of(entries, key) for key in ("driver", "formula", "owner", "segment")},
        "baseline": _baseline(entries.under("baseline")) if entries.has("baseline") else None,
        "target": number_or_none(entries, "target"),
        "status": word(entries, "status", Status, Status.PLANNED),
    }


def _evidence(entries: Entries, found: Found | None) -> dict[str, Any]:
    """How it is known: as stated, or as the figure says that it is taken from."""
    stated = word(entries, "grade", Grade) if entries.has("grade") else None
    if found is None:
        return {
            "grade": stated or Grade.EXPERT_ESTIMATE,
            "measured": number_or_none(entries, "measured"),
            "evidence": words_of(entries, "evidence"),
        }
    if entries.has("measured"):
        raise entries.refused("measured", Sentence("left out where measured_in names its figure"))
    if stated is not None and stated != found.grade:
        raise entries.refused(
            "grade", Sentence("{grade}, as the figure in measured_in has", grade=found.grade.value)
        )
    return {
        "grade": found.grade,
        "measured": found.value,
        "evidence": words_of(entries, "evidence", found.evidence),
    }


def _shares(entries: Entries) -> dict[str, Any]:
    """What is taken off, and what a benefit has in common with others."""
    keys = ("attribution", "transfer", "margin_rate", "recaptured", "overlap")
    return {
        **{key: share_or_none(entries, key) for key in keys},
        "competing": _causes(entries.under("causes")) if entries.has("causes") else None,
        "is_rolled_out": switch(entries, "rolled_out", False),
        "link": word(entries, "link", Link) if entries.has("link") else None,
        "overlap_groups": _groups(entries),
    }


def _groups(entries: Entries) -> tuple[str, ...]:
    if not entries.has("overlap_group"):
        return entries.texts("overlap_groups")
    if entries.has("overlap_groups"):
        raise entries.refused("overlap_groups", Sentence("left out: one overlap_group is enough"))
    return (entries.text("overlap_group"),)


def _amounts(
    entries: Entries, frame: Frame, found: Found | None, rung: Rung
) -> tuple[Decimal, ...]:
    """By year: stated, computed from drivers, or so many times the figure measured."""
    if found is not None and found.comes_by_year:
        if entries.has("amounts") or entries.has("drivers"):
            raise entries.refused("measured_in", ONE_WAY)
        return _times(entries, frame, found)
    if entries.has("drivers"):
        if entries.has("amounts"):
            raise entries.refused("amounts", ONE_WAY)
        return by_formula(entries, frame.horizon, frame.currency)
    if rung is not Rung.FINANCIAL and not entries.has("amounts"):
        return ()
    return years(entries, "amounts", frame.horizon)


ONE_WAY = Sentence(
    "given in one way: as amounts, by a formula with drivers, or as so many times a figure in "
    "measured_in"
)


def _times(entries: Entries, frame: Frame, found: Found) -> tuple[Decimal, ...]:
    told = entries.under("measured_in")
    how_often = years(told, "times", frame.horizon)
    if found.value < 0:
        raise told.refused(
            "figure", Sentence("a figure that is not negative: what was measured was a loss")
        )
    return tuple(found.value * each for each in how_often)


def _baseline(entries: Entries) -> Baseline:
    entries.only("value", "starts_on", "ends_on", "method")
    first, last = (entries.day(key) if entries.has(key) else None for key in _WINDOW)
    if first is not None and last is not None and last <= first:
        raise entries.refused("ends_on", Sentence("a day after starts_on"))
    return Baseline(number(entries, "value"), first, last, words_of(entries, "method"))


_WINDOW = ("starts_on", "ends_on")


def _causes(entries: Entries) -> Competing:
    """What sets of causes would bring alone."""
    entries.only("programme", "worths")
    worths = {}
    for each in entries.each("worths"):
        each.only("of", "worth")
        causes = frozenset(each.texts("of"))
        if not causes or causes in worths:
            raise each.refused("of", Sentence("causes that are not given above"))
        worths[causes] = from_nought(each, "worth")
    own = entries.text("programme")
    if own not in frozenset().union(*worths):
        raise entries.refused("programme", Sentence("one of the causes under worths"))
    return Competing(own, worths)


def _realisation(entries: Entries, horizon: int) -> Realisation:
    measured = _realised(entries.under("realised"), horizon)
    found = entries.table.get("realisation")
    if found is None:
        return Realisation(None, measured)
    if isinstance(found, list):
        shares = years(entries, "realisation", horizon)
        if max(shares) > 1:
            raise entries.refused("realisation", Sentence("shares from 0 to 1, one for each year"))
        return Realisation(ByYear(shares), measured)
    curve = entries.under("realisation").only("steepness", "midpoint")
    with placed(entries, "realisation"):
        return Realisation(
            Logistic(number(curve, "steepness"), number(curve, "midpoint")), measured
        )


def _realised(entries: Entries, horizon: int) -> dict[int, Decimal]:
    """By year, the share that was measured; it takes the place of the one planned."""
    found = {}
    for key, share in entries.table.items():
        if not (key.isascii() and key.isdigit()) or int(key) > horizon:
            meant = Sentence("a year from 0 to {horizon} and its share", horizon=horizon)
            raise entries.refused(key, meant)
        if not is_number(share) or share < 0:
            raise entries.refused(key, Sentence("a share from 0 on"))
        found[int(key)] = exactly(share)
    return found
