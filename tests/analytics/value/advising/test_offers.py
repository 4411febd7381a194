"""Offers: what follows what, counted in time, and only if it beats plain best-sellers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from frames import frame_of, rows_of

from goodwill.analytics.errors import AnalyticsError, SettingRefused, TooFew
from goodwill.analytics.figure import wilson
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.advising import associations, offers, offers_words, ownership
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

DATA = Path(__file__).parents[5] / "shared" / "data"
AS_OF = 400
WINDOW = 60
NAMES = {"ink": "Ink", "printer": "Printer"}


def line(who: str, what: str, day: int, amount: int = 1000, **more: Any) -> dict[str, Any]:
    return {
        "customer_id": who,
        "product_id": what,
        "day": day,
        "amount_minor": amount,
        "cost_minor": amount // 2,
        "category": "office" if what in {"ink", "printer"} else "kitchen",
        **more,
    }


PAIRS = [("printer", "ink"), *((f"machine {at}", f"supply {at}") for at in range(7))]


def rows(n: int = 1000, *, follow: float = 0.6) -> list[dict[str, Any]]:
    """All buy a pot and a machine; `follow` of them what it uses up, in the 60 days after."""
    rng = np.random.default_rng(1)
    told = []
    for i in range(n):
        who, day = f"c{i:04}", int(rng.integers(220, 395))
        machine, supply = PAIRS[int(rng.integers(len(PAIRS)))]
        told.append(line(who, f"pot {rng.integers(10)}", int(rng.integers(220, 401))))
        told.append(line(who, machine, day, 5000))
        if rng.random() < follow:
            told.append(line(who, supply, day + 1 + int(rng.integers(0, 59)), 2000))
    return [row for row in told if row["day"] <= AS_OF]


def learnt(warehouse: Warehouse, told: list[dict[str, Any]], **more: Any) -> offers.Learnt:
    asked: dict[str, Any] = {"as_of_day": AS_OF, "window_days": WINDOW, "lookback_days": 60} | more
    frame = frame_of(warehouse, None, told)
    return offers.learn(frame, settle=warehouse.settle, **asked)


def place(known: offers.Learnt) -> dict[str, int]:
    return {item.id: at for at, item in enumerate(known.items)}


class TestCounting:
    def test_only_what_came_after_counts(self, warehouse: Warehouse) -> None:
        """The cut is at the end of day 10, the window the 10 days after, the look-back 10."""
        told = [
            *(line("Ann", "a", 5), line("Ann", "b", 12)),  # a, then b
            *(line("Bob", "a", 12), line("Bob", "b", 5)),  # b, then a
            *(line("Cem", "a", 5), line("Cem", "b", 7), line("Cem", "b", 15)),  # had both
            *(line("Dee", "a", 8), line("Dee", "b", 25)),  # too late
            *(line("Eve", "a", 0), line("Eve", "b", 15)),  # had it too long ago: not there
            *(line("Fay", "b", 12),),  # had nothing: not there
            *(line("Gil", "a", 9), line("Gil", "a", 15), line("Gil", "b", 15, 0)),  # nothing kept
        ]
        days = ownership.bought(frame_of(warehouse, None, told), 30, "product_id")
        asked: dict[str, Any] = {"window_days": 10, "lookback_days": 10, "most": 10}
        found = associations.counts(days, 10, **asked, settle=warehouse.settle)
        assert [item.id for item in found.items] == ["a", "b"]
        assert found.customers == 5
        assert found.had.tolist() == [4, 2]
        assert found.gained.tolist() == [1, 1]
        assert found.both.tolist() == [[4, 1], [1, 2]]
        assert found.after.tolist() == [[0, 1], [1, 0]]
        assert found.exposed[0, 1] == 3
        assert found.base == pytest.approx([1.5 / 2, 1.5 / 4])

    def test_only_the_most_bought_are_listed(self, duck_warehouse: DuckWarehouse) -> None:
        told = [
            line(f"c{i}", what, 5) for what, n in (("x", 3), ("y", 2), ("z", 2)) for i in range(n)
        ]
        days = ownership.bought(frame_of(duck_warehouse, None, told), 30, "product_id")
        had = ownership.owned(days, 10, 10)
        assert [row["item"] for row in rows_of(ownership.listed(had, 2), "item")] == ["x", "y"]

    def test_what_came_back_later_was_still_had_at_the_cut(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        told: list[dict[str, Any]] = [
            {**line("Ann", "a", 5), "counted_day": 5, "ordered_day": 5},
            {**line("Ann", "a", 5, -1000), "counted_day": 5, "ordered_day": 20},
        ]
        frame = frame_of(duck_warehouse, None, told)
        before, after = (rows_of(ownership.bought(frame, day, "product_id")) for day in (10, 30))
        assert [row["item"] for row in before] == ["a"]
        assert after == []

    def test_margin_is_amount_less_cost_only_if_all_have_one(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        told = [line("Ann", "a", 5), line("Bob", "b", 5)]
        half = [told[0], {**told[1], "cost_minor": None}]
        margins = []
        for each in (told, half):
            days = ownership.bought(frame_of(duck_warehouse, None, each), 9, "product_id")
            items = ownership.collected(ownership.listed(ownership.owned(days, 9, 9), 5))
            margins.append([(item.margin_minor, item.has_cost) for item in items])
        assert margins == [[(500, True)] * 2, [(1000, False)] * 2]

    def test_limits_without_a_prior_are_those_of_wilson(self) -> None:
        p, low, high = associations.limits(np.array([3.0]), np.array([10.0]), np.array([0.5]), 0.0)
        assert p[0] == 0.3
        assert (low[0], high[0]) == pytest.approx(wilson(3, 10, associations.Z90))

    def test_a_pair_seen_twice_does_not_win(self) -> None:
        after, n = np.array([2.0, 60.0]), np.array([2.0, 200.0])
        _, low, _ = associations.limits(after, n, np.array([0.1, 0.1]), 30.0)
        assert low[0] < low[1]


class TestOffers:
    def test_who_bought_a_printer_is_offered_ink(self, proved_warehouse: Warehouse) -> None:
        known = learnt(proved_warehouse, rows())
        assert known.is_association
        assert "points better" in str(known.verdict)
        at = place(known)
        found = rows_of(offers.offers(known, settle=proved_warehouse.settle), "customer_id", "rank")
        ink = [row for row in found if row["had_item"] == "printer" and row["item"] == "ink"]
        assert len(ink) > 10
        i, j = at["printer"], at["ink"]
        shares, base = known.shares, known.counts.base
        assert sum(row["rank"] == 1 for row in ink) > 0.8 * len(ink)
        for row in ink:
            assert row["probability"] == pytest.approx(shares.probability[i, j])
            assert (row["low"], row["high"]) == pytest.approx((shares.low[i, j], shares.high[i, j]))
            assert row["base"] == pytest.approx(base[j])
            assert (row["n"], row["k"]) == (known.counts.exposed[i, j], known.counts.after[i, j])
            assert row["margin_minor"] == 1000
            assert row["incremental_minor"] == round((row["probability"] - row["base"]) * 1000)
            assert row["expected_minor"] == round(row["probability"] * 1000)
            assert not row["is_up_sell"]
        assert str(offers_words.reason(ink[0], WINDOW, NAMES)).startswith("Bought Printer. Of ")
        alive = [
            {"customer_id": who, "p_alive": 0.5} for who in {row["customer_id"] for row in ink}
        ]
        alike = frame_of(proved_warehouse, None, alive)
        again = rows_of(offers.offers(known, customers=alike), "customer_id", "rank")
        assert [row["expected_minor"] for row in again] == [row["expected_minor"] for row in found]

    def test_nobody_is_offered_what_he_has_or_more_than_three(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        for follow in (0.6, 0.0):
            known = learnt(duck_warehouse, rows(follow=follow))
            had = ownership.owned(known.days, AS_OF, 60)
            has = {(row["customer_id"], row["item"]) for row in rows_of(had)}
            found = rows_of(offers.offers(known), "customer_id", "rank")
            assert found
            assert not {(row["customer_id"], row["item"]) for row in found} & has
            assert {row["rank"] for row in found} <= {1, 2, 3}
            for one, next_ in pairwise(found):
                if one["customer_id"] == next_["customer_id"] and follow:
                    assert one["incremental_minor"] >= next_["incremental_minor"]
            keys = [(row["customer_id"], row["rank"]) for row in found]
            assert len(keys) == len(set(keys))

    def test_where_nothing_follows_best_sellers_are_offered_and_it_says_so(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        rng = np.random.default_rng(2)
        told = [
            line(f"c{i:03}", f"p{int(rng.integers(8) ** 2 // 8)}", int(rng.integers(220, 401)))
            for i in range(400)
            for _ in range(4)
        ]
        known = learnt(duck_warehouse, told)
        assert not known.is_association
        assert "best-sellers are offered" in str(known.verdict)
        found = rows_of(offers.offers(known, settle=duck_warehouse.settle), "customer_id", "rank")
        assert {row["had_item"] for row in found} == {None}
        assert {row["incremental_minor"] for row in found} == {None}
        at, base = place(known), known.counts.base
        for row in found:
            assert row["low"] < row["probability"] < row["high"]
            assert row["probability"] == pytest.approx(base[at[row["item"]]])
        assert "A best-seller not bought yet" in str(offers_words.reason(found[0], WINDOW, {}))

    def test_chances_follow_who_is_still_a_customer(self, duck_warehouse: DuckWarehouse) -> None:
        known = learnt(duck_warehouse, rows())
        plain = {
            (row["customer_id"], row["item"], row["had_item"]): row["probability"]
            for row in rows_of(offers.offers(known, per_customer=99))
        }
        ids = sorted({key[0] for key in plain})
        alive = {who: 0.9 if at % 2 else 0.3 for at, who in enumerate(ids)}
        told = [{"customer_id": who, "p_alive": p} for who, p in alive.items()]
        frame = frame_of(duck_warehouse, None, told)
        found = rows_of(offers.offers(known, customers=frame, per_customer=99))
        factors: dict[str, set[float]] = {"0.3": set(), "0.9": set()}
        for row in found:
            before = plain[row["customer_id"], row["item"], row["had_item"]]
            factors[str(alive[row["customer_id"]])].add(round(row["probability"] / before, 6))
            assert row["probability"] <= 1
        assert max(factors["0.3"]) < 1 < min(factors["0.9"])

    def test_more_margin_in_the_same_category_is_an_up_sell(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        told = [
            {**row, "category": "office"} if row["product_id"] == "ink" else row for row in rows()
        ]
        told = [
            {**row, "amount_minor": 9000, "cost_minor": 0} if row["product_id"] == "ink" else row
            for row in told
        ]
        known = learnt(duck_warehouse, told)
        found = rows_of(offers.offers(known))
        ink = [row for row in found if (row["had_item"], row["item"]) == ("printer", "ink")]
        assert ink
        assert all(row["is_up_sell"] for row in ink)
        assert "which brings more" in str(offers_words.reason(ink[0], WINDOW, NAMES))

    def test_categories_can_be_offered_like_products(self, duck_warehouse: DuckWarehouse) -> None:
        known = learnt(duck_warehouse, rows(), by="category")
        assert [item.id for item in known.items] == ["kitchen", "office"]
        assert "margin is amount less cost" in str(known.method)

    def test_the_order_of_rows_changes_nothing(self, duck_warehouse: DuckWarehouse) -> None:
        one, other = (learnt(duck_warehouse, told) for told in (rows(), rows()[::-1]))
        assert one.held_out == other.held_out
        assert np.array_equal(one.shares.low, other.shares.low)
        found, again = (rows_of(offers.offers(k), "customer_id", "rank") for k in (one, other))
        assert found == again


class TestDueAgain:
    def test_things_bought_again_and_again_are_listed_when_due(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        told = [
            *(line("due", "tea", day) for day in (300, 320, 340, 360)),  # due on 380
            *(line("early", "tea", day) for day in (350, 370, 390)),  # due on 410
            *(line("gone", "tea", day) for day in (300, 310, 320)),  # silent for 8 intervals
            *(line("twice", "tea", day) for day in (340, 360)),
            line("due", "cups", 330),
        ]
        known = learnt(duck_warehouse, told, lookback_days=200)
        (found,) = rows_of(offers.due_again(known))
        assert found == {
            "customer_id": "due",
            "item": "tea",
            "purchases": 4,
            "interval_days": 20,
            "last_day": 360,
            "due_day": 380,
        }


class TestRefusals:
    def test_one_thing_alone_gives_no_offers(self, duck_warehouse: DuckWarehouse) -> None:
        with pytest.raises(TooFew, match="different things"):
            learnt(duck_warehouse, [line("Ann", "tea", 330)])

    def test_too_few_to_try_it_on_falls_back_with_the_reason(
        self, duck_warehouse: DuckWarehouse
    ) -> None:
        known = learnt(duck_warehouse, rows(60))
        assert known.held_out is None
        assert not known.is_association
        assert "could not be tried: We cannot tell yet" in str(known.verdict)
        assert rows_of(offers.offers(known))

    def test_columns_and_settings_are_checked(self, duck_warehouse: DuckWarehouse) -> None:
        frame: Frame = frame_of(duck_warehouse, None, [{"customer_id": "Ann", "day": 1}])
        with pytest.raises(AnalyticsError, match="amount_minor, customer_id, day, product_id"):
            offers.learn(frame, as_of_day=AS_OF)
        with pytest.raises(SettingRefused, match="a day or longer"):
            learnt(duck_warehouse, rows(5), window_days=0)


def test_complete_journey_has_no_pairs_that_beat_best_sellers(
    duck_warehouse: DuckWarehouse, tmp_path: Path
) -> None:
    """75,000 lines without cost: a sample too thin for pairs of products."""
    source = DATA / "completejourney_transactions_sample.parquet"
    if not source.exists():
        pytest.skip(f"{source.name} is not in ../shared/data")
    sold = pq.read_table(source)
    day = pc.cast(pc.cast(sold["transaction_timestamp"], pa.date32()), pa.int32())
    cents = pc.cast(pc.round(pc.multiply(sold["sales_value"], 100)), pa.int64())
    names = {"customer_id": sold["household_id"], "product_id": sold["product_id"]}
    file = tmp_path / "lines.parquet"
    pq.write_table(pa.table({**names, "day": day, "amount_minor": cents}), file)
    frame = duck_warehouse.scan(file)
    as_of = pc.max(day).as_py()
    known = offers.learn(frame, as_of_day=as_of, settle=duck_warehouse.settle)
    assert len(known.items) == 500
    assert known.held_out is not None
    assert known.held_out.customers > 1000
    assert not known.is_association
    assert "costs are not known" in str(known.method)
