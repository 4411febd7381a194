"""`goodwill value` on shops of every kind: small, odd, Chinese, in pieces, without costs."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from cli.running import Valued, goodwill, orders, rows, valued


class TestTheShop:
    def test_says_where_everything_is(self, valued_shop: Valued):
        for name in ("report.html", "customers.csv", "customers.parquet", "figures.json"):
            assert (valued_shop.folder / name).is_file()
            assert (valued_shop.folder / name).resolve().as_uri() in valued_shop.told.err

    def test_says_nothing_on_standard_output(self, valued_shop: Valued):
        assert valued_shop.told.out == ""

    def test_shows_which_column_was_taken_for_what(self, valued_shop: Valued):
        for column in ("order_no", "customer_id", "order_date", "amount"):
            assert column in valued_shop.told.err

    def test_knows_what_ann_bo_and_cai_are_worth(self, valued_shop: Valued):
        worth = {name: row["revenue"] for name, row in valued_shop.customers().items()}
        assert worth == {"Ann": Decimal("15.50"), "Bo": Decimal(20), "Cai": Decimal(0)}
        assert valued_shop.figures["va01_revenue"]["value"] == "35.50"
        assert valued_shop.figures["rl03"]["value"] == 0.5

    def test_notes_what_was_run_on_what(self, valued_shop: Valued):
        run = valued_shop.run
        assert (run["as_of"], run["currency"], run["basis"]) == ("2024-04-02", "CNY", "revenue")
        assert run["sources"]["order_lines"][0]["rows"] == 5


class TestDates:
    def test_as_of_a_day_in_the_past_sets_the_rest_aside(self, shop: Path, tmp_path: Path):
        found = valued(tmp_path / "out", shop, "--as-of", "2024-03-01")
        assert found.asides() == {None: 2, "after_as_of": 3}
        assert found.figures["va01_revenue"]["value"] == "30.00"
        assert found.figures["rl03"]["value"] == 0
        assert found.customers()["Ann"]["days_observed"] == 48

    def test_as_of_a_later_day_lengthens_what_was_observed(self, shop: Path, tmp_path: Path):
        found = valued(tmp_path / "out", shop, "--as-of", "2025-01-13")
        assert found.customers()["Ann"]["days_observed"] == 366
        assert found.run["as_of"] == "2025-01-13"

    def test_by_default_it_is_the_last_day_that_is_not_in_the_future(
        self, shop: Path, tmp_path: Path
    ):
        with shop.open("a", encoding="utf-8") as stream:
            stream.write("A6,Bo,2199-12-31,1000.00\n")
        found = valued(tmp_path / "out", shop)
        assert found.run["as_of"] == "2024-04-02"
        assert found.asides()["after_as_of"] == 1


class TestFewCustomers:
    def test_a_single_customer(self, tmp_path: Path):
        found = valued(tmp_path / "out", orders(tmp_path / "o.csv", (1, "Ann", "2024-01-13", 10)))
        assert list(found.customers()) == ["Ann"]
        assert found.figures["va01_revenue"]["value"] == "10.00"
        assert found.figures["va07_revenue"]["value"] == "1"

    def test_nobody_who_came_again(self, tmp_path: Path):
        lines = [(n, f"K{n}", f"2024-0{n}-01", 10 * n) for n in range(1, 8)]
        found = valued(tmp_path / "out", orders(tmp_path / "o.csv", *lines))
        assert found.figures["rl03"]["value"] == 0
        assert "value" not in found.figures["interpurchase_time"]
        assert found.figures["interpurchase_time"]["reason"]

    def test_nobody_who_kept_anything(self, tmp_path: Path):
        """Refunds without a purchase are nobody's worth; that is said, not drawn."""
        lines = [(n, f"K{n}", f"2024-0{n}-01", -10 * n) for n in range(1, 5)]
        told = goodwill("value", orders(tmp_path / "o.csv", *lines), "--out", tmp_path / "out")
        assert told.code == 1
        assert "Traceback" not in told.err
        assert not (tmp_path / "out" / "report.html").exists()

    def test_everybody_below_zero(self, tmp_path: Path):
        """All bought, and all cost more than they brought."""
        lines = [(n, f"K{n}", f"2024-0{n}-01", 10 * n, 11 * n) for n in range(1, 5)]
        heading = "order_no,customer_id,order_date,amount,cost"
        found = valued(tmp_path / "out", orders(tmp_path / "o.csv", *lines, heading=heading))
        assert found.figures["va01_margin"]["value"] == "-10.00"
        assert found.figures["negative_customers"]["value"] == 4
        assert "value" not in found.figures["va07_margin"]
        assert found.figures["va07_margin"]["reason"]

    def test_gains_and_losses_that_cancel_out(self, tmp_path: Path):
        file = orders(
            tmp_path / "o.csv", (1, "Ann", "2024-01-13", 10), (2, "Bo", "2024-02-01", -10)
        )
        found = valued(tmp_path / "out", file)
        assert found.figures["va01_revenue"]["value"] == "0.00"
        assert found.figures["va07_revenue"].get("value") is None


