"""`goodwill campaign measure` on good files and bad ones: a result, or a sentence and code 1."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from cli.campaigning import (
    BEGAN,
    WHEN,
    Found,
    Row,
    bought,
    costs,
    measure,
    measured,
    members,
    table,
)
from cli.running import Told, rows

from goodwill.report.campaign import outputs

QUICK = ("--before-days", 0)
"""Nothing known beforehand, so no model of whom the campaign moves is fitted."""

DRAWN = members(400)
ORDERS = bought(DRAWN)


def refused(told: Told, *words: object) -> None:
    """One sentence that names what is meant, and nothing that only a programmer reads."""
    assert told.code == 1, told.err
    assert not told.out
    assert "Traceback" not in told.err
    for word in words:
        assert str(word) in told.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def orders(folder: Path) -> Path:
    return table(folder / "orders.csv", ORDERS)


@pytest.fixture(scope="module")
def drawn(folder: Path) -> Path:
    return table(folder / "members.csv", DRAWN)


@pytest.fixture(scope="module")
def shop(drawn: Path, orders: Path, folder: Path) -> Found:
    """Measured with its costs, everything known beforehand left out."""
    paid = table(folder / "costs.csv", costs(("", "treated", "200.00"), ("", "", "100.00")))
    return measured(
        folder / "out", "--members", drawn, "--orders", orders, "--costs", paid,
        *WHEN, *QUICK, "--currency", "CNY",
    )  # fmt: skip


@pytest.fixture(scope="module")
def plain(drawn: Path, orders: Path, folder: Path) -> Found:
    """Measured with nothing but members and orders; not to be changed."""
    return measured(folder / "plain", "--members", drawn, "--orders", orders, *WHEN, *QUICK)


@pytest.fixture
def earlier(plain: Found, tmp_path: Path) -> Found:
    """The same run in the folder `out` of this test, which another run may change."""
    return Found(Path(shutil.copytree(plain.folder, tmp_path / "out")), plain.told)


def changed(drawn: list[Row], **columns: object) -> list[Row]:
    """The same rows with other values; a callable is asked with the row and its place."""
    return [
        row | {name: value(row, place) if callable(value) else value
               for name, value in columns.items()}
        for place, row in enumerate(drawn)
    ]  # fmt: skip


class TestTheShop:
    def test_the_effect_is_the_difference_of_the_arms(self, shop: Found):
        days = {f"2025-10-{day:02d}" for day in range(1, 29)}
        buyers = {str(row["customer_id"]) for row in ORDERS if str(row["order_date"]) in days}
        share = {
            arm: sum(row["customer_id"] in buyers for row in DRAWN if row["arm"] == arm) / 200
            for arm in ("treated", "holdout")
        }
        row = shop.effect("buyers")
        assert (row["n_treated"], row["n_control"]) == ("200", "200")
        assert float(row["treated"]) == pytest.approx(share["treated"])
        assert float(row["effect"]) == pytest.approx(share["treated"] - share["holdout"])

    def test_money_is_in_the_unit_that_people_pay_in(self, shop: Found):
        mean = float(shop.effect("margin")["treated"])
        ours = {str(row["customer_id"]) for row in DRAWN if row["arm"] == "treated"}
        earned = sum(
            float(str(row["amount"])) - float(str(row["cost"]))
            for row in ORDERS
            if row["customer_id"] in ours and "2025-10-01" <= str(row["order_date"]) < "2025-10-29"
        )
        assert mean == pytest.approx(earned / 200, rel=1e-9)

    def test_cost_profit_and_return_belong_together(self, shop: Found):
        assert shop.figure("campaign_cost")["value"] == "300.00"
        margin = float(shop.figure("incremental_margin")["value"])
        assert float(shop.figure("incremental_profit")["value"]) == pytest.approx(margin - 300)
        assert float(shop.figure("MK03")["value"]) == pytest.approx((margin - 300) / 300, abs=1e-3)

    def test_every_member_is_in_the_file_of_members(self, shop: Found):
        (file,) = (shop.folder / "members").iterdir()
        found = rows(file)
        assert sorted(row["customer_id"] for row in found) == [
            str(row["customer_id"]) for row in DRAWN
        ]

    def test_notes_what_was_run_on_what(self, shop: Found):
        assert shop.run["currency"] == "CNY"
        assert shop.run["as_of"] == "2025-12-31"
        assert shop.run["sources"]["campaign_members"][0]["rows"] == 400

    def test_no_file_holds_a_number_that_is_none(self, shop: Found):
        for name in ("effects.csv", "figures.json"):
            assert "nan" not in (shop.folder / name).read_text("utf-8-sig").lower()


class TestArms:
    def test_without_a_control_nobody_can_say(self, orders: Path, tmp_path: Path):
        file = table(tmp_path / "m.csv", changed(DRAWN, arm="treated"))
        told = measure(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        refused(told, "no control arm", "treated", "stand in")
        assert not (tmp_path / "out" / "report.html").exists()

    def test_several_that_could_be_the_control(self, orders: Path, tmp_path: Path):
        arms = ("control", "holdout", "treated")
        file = table(tmp_path / "m.csv", changed(DRAWN, arm=lambda _, place: arms[place % 3]))
        asked = ("--members", file, "--orders", orders, *WHEN, *QUICK)
        refused(measure(tmp_path / "out", *asked), "control and holdout", "--control")
        found = measured(tmp_path / "out", *asked, "--control", "Holdout")
        assert {row["arm"] for row in found.effects} == {"control", "treated"}

    def test_none_that_is_known_as_one(self, orders: Path, tmp_path: Path):
        file = table(tmp_path / "m.csv", changed(DRAWN, arm=lambda _, place: "AB"[place % 2]))
        told = measure(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        refused(told, "A and B", "--control")

    def test_a_control_that_is_not_there(self, drawn: Path, orders: Path, tmp_path: Path):
        asked = ("--members", drawn, "--orders", orders, *WHEN, "--control", "nobody")
        refused(measure(tmp_path / "out", *asked), "nobody", "holdout and treated")

    def test_an_arm_that_nobody_is_in(self, drawn: Path, orders: Path, tmp_path: Path):
        shares = ("--share", "holdout=0.4", "--share", "treated=0.4", "--share", "post=0.2")
        asked = ("--members", drawn, "--orders", orders, *WHEN, *QUICK, *shares)
        refused(measure(tmp_path / "out", *asked), "post", "holdout and treated")

    def test_an_arm_of_whom_nobody_could_be_watched(self, orders: Path, tmp_path: Path):
        """Everybody has his own four weeks, and those of the hold-out are not over."""
        late = changed(
            DRAWN,
            assigned_on=lambda row, place: (
                date(2025, 12, 20) if row["arm"] == "holdout" else date(2025, 9, 1 + place % 20)
            ),
            contacted_on="",
        )
        file = table(tmp_path / "m.csv", late)
        told = measure(tmp_path / "out", "--members", file, "--orders", orders, *QUICK)
        refused(told, "Nobody is left in the arm holdout")

    def test_customers_in_two_arms_are_counted_and_left_out(self, orders: Path, tmp_path: Path):
        twice = [row | {"arm": "holdout"} for row in DRAWN if row["arm"] == "treated"][:8]
        file = table(tmp_path / "m.csv", DRAWN + twice)
        found = measured(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        assert found.effect("buyers")["n_treated"] == "192"
        assert "8 customers are in two arms" in found.html

    def test_shares_that_do_not_add_up(self, drawn: Path, orders: Path, tmp_path: Path):
        shares = ("--share", "holdout=0.5", "--share", "treated=0.4")
        refused(measure(tmp_path, "--members", drawn, "--orders", orders, *shares), "0.9")
        asked = ("--members", drawn, "--orders", orders, "--share", "holdout=half")
        refused(measure(tmp_path, *asked), "holdout=half")


class TestDates:
    def test_contacts_before_the_draw_are_an_alarm(self, orders: Path, tmp_path: Path):
        early = changed(DRAWN, contacted_on=lambda row, _: row["contacted_on"] and "2025-09-20")
        file = table(tmp_path / "m.csv", early)
        found = measured(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        assert "200 members were contacted before the day" in found.html

    def test_members_drawn_after_it_began_are_an_alarm(self, orders: Path, tmp_path: Path):
        """The campaign has a name in the members' file; `--from` is meant for it all the same."""
        late = changed(members(400, campaign="CMP-1"), assigned_on="2025-10-05", contacted_on="")
        file = table(tmp_path / "m.csv", late)
        found = measured(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        assert "400 members were drawn after the campaign had begun" in found.html

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            ("2026-03-01", ("Mar 1, 2026", "Dec 31, 2025", "nothing is known")),
            ("2023-03-01", ("Jan 1, 2025", "is not known")),
        ],
    )
    def test_wholly_outside_the_orders(self, day, words, drawn: Path, orders: Path, tmp_path: Path):
        asked = ("--members", drawn, "--orders", orders, "--from", day, "--days", 28, *QUICK)
        refused(measure(tmp_path / "out", *asked), *words)

    def test_partly_outside_they_are_cut_and_that_is_said(
        self, drawn: Path, orders: Path, tmp_path: Path
    ):
        asked = ("--members", drawn, "--orders", orders, "--from", "2025-12-20", "--days", 28)
        found = measured(tmp_path / "out", *asked, *QUICK)
        assert "12 of 28 days are measured" in found.html
        assert "still running" in found.html

    def test_nothing_says_when_it_began(self, orders: Path, tmp_path: Path):
        undated = [{name: row[name] for name in ("customer_id", "arm")} for row in DRAWN]
        file = table(tmp_path / "m.csv", undated)
        told = measure(tmp_path / "out", "--members", file, "--orders", orders, *QUICK)
        refused(told, "when the campaign began", "--from")

    def test_how_long_is_said_where_nobody_said_it(self, drawn: Path, orders: Path, tmp_path: Path):
        asked = ("--members", drawn, "--orders", orders, "--from", BEGAN, *QUICK)
        found = measured(tmp_path / "out", *asked)
        assert "so they are for 28 days" in found.html


