"""Points by rules, chances by a model that had to prove itself, and reasons for both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads.errors import BadForm
from goodwill.crm.sales.leads.models import Lead, LeadModel, ScoreRule
from goodwill.crm.sales.leads.scoring import learning, rules, telling
from goodwill.crm.sales.leads.showing import reasons_of, told_chance
from goodwill.crm.site.filling import fill
from goodwill.demo import simulate


def rule(field: str, operator: str, value: str = "", points: int = 10) -> ScoreRule:
    return ScoreRule.objects.create(field=field, operator=operator, value=value, points=points)


def past_leads(n: int = 600, *, signal: float = 2.0) -> None:
    """Leads of three years; who left a telephone number buys more often, if `signal` says so."""
    rng = np.random.default_rng(7)
    now, made = timezone.now(), []
    phone = rng.random(n) < 0.5
    bought = rng.random(n) < 1 / (1 + np.exp(1 - signal * (phone - 0.0)))
    for at in range(n):
        received = now - timedelta(days=1000 * (1 - at / n))
        is_over = bought[at] and received + timedelta(days=30) < now
        made.append(
            Lead(
                name=f"Lead {at}", name_key=f"lead {at}", source="web form",
                phone="+86 21 6123" if phone[at] else "", received_at=received,
                status="converted" if is_over else "working",
                converted_at=received + timedelta(days=30) if is_over else None,
            )
        )  # fmt: skip
    Lead.objects.bulk_create(made)


@pytest.mark.parametrize(
    ("field", "operator", "value", "is_true"),
    [
        ("source", "is", "Web Form", True),
        ("source", "is_not", "web form", False),
        ("company", "contains", "软件", True),
        ("phone", "empty", "", True),
        ("email", "filled", "", True),
        ("employees", "at_least", "50", True),
        ("employees", "at_most", "50", False),
        ("city", "at_least", "1", False),
        ("may_contact", "filled", "", False),
    ],
)
def test_a_rule_is_true_of_what_it_says(
    field: str, operator: str, value: str, is_true: bool
) -> None:
    one = Lead(source="web form", company="星河软件", email="a@b.example", employees=120)
    written = ScoreRule(field=field, operator=operator, value=value, points=5)
    assert bool(rules.true_of(one, [written])) is is_true


@pytest.mark.parametrize(
    "wrong",
    [("owner", "is", "x", 5), ("city", "like", "x", 5), ("city", "is", " ", 5),
     ("employees", "at_least", "many", 5), ("city", "is", "x", 0), ("city", "is", "x", 101)],
)  # fmt: skip
def test_rules_that_say_nothing_are_not_kept(wrong: Any) -> None:
    with pytest.raises(BadForm):
        rules.judged(*wrong)


def test_points_follow_what_is_changed_and_say_why(lead: Any, by: Actor) -> None:
    rule("source", "is", "trade fair", 20)
    rule("phone", "empty", points=-5)
    one = lead(source="trade fair")
    telling.tell([one])
    assert one.score == 15
    changing.change(one, {"phone": "+86 21 6123"}, by)
    assert Lead.objects.unscored().get() == one
    telling.tell([one])
    assert [(told.words, told.points) for told in reasons_of(one).rules] == [
        ("Source is Trade fair", 20)
    ]
    assert not Lead.objects.unscored().exists()


def test_chances_are_learned_told_and_explained(lead: Any) -> None:
    past_leads()
    rule("source", "is", "web form", 5)
    made = learning.learn(None)
    assert made.state == LeadModel.State.USED, made.refused_because
    assert not Lead.objects.unscored().exists()
    assert not Lead.objects.open().filter(chance=None).exists()
    good, bad = lead("Good", phone="+86 21 6123", source="web form"), lead("Bad")
    telling.tell([good, bad])
    assert good.chance > 0.6 > 0.4 > bad.chance
    assert good.percent == round(100 * good.chance)
    assert [told.words for told in reasons_of(good).model] == ["Phone: told"]
    assert [told.speaks_for for told in reasons_of(bad).model] == [False]
    figure = told_chance(good)
    assert figure is not None
    assert figure.low < figure.value < figure.high  # type: ignore[operator]


def test_what_was_learned_of_a_lead_later_does_not_move_its_chance(lead: Any, by: Actor) -> None:
    past_leads()
    learning.learn(None)
    one = lead()
    telling.tell([one])
    before = one.chance
    changing.change(one, {"phone": "+86 21 6123"}, by)
    telling.tell([one])
    assert one.chance == before


def test_a_model_that_is_no_better_says_so_and_tells_nobody_a_chance(lead: Any) -> None:
    past_leads(signal=0.0)
    made = learning.learn(None)
    assert made.state == LeadModel.State.REFUSED
    assert "not surely in the model's favour" in made.refused_because["text"]
    one = lead()
    telling.tell([one])
    assert (one.chance, told_chance(one)) == (None, None)


def test_too_few_leads_are_refused_with_what_is_missing(lead: Any) -> None:
    lead()
    made = learning.learn(None)
    assert made.state == LeadModel.State.REFUSED
    assert made.refused_because["values"]["needed"] == 200


@pytest.mark.proof
def test_on_the_demo_company_chances_are_met_and_better_than_points(
    tmp_path: Any, db: None
) -> None:
    """Time-split: the later leads judge; ten bins, Spiegelhalter's test, the gain's interval."""
    folder = tmp_path / "company"
    simulate(folder)
    fill(folder, is_indexed=False)
    made = learning.learn(None)
    assert made.state == LeadModel.State.USED, made.refused_because
    told = made.judged
    assert told["gain"][1] > 0
    assert abs(told["z"]) < 2.58
    ways = {one["name"]["text"]: one for one in told["ways"]}
    assert ways["the model"]["brier"][0] < ways["points by the rules"]["brier"][0]
    assert ways["the model"]["auc"][0] > ways["points by the rules"]["auc"][0]
    met = [low <= predicted <= high for _, predicted, _, low, high in told["bins"]]
    assert sum(met) >= 8