class TestCurrencies:
    def test_yen_have_no_decimals(self, shop: Path, tmp_path: Path):
        file = orders(
            tmp_path / "o.csv", (1, "Ann", "2024-01-13", 1500), (2, "Bo", "2024-02-01", 99)
        )
        found = valued(tmp_path / "out", file, "--currency", "JPY")
        assert found.customers()["Ann"]["revenue"] == 1500
        assert found.figures["va01_revenue"]["value"] == "1599"
        csv = (tmp_path / "out" / "customers.csv").read_text(encoding="utf-8-sig")
        assert ",1500," in csv
        assert "1500.0" not in csv

    def test_dinars_have_three(self, tmp_path: Path):
        found = valued(
            tmp_path / "out",
            orders(
                tmp_path / "o.csv", (1, "Ann", "2024-01-13", "1.005"), (2, "Bo", "2024-02-01", 2)
            ),
            *("--currency", "KWD", "--decimal", "."),
        )
        assert found.figures["va01_revenue"]["value"] == "3.005"

    def test_an_unknown_currency_is_no_reason_to_refuse(self, shop: Path, tmp_path: Path):
        found = valued(tmp_path / "out", shop)
        assert found.run["currency"] == "XXX"
        assert found.figures["va01_revenue"]["value"] == "35.50"

    def test_lines_in_another_currency_are_set_aside(self, tmp_path: Path):
        file = orders(
            tmp_path / "o.csv",
            *((1, "Ann", "2024-01-13", 10, "EUR"), (2, "Bo", "2024-02-01", 9, "USD")),
            heading="order_no,customer_id,order_date,amount,currency",
        )
        found = valued(tmp_path / "out", file, "--currency", "EUR")
        assert found.asides() == {None: 1, "other_currency": 1}
        assert found.figures["va01_revenue"]["value"] == "10.00"


PRODUCT_LINES = (
    ("A1", "Ann", "2024-01-13", "tea", 2, "10.00"),
    ("A2", "Bo", "2024-02-01", "pot", 1, "20.00"),
)
PRODUCT_HEADING = "order_no,customer_id,order_date,product_id,quantity,amount"