class TestIds:
    def test_ids_that_do_not_match(self, orders: Path, tmp_path: Path):
        strangers = changed(DRAWN, customer_id=lambda _, place: f"X{place}")
        file = table(tmp_path / "m.csv", strangers)
        asked = ("--members", file, "--orders", orders, *WHEN, *QUICK)
        refused(measure(tmp_path / "out", *asked), "0 of 400", "X0", "K0000", "--fewest-known")
        found = measured(tmp_path / "out", *asked, "--fewest-known", 0)
        assert float(found.effect("buyers")["treated"]) == 0

    def test_ids_in_another_spelling(self, orders: Path, tmp_path: Path):
        lower = changed(DRAWN, customer_id=lambda row, _: str(row["customer_id"]).lower())
        file = table(tmp_path / "m.csv", lower)
        told = measure(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        refused(told, "k0000", "K0000", "without capitals")

    def test_members_without_ids_count_row_by_row(self, tmp_path: Path):
        """As Hillstrom's: who they were is not told, only what became of them."""
        arms = ("No E-Mail", "Mens E-Mail", "Womens E-Mail")
        told = [
            {"segment": arms[n % 3], "visit": int(n % 7 == 0), "spend": f"{(n % 11) * 1.25:.2f}"}
            for n in range(660)
        ]
        found = measured(
            tmp_path / "out", "--members", table(tmp_path / "m.csv", told),
            "--map", "members.arm=segment", "--outcome", "visit", "--outcome", "spend",
        )  # fmt: skip
        row = found.effect("visit", arm="Mens E-Mail")
        assert (row["n_treated"], row["n_control"]) == ("220", "220")
        spent = [n % 11 * 1.25 for n in range(660) if n % 3 == 1]
        assert float(found.effect("spend", arm="Mens E-Mail")["treated"]) == pytest.approx(
            sum(spent) / 220
        )


class TestOutcomes:
    def test_neither_orders_nor_outcomes(self, drawn: Path, tmp_path: Path):
        refused(measure(tmp_path / "out", "--members", drawn), "--orders", "--outcome")

    @pytest.mark.parametrize("option", ["--outcome", "--covariate"])
    def test_a_column_that_is_missing(self, option: str, drawn: Path, tmp_path: Path, orders: Path):
        asked = ("--members", drawn, "--orders", orders, *WHEN, option, "visits")
        refused(measure(tmp_path / "out", *asked), "visits", "contacted_on")

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ("maybe", ("visit", "no number", "5 members")),
            ("", ("visit", "empty", "5 members")),
            ("NaN", ("visit", "no number", "5 members")),
            ("inf", ("visit", "no number", "5 members")),
        ],
    )
    def test_values_that_are_no_numbers(self, value: str, words, tmp_path: Path):
        odd = changed(DRAWN, visit=lambda _, place: value if place < 5 else place % 2)
        file = table(tmp_path / "m.csv", odd)
        refused(measure(tmp_path / "out", "--members", file, "--outcome", "visit"), *words)

    def test_a_column_of_nothing_but_words(self, tmp_path: Path):
        file = table(tmp_path / "m.csv", changed(DRAWN, visit="maybe"))
        told = measure(tmp_path / "out", "--members", file, "--outcome", "visit")
        refused(told, "The column visit holds no numbers")

    def test_a_column_to_cut_by_that_is_not_there(self, drawn: Path, orders: Path, tmp_path: Path):
        asked = ("--members", drawn, "--orders", orders, *WHEN, *QUICK, "--by", "planet")
        told = measure(tmp_path / "out", *asked)
        refused(told, "planet", "channel")
        assert "source_row" not in told.sentence


