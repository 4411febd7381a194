"""Who will buy and who will not: nothing known too early, nothing handed out that is no better."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from frames import frame_of

from goodwill.analytics.errors import AnalyticsError, SettingRefused, TooFew
from goodwill.analytics.tables import ORDER_LINES, Frame
from goodwill.analytics.value.advising import (
    forest,
    judging,
    propensity,
    propensity_reasons,
    snapshots,
)
from goodwill.language import Sentence
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

AS_OF = 900


def order(who: str, day: int, amount: int = 1000, **more: Any) -> dict[str, Any]:
    return {
        "customer_id": who,
        "counted_order": f"{who}-{day}",
        "day": day,
        "amount_minor": amount,
        "gross_minor": amount,
        "returned_minor": 0,
        "cost_minor": amount // 2,
        "lines": 2,
        "units_thousandths": 2000,
        "lines_without_cost": 0,
        "is_purchase": True,
        **more,
    }


def line(row: int, who: str, day: int, amount: int, **more: Any) -> dict[str, Any]:
    return {
        "source_id": 0,
        "source_row": row,
        "customer_id": who,
        "ordered_day": day,
        "counted_day": day,
        "counted_order": f"{who}-{day}",
        "amount_minor": amount,
        "quantity_thousandths": 1000,
        **more,
    }


Tables = tuple[Frame, Frame]


def company(warehouse: Warehouse, n: int = 1000, *, backwards: bool = False) -> Tables:
    """All buy every other month: two in five for half a year, the others as long as we look."""
    rng = np.random.default_rng(1)
    rows, kinds = [], []
    for i in range(n):
        kind = "passing" if i % 5 < 2 else "loyal"
        day = start = int(rng.integers(0, 700))
        while day <= AS_OF and (kind == "loyal" or day < start + 180):
            rows.append(order(f"c{i:05}", day))
            day += 1 + int(rng.exponential(60))
        kinds.append({"customer_id": f"c{i:05}", "kind": kind, "number": float(i % 7)})
    step = -1 if backwards else 1
    return frame_of(warehouse, None, rows[::step]), frame_of(warehouse, None, kinds[::step])


class TestSnapshots:
    def test_what_was_known_is_what_had_happened(self, warehouse: Warehouse) -> None:
        rows = [
            line(1, "Ann", 10, 300, category="tea"),
            line(2, "Ann", 30, 500, category="cups"),
            line(3, "Ann", 70, 900, category="pots"),
            # half of the second order came back, after day 50
            {**line(4, "Ann", 30, -250, category="cups"), "ordered_day": 60},
            line(5, "Bob", 45, 100),
            line(6, "Cem", 55, 100),
        ]
        frame = frame_of(warehouse, ORDER_LINES, rows)
        asked = {"recent_days": 20, "horizon_days": 30}
        then = snapshots.snapshot(frame, 50, **asked)
        assert then.customer_id.tolist() == ["Ann", "Bob"]
        assert then.bought is not None
        assert then.bought.tolist() == [1, 0]
        ann, bob = ({k: v[at] for k, v in then.behaviour.items()} for at in (0, 1))
        assert ann["days_since_last"] == ann["median_gap_days"] == 20
        assert (ann["overdue"], ann["repeats"], ann["days_observed"]) == (1, 1, 40)
        assert (ann["order_minor"], ann["returned_share"], ann["categories"]) == (400, 0, 2)
        # day 30 is not within the last 20 days of day 50, but within the 20 before
        assert (ann["recent_purchases"], ann["spend_trend"]) == (0, -1)
        assert (bob["repeats"], bob["days_since_last"], bob["recent_purchases"]) == (0, 5, 1)
        assert np.isnan(bob["median_gap_days"])
        assert np.isnan(bob["overdue"])
        later = snapshots.snapshot(frame, 65, recent_days=20)
        assert later.bought is None
        assert later.behaviour["returned_share"][0] == pytest.approx(250 / 800)

    def test_orders_tell_the_same_but_for_returns(self, duck_warehouse: DuckWarehouse) -> None:
        rows = [order("Ann", 10), order("Ann", 30), order("Bob", 45), order("Cem", 55)]
        found = snapshots.snapshot(frame_of(duck_warehouse, None, rows), 50, recent_days=20)
        assert found.behaviour["repeats"].tolist() == [1, 0]
        assert np.isnan(found.behaviour["returned_share"]).all()

    def test_every_nth_customer_is_the_same_on_every_engine(
        self, proved_warehouse: Warehouse
    ) -> None:
        rows = [order(f"c{i:02}", i % 7) for i in range(60)]
        found = snapshots.snapshot(
            frame_of(proved_warehouse, None, rows), 10, recent_days=5, most=20
        )
        assert found.customer_id.tolist() == [f"c{i:02}" for i in range(2, 60, 3)]

    def test_attributes_come_with_their_missing_values(self, proved_warehouse: Warehouse) -> None:
        rows = [order("Ann", 1), order("Bob", 2)]
        told = [{"customer_id": "Ann", "kind": "person", "age": 40.0, "repeats": 9}]
        found = snapshots.snapshot(
            frame_of(proved_warehouse, None, rows),
            5,
            recent_days=5,
            attributes=frame_of(proved_warehouse, None, told),
        )
        assert found.attributes["kind"].tolist() == ["person", None]
        assert found.attributes["age"][0] == 40
        assert np.isnan(found.attributes["age"][1])
        assert found.behaviour["repeats"].tolist() == [0, 0]

    def test_other_tables_are_refused(self) -> None:
        with pytest.raises(AnalyticsError, match="neither lines"):
            snapshots.snapshot(pa.table({"customer_id": ["a"]}), 1, recent_days=1)


class TestModel:
    def test_what_tells_customers_apart_is_used_and_proved_later(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        orders, kinds = company(duck_warehouse)
        model = propensity.fit(orders, as_of_day=AS_OF, attributes=kinds)
        assert model.comparison.is_better
        assert "It is better by" in str(model.comparison.verdict)
        assert len(model.calibration) == 10
        predicted = [each.predicted for each in model.calibration]
        assert predicted == sorted(predicted)
        assert next(iter(model.importance)) in {"is_kind", "days_since_last", "overdue"}
        scores = propensity.scored(model, orders, as_of_day=AS_OF, attributes=kinds)
        assert len(scores.probability) == 1000
        assert ((scores.probability > 0) & (scores.probability < 1)).all()
        loyal = scores.seen.attributes["kind"] == "loyal"
        assert scores.probability[loyal].mean() > 0.6 > 0.3 > scores.probability[~loyal].mean()

    def test_churn_is_the_other_side(self, duck_warehouse: DuckWarehouse) -> None:
        orders, kinds = company(duck_warehouse)
        both = [
            propensity.fit(orders, as_of_day=AS_OF, attributes=kinds, target=target)
            for target in ("next_purchase", "churn")
        ]
        buys, leaves = (
            propensity.scored(model, orders, as_of_day=AS_OF, attributes=kinds).probability
            for model in both
        )
        assert leaves == pytest.approx(1 - buys)
        assert both[1].target.sentence != both[0].target.sentence

    def test_without_anything_to_learn_the_simple_rule_is_named(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        rng = np.random.default_rng(2)
        rows = [
            order(f"c{i:04}", int(day))
            for i in range(700)
            for day in {0, *rng.integers(1, AS_OF, rng.poisson(6))}
        ]
        with pytest.raises(propensity.NotBetter, match="use the simple rule") as refused:
            propensity.fit(frame_of(duck_warehouse, None, rows), as_of_day=AS_OF)
        comparison = refused.value.comparison
        assert not comparison.is_better
        assert comparison.best in comparison.baselines
        assert comparison.model.auc.low < 0.65

    def test_a_model_of_buying_and_dying_is_a_rule_to_beat(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        class Half:
            """A family that knows nothing: everybody stays silent with probability one half."""

            NAME = "Half"

            @staticmethod
            def fit(x: Any, t_x: Any, T: Any) -> float:
                assert (t_x <= T).all()
                return 0.5

            @staticmethod
            def probability_of_no_purchase(model: float, within: float, x: Any, *_: Any) -> Any:
                assert within == 90
                return np.full(len(x), model)

        orders, kinds = company(duck_warehouse)
        family: Any = Half
        model = propensity.fit(orders, as_of_day=AS_OF, attributes=kinds, family=family)
        half = model.comparison.baselines[-1]
        assert str(half.name) == "the model Half"
        assert half.log_loss.value == pytest.approx(np.log(2))
        assert half.auc.value == 0.5
        scores = propensity.scored(model, orders, as_of_day=AS_OF, attributes=kinds)
        assert np.isfinite(scores.probability).all()

    def test_nothing_depends_on_the_order_of_rows(self, duck_warehouse: DuckWarehouse) -> None:
        orders, kinds = company(duck_warehouse, 700)
        rows, other_kinds = company(duck_warehouse, 700, backwards=True)
        asked: dict[str, Any] = {"as_of_day": AS_OF, "attributes": kinds}
        told: dict[str, Any] = {"as_of_day": AS_OF, "attributes": other_kinds}
        one = propensity.fit(orders, **asked)
        other = propensity.fit(rows, **told, settle=duck_warehouse.settle)
        found = propensity.scored(one, orders, **asked)
        again = propensity.scored(other, rows, **told)
        assert np.array_equal(found.customer_id, again.customer_id)
        assert np.array_equal(found.probability, again.probability)
        assert one.comparison == other.comparison

    def test_unknown_levels_and_missing_attributes_are_scored(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        orders, kinds = company(duck_warehouse, 700)
        model = propensity.fit(orders, as_of_day=AS_OF, attributes=kinds)
        rows = [{"customer_id": "c00000", "kind": "never seen"}]
        strange = frame_of(duck_warehouse, None, rows)
        found = propensity.scored(model, orders, as_of_day=AS_OF, attributes=strange)
        assert np.isfinite(found.probability).all()
        nobody = propensity.scored(model, orders, as_of_day=-5, attributes=strange)
        assert not len(nobody.probability)
        assert propensity_reasons.explained(model, nobody) == ()

    @pytest.mark.parametrize(
        ("rows", "what"),
        [
            ([order(f"c{i}", 1) for i in range(50)], "customers who had bought by"),
            ([order(f"c{i}", 1) for i in range(300)], "customers who bought in the horizon"),
            (
                [order(f"c{i}", day) for i in range(300) for day in range(0, AS_OF, 60)],
                "customers who did not buy",
            ),
        ],
    )
    def test_too_few_either_way_are_refused(
        self, duck_warehouse: DuckWarehouse, rows: list[Any], what: str
    ) -> None:
        with pytest.raises(TooFew, match=what):
            propensity.fit(frame_of(duck_warehouse, None, rows), as_of_day=AS_OF)

    def test_settings_that_cannot_be_meant_are_refused(self, duck_warehouse: DuckWarehouse) -> None:
        orders, _ = company(duck_warehouse, 20)
        with pytest.raises(SettingRefused, match="no target love"):
            propensity.fit(orders, as_of_day=AS_OF, target="love")
        with pytest.raises(SettingRefused, match="one day or longer"):
            propensity.fit(orders, as_of_day=AS_OF, horizon_days=0)

    def test_nothing_heavy_is_imported_before_it_is_needed(self) -> None:
        script = (
            "import sys, goodwill.analytics.value.advising.propensity_reasons\n"
            "print({'sklearn', 'pandas'} & set(sys.modules))"
        )
        told = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        assert told.stdout == "set()\n"


class TestReasons:
    def test_those_about_to_be_lost_are_explained_by_their_silence(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        orders, kinds = company(duck_warehouse)
        asked: dict[str, Any] = {"as_of_day": AS_OF, "attributes": kinds}
        model = propensity.fit(orders, **asked, target="churn")
        scores = propensity.scored(model, orders, **asked)
        listed = propensity_reasons.explained(model, scores, top=10)
        assert len(listed) == 10
        assert [each.probability for each in listed] == sorted(
            (each.probability for each in listed), reverse=True
        )
        for each in listed:
            assert 1 <= len(each.reasons) <= 3
            effects = [reason.effect for reason in each.reasons]
            assert effects == sorted(effects, reverse=True)
            assert min(effects) > 0
        told = {str(r.sentence) for each in listed for r in each.reasons}
        assert any("days ago" in sentence for sentence in told)
        assert "kind is passing." in told

    @pytest.mark.parametrize("about", sorted(propensity_reasons._SAYINGS))
    def test_every_reason_can_be_said_of_anybody(self, about: str) -> None:
        say = propensity_reasons._SAYINGS[about]
        names = [*snapshots.BEHAVIOUR, snapshots.CATEGORIES]
        typical = dict.fromkeys(names, 1.0)
        once = dict.fromkeys(names, 0.0) | {"median_gap_days": np.nan, "returned_share": np.nan}
        often = dict.fromkeys(names, 2.0) | {"returned_share": 0.25}
        less = often | {"spend_trend": -0.5}
        for own in (once, often, less):
            said = say(own, typical)
            assert isinstance(said, Sentence)
            assert "nan" not in str(said)


class TestJudging:
    def test_scores_equal_those_of_scikit_learn(self) -> None:
        from sklearn import metrics

        rng = np.random.default_rng(3)
        happened = (rng.random(500) < 0.3) * 1.0
        predicted = np.clip(rng.random(500).round(2), 0.01, 0.99)
        comparison = judging.compare(
            (Sentence("one"), predicted), [(Sentence("other"), np.full(500, 0.3))], happened
        )
        told = comparison.model
        assert told.log_loss.value == pytest.approx(metrics.log_loss(happened, predicted))
        assert told.brier.value == pytest.approx(metrics.brier_score_loss(happened, predicted))
        assert told.auc.value == pytest.approx(metrics.roc_auc_score(happened, predicted))
        for each in (told.log_loss, told.brier, told.auc):
            assert each.low < each.value < each.high
        assert not comparison.is_better

    def test_a_certain_mistake_costs_much_but_not_everything(self) -> None:
        losses = judging.losses(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
        assert losses == pytest.approx([-np.log(judging.NEAREST), 0])

    def test_the_staircase_never_calls_anything_impossible(
        self, duck_warehouse: DuckWarehouse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forest, "ISOTONIC_FROM", 50)
        orders, kinds = company(duck_warehouse)
        model = propensity.fit(orders, as_of_day=AS_OF, attributes=kinds)
        assert model.forest.staircase is not None
        found = propensity.scored(model, orders, as_of_day=AS_OF, attributes=kinds).probability
        assert ((found > 0) & (found < 1)).all()
