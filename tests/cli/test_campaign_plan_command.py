"""`goodwill campaign plan`: from a plan's file to members, everybody's place and a report."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from cli.planned_shop import PLAN, Planned, Shop, as_csv, as_parquet, customers, orders
from cli.running import goodwill

MEANT = {
    row["customer_id"]
    for row in customers()
    if row["value"] >= 20 and row["region"] != "广州" and not row["is_supplier"]
}
IN = {row["customer_id"] for row in customers() if row["consent"]} & MEANT


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    as_parquet(tmp_path, customers())
    return Shop(tmp_path)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """The plan with earlier orders, up to the day before the campaign."""
    folder = tmp_path_factory.mktemp("planned")
    as_parquet(folder, customers())
    known = orders(folder, last=date(2025, 8, 31))
    return Shop(folder).run("out", PLAN, "--orders", known)


class TestWhoIsIn:
    def test_members_are_those_who_are_meant_and_agreed(self, drawn: Planned) -> None:
        assert set(drawn.arms()) == IN

    def test_arms_have_their_shares_within_each_class(self, drawn: Planned) -> None:
        rows = drawn.rows("members.csv")
        for value_class in "ABC":
            arms = Counter(row["arm"] for row in rows if row["value_class"] == value_class)
            assert abs(arms["holdout"] - 0.25 * arms.total()) <= 1

    def test_members_say_when_they_were_drawn_and_for_what(self, drawn: Planned) -> None:
        said = {(row["assigned_on"], row["campaign_id"]) for row in drawn.rows("members.csv")}
        assert said == {("2025-08-31", "autumn")}

    def test_everybody_has_a_place_with_reasons_in_words(self, drawn: Planned) -> None:
        rows = {row["customer_id"]: row for row in drawn.rows("audience.csv")}
        assert len(rows) == len(customers())
        barred = {name for name, row in rows.items() if row["standing"] == "barred"}
        assert barred == MEANT - IN
        assert {rows[name]["reasons"] for name in barred} == {"Has not agreed to be contacted"}
        assert {name for name, row in rows.items() if row["arm"]} == IN

    def test_the_figures_count_the_same(self, drawn: Planned) -> None:
        assert drawn.json["campaign_audience"]["value"] == len(IN)
        assert drawn.json["campaign_barred"]["value"] == len(MEANT - IN)
        assert drawn.json["campaign_waste_avoided"]["value"] == f"{len(MEANT - IN) * 0.5:.2f}"

    def test_what_lies_where_is_said(self, drawn: Planned) -> None:
        for name in ("report.html", "members.csv", "members.parquet", "audience.csv"):
            assert (drawn.folder / name).resolve().as_uri() in drawn.told.err

    def test_a_csv_of_customers_draws_the_same_members(self, shop: Shop, drawn: Planned) -> None:
        as_csv(shop.folder / "customers.csv", customers())
        found = shop.run("out", PLAN.replace("customers.parquet", "customers.csv"))
        assert set(found.arms()) == IN

    def test_a_folder_of_values_has_the_customers_in_it(self, shop: Shop) -> None:
        (shop.folder / "valued").mkdir()
        as_parquet(shop.folder / "valued", customers())
        found = shop.run("out", PLAN.replace("customers.parquet", "valued"))
        assert set(found.arms()) == IN

    def test_reasons_speak_the_language_asked_for(self, shop: Shop) -> None:
        found = shop.run("out", PLAN, "--language", "zh-Hans")
        assert set(found.arms()) == IN
        assert {row["barred"] for row in found.rows("audience.csv")} == {"", "no_consent"}


class TestMappings:
    def test_a_mapping_without_a_table_is_meant_for_the_orders(self, shop: Shop) -> None:
        known = orders(shop.folder, last=date(2025, 8, 31))
        text = known.read_text(encoding="utf-8")
        known.write_text(text.replace("amount", "Q7", 1), encoding="utf-8")
        rows = [{"K1": row.pop("customer_id"), **row} for row in customers()]
        as_csv(shop.folder / "customers.csv", rows)
        found = shop.run(
            *("out", PLAN.replace("customers.parquet", "customers.csv"), "--orders", known),
            *("--map", "amount=Q7", "--map", "customers.customer_id=K1"),
        )
        assert set(found.arms()) == IN
        assert found.json["expected_incremental_orders"]["value"] > 0
        assert (found.folder / "mapping" / "order_lines.toml").is_file()


class TestForecast:
    def test_what_members_do_anyway_is_taken_from_earlier_orders(self, drawn: Planned) -> None:
        """About 2 % a day buy, so 43 % within 28 days; three of four are treated."""
        known = drawn.json["expected_incremental_orders"]
        assert known["grade"] == "E"
        assert known["low"] == pytest.approx(0, abs=0.01)
        assert 15 < known["value"] < 40

    def test_without_orders_the_plan_may_say_it(self, shop: Shop) -> None:
        said = "lift_high = 0.4\nbaseline_rate = 0.5\norder_margin = 40"
        found = shop.run("out", PLAN.replace("lift_high = 0.4", said))
        treated = sum(arm != "holdout" for arm in found.arms().values())
        margin = float(found.json["expected_incremental_margin"]["high"])
        assert margin == pytest.approx(treated * 0.5 * 0.4 * 40, rel=0.02)

    def test_without_either_the_report_says_what_is_missing(self, shop: Shop) -> None:
        found = shop.run()
        assert "expected_incremental_orders" not in found.json
        assert "give expect.baseline_rate, or earlier orders" in found.html
        assert set(found.arms()) == IN

    def test_orders_that_begin_too_late_are_not_taken_for_nobody_buying(self, shop: Shop) -> None:
        late = orders(shop.folder, first=date(2025, 8, 20), last=date(2025, 8, 31))
        found = shop.run("out", PLAN, "--orders", late)
        assert "expected_incremental_orders" not in found.json


class TestTheAssignmentStays:
    def test_the_same_plan_leaves_the_members_as_they_were(self, shop: Shop) -> None:
        first = shop.run()
        before = (first.folder / "members.parquet").stat().st_mtime_ns
        again = shop.run()
        assert (again.folder / "members.parquet").stat().st_mtime_ns == before
        assert "left as it was" in again.told.err
        assert not (again.folder / "earlier").exists()

    def test_another_folder_draws_the_same_members(self, shop: Shop) -> None:
        assert shop.run("one").arms() == shop.run("two").arms()

    def test_customers_who_came_later_do_not_join_unseen(self, shop: Shop) -> None:
        first = shop.run().arms()
        as_parquet(shop.folder, customers(640))
        again = shop.run()
        assert again.arms() == first
        assert "The members stay as they were drawn" in again.html

    def test_a_changed_plan_puts_the_earlier_members_aside_and_says_so(self, shop: Shop) -> None:
        first = shop.run()
        arms, mark = first.arms(), first.noted["fingerprint"][:12]
        changed = shop.run("out", PLAN.replace("holdout = 0.25", "holdout = 0.5"))
        assert changed.noted["fingerprint"][:12] != mark
        kept = Planned(changed.folder / "earlier" / mark, changed.told)
        assert kept.arms() == arms
        assert (kept.folder / "plan.toml").is_file()
        assert str(kept.folder) in changed.told.err.replace("\n", "")
        assert "The plan has changed" in changed.html

    def test_members_of_an_unknown_plan_are_put_aside_too(self, shop: Shop) -> None:
        first = shop.run()
        (first.folder / "run.json").unlink()
        again = shop.run()
        assert (again.folder / "earlier" / "unknown" / "members.parquet").is_file()

    def test_a_comment_changes_nothing(self, shop: Shop) -> None:
        first = shop.run().noted["fingerprint"]
        assert shop.run("out", "# remember\n" + PLAN).noted["fingerprint"] == first


class TestRoundTrip:
    @pytest.mark.parametrize("name", ["members.csv", "members.parquet"])
    def test_the_measurement_reads_the_members(
        self, drawn: Planned, tmp_path: Path, name: str
    ) -> None:
        bought = orders(tmp_path)
        plan = drawn.folder / "plan.toml"
        told = goodwill(
            *("campaign", "measure", "--members", drawn.folder / name, "--orders", bought),
            *("--plan", plan, "--out", tmp_path / "measured"),
        )
        assert told.code == 0, told.err
        found = Planned(tmp_path / "measured", told)
        assert found.noted["plan"] == drawn.noted["fingerprint"]
        arms = Counter(drawn.arms().values())
        rows = found.rows("effects.csv")
        whole = next(row for row in rows if row["metric"] == "buyers" and not row["slice"])
        assert int(whole["n_control"]) == arms["holdout"]
        assert int(whole["n_treated"]) == arms["treated"]
        assert {row["value"] for row in rows if row["slice"] == "region"} >= {"上海", "北京"}

    def test_the_hold_out_of_one_campaign_is_barred_from_the_next(self, shop: Shop) -> None:
        first = shop.run("first")
        watched = '[rules]\nholdouts = [{file = "first/members.csv", until = 2025-10-01}]'
        second = shop.run("second", PLAN.replace("[rules]", watched))
        held = {name for name, arm in first.arms().items() if arm == "holdout"}
        barred = {
            row["customer_id"]
            for row in second.rows("audience.csv")
            if row["barred"] == "other_holdout"
        }
        assert barred == held
        over = watched.replace("2025-10-01", "2025-09-01")
        assert set(shop.run("third", PLAN.replace("[rules]", over)).arms()) == IN


class TestContacts:
    RULES = '[rules]\nrest_days = 7\ncare_days = 30\ncontacts = "contacts.csv"'

    def test_who_was_contacted_or_cared_for_is_barred(self, shop: Shop) -> None:
        ann, bo, cai = sorted(IN)[:3]
        rows = [
            {"customer_id": ann, "contacted_on": "2025-08-28", "purpose": "promotion"},
            {"customer_id": bo, "contacted_on": "2025-08-10", "purpose": "care"},
            {"customer_id": cai, "contacted_on": "2025-08-01", "purpose": "promotion"},
            {"customer_id": "stranger", "contacted_on": "2025-08-28", "purpose": "care"},
        ]
        as_csv(shop.folder / "contacts.csv", rows)
        found = shop.run("out", PLAN.replace("[rules]", self.RULES))
        told = {row["customer_id"]: row["barred"] for row in found.rows("audience.csv")}
        assert (told[ann], told[bo], told[cai]) == ("resting", "care", "")
        assert "names 1 customer whom" in found.html
        assert found.json["mk11"]["value"] == 1

    def test_a_file_that_is_not_there_is_refused_with_its_key(self, shop: Shop) -> None:
        told = shop.told("out", PLAN.replace("[rules]", self.RULES))
        assert told.code == 1
        assert "rules.contacts" in told.sentence
        assert "contacts.csv" in told.sentence


class TestBudget:
    ALONE = """