class TestMoney:
    @pytest.fixture
    def asked(self, drawn: Path, orders: Path) -> tuple[object, ...]:
        return ("--members", drawn, "--orders", orders, *WHEN, *QUICK)

    def test_without_costs_there_is_no_return_and_all_the_rest(self, plain: Found):
        assert "value" not in plain.figure("MK03")
        assert "costs file" in plain.figure("MK03")["reason"]
        assert "value" in plain.figure("incremental_margin")

    def test_costs_in_another_currency(self, drawn: Path, tmp_path: Path):
        yuan = table(tmp_path / "o.csv", changed(ORDERS, currency="CNY"))
        paid = table(tmp_path / "c.csv", costs(("", "treated", "9.00"), currency="EUR"))
        found = measured(
            tmp_path / "out", "--members", drawn, "--orders", yuan, "--costs", paid, *WHEN, *QUICK
        )
        for name in ("campaign_cost", "incremental_profit", "MK03"):
            assert "value" not in found.figure(name)
            assert "EUR" in found.figure(name)["reason"]
        assert "value" in found.figure("incremental_margin")

    def test_costs_of_another_campaign(self, asked, tmp_path: Path):
        paid = table(tmp_path / "c.csv", costs(("CMP-9", "", "9.00")))
        found = measured(tmp_path / "out", *asked, "--costs", paid, "--currency", "CNY")
        assert "No entry of the costs" in found.figure("MK03")["reason"]
        assert "1 cost entry belongs to no campaign that is measured" in found.html

    def test_a_cost_that_cannot_be_read_is_an_alarm(self, asked, tmp_path: Path):
        paid = table(tmp_path / "c.csv", costs(("", "treated", "lots"), ("", "", "20.00")))
        found = measured(tmp_path / "out", *asked, "--costs", paid, "--currency", "CNY")
        assert found.figure("campaign_cost")["value"] == "20.00"
        assert "1 cost entry has no amount that can be read" in found.html

    def test_a_cost_below_zero_gives_no_return(self, asked, tmp_path: Path):
        paid = table(tmp_path / "c.csv", costs(("", "treated", "-9.00")))
        found = measured(tmp_path / "out", *asked, "--costs", paid, "--currency", "CNY")
        assert "negative" in found.figure("MK03")["reason"]

    def test_orders_in_several_currencies_are_never_added(self, drawn: Path, tmp_path: Path):
        both = changed(ORDERS, currency=lambda _, place: ("CNY", "EUR")[place % 2])
        asked = ("--members", drawn, "--orders", table(tmp_path / "o.csv", both), *WHEN, *QUICK)
        refused(measure(tmp_path / "out", *asked), "CNY, EUR", "--currency")
        found = measured(tmp_path / "out", *asked, "--currency", "EUR")
        assert found.run["currency"] == "EUR"
        assert f"{len(ORDERS) // 2:,} of {len(ORDERS):,} rows of the orders" in found.html

    def test_margins_below_zero_stay_below_zero(self, drawn: Path, orders: Path, tmp_path: Path):
        """What the goods cost is more than they were sold for; more sales lose more."""
        dear = changed(ORDERS, cost=lambda row, _: f"{float(row['amount']) * 1.4:.2f}")
        file = table(tmp_path / "o.csv", dear)
        asked = ("--members", drawn, "--orders", file, *WHEN, *QUICK, "--contact-cost", "0.30")
        found = measured(tmp_path / "out", *asked, "--currency", "CNY")
        margin = found.figure("incremental_margin")
        assert float(margin["high"]) < 0
        assert float(found.figure("MK03")["value"]) < -1
        assert found.figure("campaign_cost")["value"] == "60.00"