class TestOtherFiles:
    @pytest.fixture
    def lines(self, tmp_path: Path) -> Path:
        return orders(tmp_path / "lines.csv", *PRODUCT_LINES, heading=PRODUCT_HEADING)

    @pytest.fixture
    def products(self, tmp_path: Path) -> Path:
        return orders(
            tmp_path / "products.csv",
            *(("tea", "Tea", "leaf", "3.00"), ("pot", "Pot", "ware", "25.00")),
            heading="product_id,name,category,unit_cost",
        )

    @pytest.fixture
    def costs(self, tmp_path: Path) -> Path:
        return orders(
            tmp_path / "costs.csv",
            *(("Ann", "2024-01-14", "1.50", "visit"), ("Nobody", "2024-01-15", "9.00", "call")),
            heading="customer_id,date,amount,activity",
        )

    @pytest.fixture
    def customers(self, tmp_path: Path) -> Path:
        return orders(
            tmp_path / "customers.csv",
            *(("Ann", "Ann A.", "north"), ("Bo", "Bo B.", "south"), ("Zoe", "Zoe Z.", "north")),
            *(("Ann", "Ann Again", "west"),),
            heading="customer_id,name,region",
        )

    def test_products_alone_make_a_margin(self, lines: Path, products: Path, tmp_path: Path):
        found = valued(tmp_path / "out", lines, "--products", products)
        assert found.run["basis"] == "margin"
        worth = {name: row["margin"] for name, row in found.customers().items()}
        assert worth == {"Ann": Decimal(4), "Bo": Decimal(-5)}

    def test_costs_alone_make_no_profit(self, lines: Path, costs: Path, tmp_path: Path):
        """Without the cost of goods the basis is revenue; the cost to serve stays in sight."""
        found = valued(tmp_path / "out", lines, "--costs", costs)
        assert found.run["basis"] == "revenue"
        ann = found.customers()["Ann"]
        assert (ann["revenue"], ann["cost_to_serve"]) == (Decimal(10), Decimal("1.50"))

    def test_products_and_costs_make_a_profit(
        self, lines: Path, products: Path, costs: Path, tmp_path: Path
    ):
        found = valued(tmp_path / "out", lines, "--products", products, "--costs", costs)
        assert found.run["basis"] == "profit"
        worth = {name: row["profit"] for name, row in found.customers().items()}
        assert worth == {"Ann": Decimal("2.50"), "Bo": Decimal(-5)}

    def test_customers_alone_add_who_never_bought_and_of_two_lines_the_first_counts(
        self, lines: Path, customers: Path, tmp_path: Path
    ):
        found = valued(tmp_path / "out", lines, "--customers", customers)
        told = found.customers()
        assert set(told) == {"Ann", "Bo", "Zoe"}
        assert (told["Zoe"]["orders"], told["Zoe"]["rank"]) == (0, None)
        assert found.figures["va01_revenue"]["n"] == 2
        assert told["Ann"]["name"] == "Ann A."
        assert sum(row["revenue"] for row in told.values()) == 30

    def test_everything_at_once(
        self, lines: Path, customers: Path, products: Path, costs: Path, tmp_path: Path
    ):
        found = valued(
            tmp_path / "out", lines,
            "--customers", customers, "--products", products, "--costs", costs,
            "--currency", "CNY",
        )  # fmt: skip
        assert found.figures["va01"]["value"] == "-2.50"
        assert set(found.run["sources"]) == {"order_lines", "customers", "products", "costs"}
        assert {file.name for file in (found.folder / "mapping").iterdir()} == {
            "order_lines.toml", "customers.toml", "products.toml", "costs.toml",
        }  # fmt: skip


class TestManyFiles:
    PARTS = ((("A1", "Ann", "2024-01-13", 10),), (("A2", "Bo", "2024-02-01", 20),))

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "parts"
        folder.mkdir()
        for number, lines in enumerate(self.PARTS):
            orders(folder / f"part-{number}.csv", *lines)
        return folder

    def test_named_one_by_one(self, folder: Path, tmp_path: Path):
        found = valued(tmp_path / "out", *sorted(folder.iterdir()))
        assert [each["rows"] for each in found.run["sources"]["order_lines"]] == [1, 1]
        assert found.figures["va01_revenue"]["value"] == "30.00"

    @pytest.mark.parametrize("pattern", ["parts", "parts/*.csv", "parts/part-?.csv"])
    def test_a_folder_or_a_pattern(self, pattern: str, folder: Path, tmp_path: Path):
        found = valued(tmp_path / "out", folder.parent / pattern)
        assert found.figures["va01_revenue"]["value"] == "30.00"
        assert sum(found.asides().values()) == 2

    def test_files_of_different_kinds(self, folder: Path, tmp_path: Path):
        duckdb.read_csv(str(folder / "part-1.csv")).write_parquet(str(folder / "part-1.parquet"))
        found = valued(tmp_path / "out", folder / "part-0.csv", folder / "part-1.parquet")
        assert found.figures["va01_revenue"]["value"] == "30.00"