campaign = "budget"
starts_on = 2027-01-01
days = 365
currency = "CNY"

[budget]
total = 10000.0

[[budget.options]]
name = "Calls"
best = 40000
half = 8000.5
spend_now = 2000

[[budget.options]]
name = "E-mail"
best = 20000
half = 2000
spend_now = 8000
"""

    def test_a_plan_may_be_a_budget_only(self, shop: Shop) -> None:
        found = shop.run("out", self.ALONE)
        spends = {
            each["cut"]["option"]: float(each["value"])
            for each in found.json.values()
            if each["id"] == "budget_spend"
        }
        assert sum(spends.values()) == pytest.approx(10000, abs=1)
        assert spends["Calls"] > 2000
        assert float(found.json["budget_gain"]["value"]) > 0
        assert not (found.folder / "members.csv").exists()

    def test_limits_that_cannot_be_met_are_told_in_the_report(self, shop: Shop) -> None:
        text = self.ALONE.replace('name = "Calls"', 'name = "Calls"\nmin = 20000')
        assert "more than the budget" in shop.run("out", text).html

    def test_a_setting_that_cannot_be_meant_is_refused_before_the_work(self, shop: Shop) -> None:
        told = shop.told("out", self.ALONE.replace("total = 10000.0", "total = -1"))
        assert told.code == 1
        assert "budget.total" in told.sentence


class TestRefusals:
    @pytest.mark.parametrize(
        ("before", "after", "words"),
        [
            ("customers.parquet", "nobody.parquet", ("audience.customers", "nobody.parquet")),
            ('customers = "customers.parquet"', "", ("[audience]", "[budget]")),
            ('column = "value"', 'column = "valeu"', ("valeu", "perhaps value is meant")),
            ("at_least = 20", "at_least = 1000", ("customers in the audience",)),
            ("days = 14\n", "day = 14\n", ("there is no setting day",)),
            ('slices = ["region"]', 'slices = ["town"]', ("decide.slices", "town")),
            ('stratify_by = ["value_class"]', 'stratify_by = ["klass"]', ("klass",)),
        ],
    )
    def test_what_cannot_be_meant_is_said_with_its_key(
        self, shop: Shop, before: str, after: str, words: tuple[str, ...]
    ) -> None:
        told = shop.told("out", PLAN.replace(before, after))
        assert told.code == 1
        assert "Traceback" not in told.err
        for word in words:
            assert word in told.sentence
        assert not (shop.folder / "out" / "report.html").exists()

    def test_a_plan_in_another_currency_than_the_orders(self, shop: Shop) -> None:
        known = orders(shop.folder, last=date(2025, 2, 1))
        told = shop.told("out", PLAN.replace('"CNY"', '"EUR"'), "--orders", known)
        assert told.code == 1
        assert "EUR" in told.sentence
        assert "CNY" in told.sentence

    def test_inputs_are_not_overwritten(self, shop: Shop) -> None:
        (shop.folder / "out").mkdir()
        as_parquet(shop.folder / "out", customers(), "members")
        told = shop.told("out", PLAN.replace("customers.parquet", "out/members.parquet"))
        assert told.code == 1
        assert "overwritten" in told.sentence

    def test_products_without_orders(self, shop: Shop) -> None:
        assert "--orders" in shop.told("out", PLAN, "--products", "p.csv").sentence

    def test_no_plan(self, tmp_path: Path) -> None:
        told = goodwill("campaign", "plan", tmp_path / "none.toml")
        assert told.code == 1
        assert "none.toml" in told.sentence