class TestContactsAreNotCountedTwice:
    @pytest.fixture
    def asked(self, orders: Path, tmp_path: Path) -> tuple[object, ...]:
        listed: Row = {
            "campaign_id": "CMP-1", "name": "Autumn", "channel": "post",
            "starts_on": BEGAN, "ends_on": date(2025, 10, 29), "contact_cost": "0.30",
        }  # fmt: skip
        drawn = table(tmp_path / "m.csv", members(400, campaign="CMP-1"))
        return (
            "--members", drawn, "--orders", orders, *QUICK, "--currency", "CNY",
            "--campaigns", table(tmp_path / "campaigns.csv", [listed]),
        )  # fmt: skip

    @pytest.fixture
    def paid(self, tmp_path: Path) -> Path:
        return table(tmp_path / "c.csv", costs(("CMP-1", "treated", "60.00"), ("CMP-1", "", "40")))

    def test_entries_win_over_the_price_in_the_list_of_campaigns(
        self, asked, paid: Path, tmp_path: Path
    ):
        found = measured(tmp_path / "out", *asked, "--costs", paid)
        assert found.figure("campaign_cost")["value"] == "100.00"
        assert "The price of a contact is not added" in found.html

    def test_without_an_entry_the_price_stands_in(self, asked, tmp_path: Path):
        other = table(tmp_path / "c.csv", costs(("CMP-2", "treated", "60.00")))
        found = measured(tmp_path / "out", *asked, "--costs", other)
        assert found.figure("campaign_cost")["value"] == "60.00"

    def test_what_is_said_for_this_run_is_added_and_said(self, asked, paid: Path, tmp_path: Path):
        found = measured(tmp_path / "out", *asked, "--costs", paid, "--contact-cost", "1.00")
        assert found.figure("campaign_cost")["value"] == "300.00"
        assert "the price of each contact added" in found.html