class TestChinese:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        text = (
            "订单编号,客户编号,下单日期,金额,地区\n"
            "D1,张三,2024年1月13日,¥１,０００.００,华东\n".replace("¥１,０００.００", '"¥1,000.00"')
            + "D2,李四,2024年2月1日,¥20.50,华南\nD3,张三,2024年3月5日,¥30.00,华东\n"
        )
        file = tmp_path / "订单 明细.csv"
        file.write_bytes(text.encode("gb18030"))
        return file

    def test_headings_names_and_dates(self, file: Path, tmp_path: Path):
        found = valued(tmp_path / "结果", file, "--language", "zh-Hans")
        assert found.run["currency"] in ("CNY", "XXX", "JPY")
        worth = {name: row["revenue"] for name, row in found.customers().items()}
        assert worth == {"张三": Decimal(1030), "李四": Decimal("20.50")}
        assert found.customers()["张三"]["last_on"] == date(2024, 3, 5)
        assert "订单 明细.csv" in found.html

    def test_a_column_named_by_hand(self, file: Path, tmp_path: Path):
        found = valued(
            tmp_path / "out", file, "--map", "region=地区", "--map", "orders.amount=金额",
            "--currency", "CNY",
        )  # fmt: skip
        assert {row["region"] for row in rows(found.folder / "lines.parquet")} == {"华东", "华南"}


class TestAgain:
    def test_the_mapping_it_wrote_gives_the_same(self, tmp_path: Path, shop: Path):
        renamed = tmp_path / "odd.csv"
        renamed.write_text(
            shop.read_text(encoding="utf-8").replace("amount", "Wert_x"), encoding="utf-8"
        )
        options = ("--map", "amount=Wert_x", "--currency", "CNY", "--as-of", "2024-05-01")
        first = valued(tmp_path / "first", renamed, *options)
        again = valued(
            tmp_path / "again", renamed,
            "--map", first.folder / "mapping", "--currency", "CNY", "--as-of", "2024-05-01",
        )  # fmt: skip
        assert again.customers() == first.customers()
        assert again.figures == first.figures

    def test_the_same_run_writes_the_same_bytes(self, valued_shop: Valued, tmp_path: Path):
        before = contents(valued_shop.folder)
        again = valued(
            Path(shutil.copytree(valued_shop.folder, tmp_path / "out")),
            valued_shop.folder.parent / "shop.csv",
            *("--currency", "CNY"),
        )
        assert contents(again.folder) == before
        assert {"report.html", "customers.csv", "figures.json", "run.json"} <= set(before)

    def test_nothing_unfinished_is_left_behind(self, valued_shop: Valued):
        left = [path.name for path in valued_shop.folder.rglob("*") if path.name.startswith(".")]
        assert not left

    def test_the_input_may_lie_in_the_folder_of_the_results(self, shop: Path, tmp_path: Path):
        folder = tmp_path / "both"
        folder.mkdir()
        shutil.move(shop, folder / "shop.csv")
        assert valued(folder, folder / "shop.csv").figures["va01_revenue"]["value"] == "35.50"


def contents(folder: Path) -> dict[str, bytes]:
    """All files but Parquet, whose bytes may hold the order of the threads."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".parquet"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("command", [(), ("value",), ("cut",), ("demo",)])
def test_help_in_every_language(language: str, command: tuple[str, ...]):
    told = goodwill("--language", language, *command, "--help")
    assert told.code == 0
    assert "--language" in told.out
    in_english = goodwill("--language", "en", *command, "--help")
    assert (told.out == in_english.out) == (language == "en")


def test_the_three_languages_are_three():
    told = {goodwill("--language", tag, "value", "-h").out for tag in ("en", "zh-Hans", "zh-Hant")}
    assert len(told) == 3
