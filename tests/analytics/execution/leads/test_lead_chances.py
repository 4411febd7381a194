"""Chances of leads: learned where there is something to learn, refused where there is not."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from goodwill.analytics.errors import SettingRefused, TooFew
from goodwill.analytics.execution.leads import chances
from goodwill.analytics.execution.leads.chances import NotBetter, Past
from goodwill.analytics.execution.leads.facts import Facts

DAYS, HORIZON = 900, 90


def _past(n: int = 2_000, *, seed: int = 5, signal: float = 1.0) -> tuple[Past, np.ndarray]:
    """Leads of 900 days whose chance is known, with rules that see a part of what matters."""
    rng = np.random.default_rng(seed)
    source = rng.choice(["fair", "form", "call"], n)
    phone = rng.random(n) < 0.6
    employees = rng.choice([3.0, 30.0, 300.0, np.nan], n)
    size = np.where(np.isnan(employees), np.log1p(30.0), np.log1p(employees))
    odds = -1 + signal * (1.2 * (source == "fair") + 1.0 * phone + 0.5 * (size - np.log1p(30.0)))
    chance = 1 / (1 + np.exp(-odds))
    received = np.sort(rng.integers(0, DAYS, n))
    took = rng.integers(1, HORIZON, n)
    converted = np.where(rng.random(n) < chance, received + took, chances.NEVER)
    facts = Facts.of(
        {"source": source.tolist()},
        {"phone": phone.tolist()},
        {"employees": [None if np.isnan(one) else one for one in employees]},
    )
    return Past(facts, received, converted, 10.0 * phone), chance


def test_chances_are_those_that_leads_were_drawn_with_and_are_met() -> None:
    past, chance = _past()
    fitted = chances.fit(past, as_of_day=DAYS, horizon_days=HORIZON)
    found = chances.of(fitted.model, past.facts)
    assert np.abs(found - chance).mean() < 0.03
    assert np.corrcoef(found, chance)[0, 1] > 0.98
    assert fitted.comparison.is_better
    assert fitted.comparison.model.auc.value > fitted.comparison.best.auc.value
    assert abs(fitted.z) < chances.STRANGE
    within = [one.low <= one.predicted <= one.high for one in fitted.bins]
    assert sum(within) >= 8
    low, high = chances.interval(fitted.model, past.facts)
    assert ((low <= chance) & (chance <= high)).mean() > 0.8


def test_leads_of_which_nothing_says_anything_get_no_chances() -> None:
    past, _ = _past(signal=0.0)
    with pytest.raises(NotBetter, match="not surely in the model's favour"):
        chances.fit(past, as_of_day=DAYS, horizon_days=HORIZON)


def test_chances_that_are_no_longer_met_are_refused() -> None:
    """What wins leads changes for good just before the leads that judge."""
    past, _ = _past()
    rng = np.random.default_rng(3)
    late = past.received_day > 0.6 * DAYS
    saved = late & (rng.random(len(past)) < 0.45)
    converted = np.where(saved, past.received_day + 10, past.converted_day)
    with pytest.raises(NotBetter):
        chances.fit(replace(past, converted_day=converted), as_of_day=DAYS, horizon_days=HORIZON)


def test_too_few_leads_say_how_many_are_missing() -> None:
    past, _ = _past(150)
    with pytest.raises(TooFew, match="at least 200 needed"):
        chances.fit(past, as_of_day=DAYS, horizon_days=HORIZON)
    with pytest.raises(SettingRefused):
        chances.fit(past, as_of_day=DAYS, horizon_days=0)


def test_leads_whose_horizon_is_not_over_change_nothing() -> None:
    past, _ = _past()
    open_ones = past.received_day + HORIZON > DAYS
    other = replace(past, converted_day=np.where(open_ones, chances.NEVER, past.converted_day))
    one = chances.fit(past, as_of_day=DAYS, horizon_days=HORIZON)
    two = chances.fit(other, as_of_day=DAYS, horizon_days=HORIZON)
    assert chances.to_json(one.model) == chances.to_json(two.model)


def test_a_model_that_was_kept_tells_the_same_chances() -> None:
    past, _ = _past(800)
    model = chances.fit(past, as_of_day=DAYS, horizon_days=HORIZON).model
    kept = chances.revived(json.loads(json.dumps(chances.to_json(model))))
    assert chances.of(kept, past.facts) == pytest.approx(chances.of(model, past.facts))
    assert chances.interval(kept, past.facts)[0] == pytest.approx(
        chances.interval(model, past.facts)[0], abs=1e-6
    )


def test_reasons_name_the_facts_that_speak_for_and_against() -> None:
    past, _ = _past()
    model = chances.fit(past, as_of_day=DAYS, horizon_days=HORIZON).model
    two = Facts.of(
        {"source": ["fair", "call"]}, {"phone": [True, False]}, {"employees": [300.0, 3.0]}
    )
    good, bad = chances.reasons(model, two)
    assert {one.fact for one in good} == {"source", "phone", "employees"}
    assert all(one.effect > 0 for one in good)
    assert all(one.effect < 0 for one in bad)
    assert {one.fact: one.value for one in good}["source"] == "fair"
    apart = chances.of(model, two)
    assert apart[0] > 0.8 > 0.2 > apart[1]
    told = np.log(apart / (1 - apart))
    assert sum(one.effect for one in good) == pytest.approx(told[0] - model.base, abs=1e-9)


def test_a_word_nobody_had_before_stands_for_none() -> None:
    past, _ = _past()
    model = chances.fit(past, as_of_day=DAYS, horizon_days=HORIZON).model
    new = Facts.of({"source": ["billboard"]}, {"phone": [True]}, {"employees": [None]})
    assert 0 < chances.of(model, new)[0] < 1