class TestDoubt:
    def test_a_broken_ratio_withholds_every_effect(self, orders: Path, tmp_path: Path):
        lost = [row for place, row in enumerate(DRAWN) if row["arm"] == "treated" or place % 3]
        shares = ("--share", "holdout=0.5", "--share", "treated=0.5")
        file = table(tmp_path / "m.csv", lost)
        asked = ("--members", file, "--orders", orders, *WHEN, *shares, "--contact-cost", 1)
        found = measured(tmp_path / "out", *asked)
        numbers = ("effect", "se", "low", "high", "p", "treated", "control", "adjusted_effect")
        for row in found.effects:
            assert not any(row[name] for name in numbers)
            assert row["reason"]
        told = {"MK02", "MK03", "incremental_margin", "incremental_buyers", "incremental_revenue"}
        assert not [each for each in found.figures if each["id"] in told and "value" in each]

    def test_arms_that_were_not_alike_are_not_trusted(self, tmp_path: Path):
        """Whoever was left alone had hardly bought before, by choice and not by lot."""
        before = [
            row
            for row in ORDERS
            if str(row["order_date"]) >= "2025-09-25"
            or int(str(row["customer_id"])[1:]) % 2 == 0
            or int(str(row["order_no"])[1:]) % 3 == 0
        ]
        file, drawn = table(tmp_path / "o.csv", before), table(tmp_path / "m.csv", DRAWN)
        found = measured(tmp_path / "out", "--members", drawn, "--orders", file, *WHEN)
        assert "the arms were not alike beforehand" in found.html
        assert found.figure("incremental_margin")["grade"] == "C"


class TestPlans:
    PLAN = 'campaign = "CMP-1"\nname = "Autumn"\nstarts_on = 2025-10-01\ndays = 28\nseed = "s"\n'

    def planned(self, file: Path, more: str = "") -> Path:
        file.write_text(self.PLAN + more, encoding="utf-8")
        return file

    def test_a_plan_that_is_missing(self, drawn: Path, orders: Path, tmp_path: Path):
        asked = ("--members", drawn, "--orders", orders, "--plan", tmp_path / "no.toml")
        refused(measure(tmp_path / "out", *asked), "no.toml")

    @pytest.mark.parametrize(
        ("text", "word"), [("campaign =\n", "line 1"), (PLAN + "dayz = 3\n", "dayz")]
    )
    def test_a_plan_that_is_broken(self, text, word, drawn: Path, orders: Path, tmp_path: Path):
        plan = tmp_path / "plan.toml"
        plan.write_text(text, encoding="utf-8")
        asked = ("--members", drawn, "--orders", orders, "--plan", plan)
        refused(measure(tmp_path / "out", *asked), "plan.toml", word)

    def test_a_plan_of_another_campaign(self, orders: Path, tmp_path: Path):
        file = table(tmp_path / "m.csv", members(400, campaign="CMP-2"))
        plan = self.planned(tmp_path / "plan.toml")
        told = measure(tmp_path / "out", "--members", file, "--orders", orders, "--plan", plan)
        refused(told, "CMP-1", "CMP-2")

    def test_shares_and_days_are_those_of_the_plan(self, drawn: Path, orders: Path, tmp_path: Path):
        """Half of them left alone, as planned, and an effect counted for two weeks longer."""
        plan = self.planned(
            tmp_path / "plan.toml", "follow_days = 14\nbefore_days = 0\n[arms]\nholdout = 0.5\n"
        )
        found = measured(tmp_path / "out", "--members", drawn, "--orders", orders, "--plan", plan)
        ours = {str(row["customer_id"]) for row in DRAWN if row["arm"] == "treated"}
        until = [row for row in ORDERS if "2025-10-01" <= str(row["order_date"]) < "2025-11-12"]
        placed = sum(row["customer_id"] in ours for row in until)
        assert float(found.effect("orders")["treated"]) == pytest.approx(placed / 200)
        assert "Autumn" in found.html
        assert found.run["plan"]


class TestFiles:
    def test_an_empty_file_of_members(self, orders: Path, tmp_path: Path):
        file = tmp_path / "empty.csv"
        file.touch()
        refused(measure(tmp_path / "out", "--members", file, "--orders", orders), "empty.csv")

    def test_nothing_but_a_heading(self, orders: Path, tmp_path: Path):
        file = tmp_path / "heading.csv"
        file.write_text("customer_id,arm\n", encoding="utf-8")
        refused(measure(tmp_path / "out", "--members", file, "--orders", orders), "heading.csv")

    def test_chinese_headings_arms_and_encoding(self, shop: Found, orders: Path, tmp_path: Path):
        file = table(
            tmp_path / "活动成员.csv",
            [
                {
                    "客户编号": row["customer_id"],
                    "分组": "对照组" if row["arm"] == "holdout" else "实验组",
                    "触达日期": row["contacted_on"],
                }
                for row in DRAWN
            ],
            encoding="gb18030",
            mark=";",
        )
        asked = ("--members", file, "--orders", orders, *WHEN, *QUICK, "--language", "zh-Hans")
        found = measured(tmp_path / "结果", *asked)
        assert found.effect("buyers", arm="实验组")["effect"] == shop.effect("buyers")["effect"]
        assert "活动成员.csv" in found.html

    def test_one_campaign_is_refused_and_the_others_are_measured(
        self, shop: Found, orders: Path, tmp_path: Path
    ):
        alone = [row | {"campaign_id": "B", "arm": "treated"} for row in DRAWN]
        file = table(tmp_path / "m.csv", members(400, campaign="A") + alone)
        found = measured(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        assert found.effect("buyers", campaign="A")["effect"] == shop.effect("buyers")["effect"]
        assert {row["campaign"] for row in found.effects} == {"A"}
        assert "There is no control arm: every member is in treated" in found.html

    def test_where_all_are_refused_each_is_named_with_its_reason(
        self, orders: Path, tmp_path: Path
    ):
        alone = [row | {"arm": "treated"} for name in "AB" for row in members(400, campaign=name)]
        file = table(tmp_path / "m.csv", alone)
        told = measure(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        refused(told, "None of the 2 campaigns", "A: There is no control", "B: There is no control")

    def test_two_ids_that_make_one_file_name_make_two_files(self, orders: Path, tmp_path: Path):
        both = [row for name in ("a/b", "A_B") for row in members(400, campaign=name)]
        file = table(tmp_path / "m.csv", both)
        found = measured(tmp_path / "out", "--members", file, "--orders", orders, *WHEN, *QUICK)
        assert len(list((found.folder / "members").iterdir())) == 2


class TestAgain:
    def test_a_second_run_takes_the_place_of_the_first(
        self, drawn: Path, orders: Path, tmp_path: Path
    ):
        out, first = tmp_path / "out", members(400, campaign="CMP-1")
        file = table(tmp_path / "m.csv", first)
        asked = ("--orders", orders, *WHEN, *QUICK)
        measured(out, "--members", file, *asked)
        (out / "members" / "mine.parquet").write_bytes(b"kept")
        again = measured(out, "--members", drawn, *asked)
        assert {row["campaign"] for row in again.effects} == {""}
        kept = {path.name for path in (out / "members").iterdir()}
        assert kept == {"mine.parquet", "campaign.parquet"}
        assert not [path for path in out.rglob(".*") if path.is_file()]

    def test_the_same_run_finds_the_same(
        self, plain: Found, drawn: Path, orders: Path, tmp_path: Path
    ):
        """Sums of floats may differ in their last digits by the order of the threads."""
        asked = ("--members", drawn, "--orders", orders, *WHEN, *QUICK)
        again = measured(tmp_path / "again", *asked)
        assert again.run == plain.run
        assert len(again.effects) == len(plain.effects)
        for name in ("effect", "low", "high"):
            ours, theirs = (float(each.effect("margin")[name]) for each in (plain, again))
            assert theirs == pytest.approx(ours, rel=1e-9)

    def test_no_earlier_report_stays_beside_a_refusal(
        self, earlier: Found, drawn: Path, orders: Path
    ):
        out, first = earlier.folder, earlier.html
        asked = ("--members", drawn, "--orders", orders, *WHEN, *QUICK)
        told = measure(out, *asked, "--control", "nobody")
        refused(told, str(out / "earlier"))
        assert not (out / "report.html").exists()
        assert not (out / "figures.json").exists()
        assert (out / "earlier" / "report.html").read_text(encoding="utf-8") == first
        assert json.loads((out / "earlier" / "run.json").read_text(encoding="utf-8"))

    def test_a_run_that_is_stopped_while_it_writes_leaves_no_report(
        self, earlier: Found, drawn: Path, orders: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """Not even that of an earlier run, beside files that are newer; another run heals it."""
        out, before = earlier.folder, earlier.run
        asked = ("--members", drawn, "--orders", orders, *WHEN, *QUICK)

        def stopped(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(outputs, "deliver", stopped)
            assert measure(out, *asked).code == 130
        assert not (out / "report.html").exists()
        assert not [path for path in out.rglob(".*") if path.is_file()]
        again = measured(out, *asked)
        assert again.run == before
        assert again.html

    def test_a_mistake_in_the_call_changes_nothing(self, earlier: Found, drawn: Path, orders: Path):
        out, first = earlier.folder, earlier.html
        asked = ("--members", drawn, "--orders", orders, *WHEN, *QUICK)
        refused(measure(out, *asked, "--share", "holdout=half"), "holdout=half")
        assert (out / "report.html").read_text(encoding="utf-8") == first

    def test_an_input_where_results_go_is_not_overwritten(self, orders: Path, tmp_path: Path):
        (tmp_path / "members").mkdir()
        file = table(tmp_path / "members" / "m.csv", DRAWN)
        told = measure(tmp_path, "--members", file, "--orders", orders, *WHEN, *QUICK)
        refused(told, "m.csv", "--out")
        assert file.exists()

    def test_the_mapping_it_wrote_reads_the_same(
        self, plain: Found, drawn: Path, orders: Path, tmp_path: Path
    ):
        asked = ("--members", drawn, "--orders", orders, *WHEN, *QUICK)
        again = measured(tmp_path / "again", *asked, "--map", plain.folder / "mapping")
        assert again.effect("buyers") == plain.effect("buyers")


HILLSTROM = Path(__file__).parents[3] / "shared" / "data" / "hillstrom.csv"


@pytest.fixture(scope="module")
def hillstrom(tmp_path_factory: pytest.TempPathFactory) -> Found:
    if not HILLSTROM.exists():
        pytest.skip("the public data are not here: ../shared/data/hillstrom.csv")
    return measured(
        tmp_path_factory.mktemp("hillstrom"), "--members", HILLSTROM,
        "--map", "members.arm=segment", "--outcome", "visit", "--outcome", "spend",
        "--covariate", "history",
    )  # fmt: skip


class TestHillstrom:
    """Two e-mails against none: 64,000 customers, what they did is in the members' file."""

    @pytest.mark.parametrize(
        ("arm", "metric", "effect", "low", "high"),
        [
            ("Mens E-Mail", "visit", 0.07659, 0.06995, 0.08323),
            ("Womens E-Mail", "visit", 0.04523, 0.03889, 0.05157),
            ("Mens E-Mail", "spend", 0.7698, 0.4851, 1.0545),
            ("Womens E-Mail", "spend", 0.4244, 0.1690, 0.6799),
        ],
    )
    def test_effects_and_their_intervals(self, arm, metric, effect, low, high, hillstrom: Found):
        row = hillstrom.effect(metric, arm=arm)
        told = tuple(float(row[name]) for name in ("effect", "low", "high"))
        digits = 5e-6 if metric == "visit" else 5e-5
        assert told == pytest.approx((effect, low, high), abs=digits * 1.02)

    @pytest.mark.parametrize(
        ("arm", "effect", "se"),
        [("Mens E-Mail", 0.76744, 0.14522), ("Womens E-Mail", 0.42270, 0.13031)],
    )
    def test_spend_adjusted_by_what_they_had_spent_before(self, arm, effect, se, hillstrom: Found):
        row = hillstrom.effect("spend", arm=arm)
        told = float(row["adjusted_effect"]), float(row["adjusted_se"])
        assert told == pytest.approx((effect, se), abs=5.1e-6)
