"""The ledger judged: what counts, what is set aside and why, to the row and the minor unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from frames import Row, frame_of, rows_of

from goodwill.analytics.benefit.costing.ledger.entries import ENTRIES
from goodwill.analytics.benefit.costing.ledger.explaining import why
from goodwill.analytics.benefit.costing.ledger.judging import Judged, judged
from goodwill.analytics.benefit.costing.ledger.page import Count
from goodwill.analytics.benefit.costing.ledger.reasons import REASONS
from goodwill.analytics.benefit.costing.ledger.views import View, seen
from goodwill.analytics.benefit.costing.naming.coding import recoded
from goodwill.analytics.tables import ASSETS, BUDGETS, COST_ENTRIES, EXCHANGE_RATES, Frame, check
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

AS_OF = date(2024, 6, 30)
PLAIN: dict[str, Any] = {"served_on": date(2024, 3, 5), "amount_minor": 100_00, "category": "data"}


def entry(number: str | None, **told: Any) -> dict[str, Any]:
    return {**PLAIN, "entry_id": number, **told}


def judge(
    warehouse: Warehouse,
    rows: list[dict[str, Any]],
    *,
    rates: list[Row] | None = None,
    assets: list[Row] | None = None,
) -> Judged:
    placed = [{"source_row": at, **row} for at, row in enumerate(rows, 1)]
    listed = [{"source_row": at, **row} for at, row in enumerate(assets or [], 1)]
    quoted = [{"source_row": at, **row} for at, row in enumerate(rates or [], 1)]
    return judged(
        frame_of(warehouse, COST_ENTRIES, placed),
        currency="CNY",
        as_of=AS_OF,
        settle=warehouse.settle,
        rates=frame_of(warehouse, EXCHANGE_RATES, quoted) if rates else None,
        assets=frame_of(warehouse, ASSETS, listed) if assets else None,
    )


def rejected(found: Judged) -> dict[int, tuple[str, str | None]]:
    rows = rows_of(found.rejected, "source_row")
    return {row["source_row"]: (row["code"], row["about"]) for row in rows}


def amounts(found: Judged) -> dict[str, int]:
    return amounts_of(found.frame)


def amounts_of(frame: Frame) -> dict[str, int]:
    return {row["entry_id"]: row["amount_minor"] for row in rows_of(frame, "entry_id")}


SERVER: dict[str, Any] = {
    "asset_id": "server", "category": "hardware", "first_used_on": date(2024, 2, 10),
    "cost_minor": 120_00, "salvage_minor": 0, "life_months": 12, "method": "直线法",
}  # fmt: skip
RATES: list[Row] = [
    {"currency": "USD", "quoted_on": date(2024, 1, 1), "rate": 7.0},
    {"currency": "USD", "quoted_on": date(2024, 3, 1), "rate": 7.2},
    {"currency": "JPY", "quoted_on": date(2024, 1, 1), "rate": 0.048},
    {"currency": "EUR", "quoted_on": date(2024, 3, 5), "rate": 7.8},
    {"currency": "EUR", "quoted_on": date(2024, 3, 5), "rate": 7.9},
]
BAD: dict[str, tuple[dict[str, Any], str | None]] = {
    "unreadable_row": (entry("a", unreadable="row"), None),
    "unreadable_date": (entry("b", unreadable="date", served_on=None), None),
    "unreadable_amount": (entry("c", unreadable="amount", amount_minor=None), None),
    "unreadable_number": (entry("d", unreadable="number"), None),
    "no_date": (entry("e", served_on=None), None),
    "no_amount": (entry("f", amount_minor=None), None),
    "after_as_of": (entry("g", served_on=date(2024, 7, 1)), None),
    "zero_amount": (entry("h", amount_minor=0), None),
    "negative": (entry("i", amount_minor=-5), None),
    "positive_reversal": (entry("j", reverses="good"), None),
    "unknown_category": (entry("k", category="dat warehousing"), "dat warehousing"),
    "unknown_subcategory": (entry("l", subcategory="广告宜"), "广告宜"),
    "no_category": (entry("m", category=None), None),
    "subcategory_elsewhere": (entry("n", subcategory="advertising"), "advertising"),
    "unknown_stage": (entry("o", stage="aquire soon"), "aquire soon"),
    "unknown_nature": (entry("p", nature="natural"), "natural"),
    "unknown_behaviour": (entry("q", behaviour="odd"), "odd"),
    "unknown_treatment": (entry("r", treatment="spa"), "spa"),
    "unknown_interval": (entry("s", recurs="fortnightly"), "fortnightly"),
    "campaign_without_stage": (entry("t", campaign_id="spring"), "spring"),
    "capex_without_asset": (entry("u", behaviour="capex"), None),
    "unknown_asset": (entry("v", asset_id="yacht"), "yacht"),
    "refused_asset": (entry("w", asset_id="broken"), "broken"),
    "depreciation_twice": (entry("x", asset_id="server", nature="折旧"), "server"),
    "capex_again": (entry("y", asset_id="server", behaviour="capex", recurs="monthly"), None),
    "ends_first": (entry("z", recurs="monthly", until_on=date(2024, 3, 5)), None),
    "no_rate": (entry("aa", currency="HKD"), "HKD"),
    "two_rates": (entry("ab", currency="EUR"), "EUR"),
    "unknown_reversed": (entry("ac", amount_minor=-1, reverses="nobody"), "nobody"),
    "reversal_in_other_currency": (
        entry("ad", amount_minor=-1, reverses="good", currency="USD"), None,
    ),
    "reverses_too_much": (entry("ae", amount_minor=-100_01, reverses="good"), None),
}  # fmt: skip


GOOD: list[dict[str, Any]] = [
    entry("advert", category="廣告宣傳成本", evidence="估算"),
    entry("pay", category="人员", subcategory="工资", treatment="pool:Sales"),
    entry("kind", category="客户关怀成本", campaign_id="spring"),
    entry("own", driver="visits", treatment="direct", evidence="bill no. 7"),
    entry("box", category="hardware"),
    entry("before", currency="usd", served_on=date(2024, 2, 29)),
    entry("after", currency="USD"),
    entry("told", currency="USD", rate=6.5),
    entry("yen", currency="JPY", amount_minor=1_000),
    entry("large", currency="USD", amount_minor=123_456_789_012_345, rate=7.123456789),
    entry("bill", currency="USD", amount_minor=1_01, rate=7.0005, category="hardware",
          stage="retain", region="north"),
    entry("bill 1", currency="USD", amount_minor=-34, reverses="bill", rate=9.0,
          served_on=date(2024, 4, 1), category=None),
    entry("bill 2", currency="USD", amount_minor=-67, reverses="bill",
          served_on=date(2024, 5, 1), category="whatever"),
    entry("rent", served_on=date(2024, 1, 31), recurs="每月"),
    entry("fee", served_on=date(2023, 11, 15), recurs="quarterly", until_on=date(2024, 5, 15)),
    entry("tax", served_on=date(2020, 2, 29), recurs="yearly"),
    entry("back", amount_minor=-40_00, reverses="rent/202402", served_on=date(2024, 6, 1)),
    entry("rent/202404", amount_minor=90_00, served_on=date(2024, 4, 30)),
    entry("buy", asset_id="server", amount_minor=120_00, category="hardware"),
    entry("wait", nature="imputed"),
    entry("note", nature="memo"),
    entry("twin"), entry("twin"), entry("new"), entry("new", amount_minor=1),
    entry(None), entry(None),
    entry("bill 3", currency="USD", amount_minor=-1, reverses="bill", served_on=date(2024, 5, 2)),
]  # fmt: skip
FIRST_GOOD = len(BAD) + 2


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """Every bad row and every good one, judged in one ledger."""
    opened = DuckWarehouse(tmp_path_factory.mktemp("ledger"))
    rows = [entry("good"), *(row for row, _ in BAD.values()), *GOOD]
    broken = SERVER | {"asset_id": "broken", "life_months": 0}
    yield judge(opened, rows, rates=RATES, assets=[SERVER, broken])
    opened.close()


def test_every_bad_row_is_set_aside_for_its_one_reason(cast: Judged) -> None:
    wanted = {at: (code, about) for at, (code, (_, about)) in enumerate(BAD.items(), 2)}
    last = FIRST_GOOD + len(GOOD) - 1
    wanted |= {last - 5: ("copy", None), last - 4: ("edited", None), last - 3: ("edited", None)}
    wanted |= {last - 1: ("copy_without_number", None), last: ("reverses_too_much", None)}
    assert rejected(cast) == wanted
    assert {code for code, _ in wanted.values()} == {reason.code for reason in REASONS}


def test_the_good_rows_among_them_count(cast: Judged) -> None:
    known = {row["entry_id"] for row in GOOD} - {None, "new", "bill 3"}
    row = FIRST_GOOD + len(GOOD) - 3
    months = [*(f"rent/2024{month:02}" for month in (2, 3, 5, 6)), "fee/202402"]
    years = [f"tax/{year}02" for year in (2021, 2022, 2023, 2024)]
    kept = {name for name in amounts(cast) if "depreciation" not in name}
    assert kept == {"good", *known, f"row {row}", *months, *years}


def test_the_page_adds_up_by_currency(cast: Judged) -> None:
    page = cast.page
    aside = sum(each.rows for each in page.set_aside)
    assert page.rows_read == len(BAD) + len(GOOD) + 1 == page.rows_used + aside
    assert page.used["JPY"] == Count(1, 1_000)
    edited = page.aside("edited")
    assert edited is not None
    assert edited.by_currency == {"CNY": Count(2, 100_01)}
    assert edited.source_rows == (FIRST_GOOD + 23, FIRST_GOOD + 24)


def test_unknown_words_are_told_with_the_nearest(cast: Judged) -> None:
    said = " ".join(map(str, cast.remarks))
    assert "“广告宜” is no sub-category that we know; perhaps advertising is meant." in said
    assert "perhaps acquire is meant" in said
    assert "Row 2 of the assets is set aside. Life of no month: broken." in said


def test_every_row_set_aside_has_its_sentence(cast: Judged) -> None:
    said = {row: str(why(code, about)) for row, (code, about) in rejected(cast).items()}
    assert said[12].startswith("“dat warehousing” is no category that we know; perhaps data")
    assert "No exchange rate: HKD. There is no rate of the currency for that day" in said[28]
    assert said[9] == "Amount is zero. A cost of nothing changes nothing."
    assert all(sentence.endswith(".") for sentence in said.values())


def test_other_tables_take_the_words_of_the_ledger(duck_warehouse: DuckWarehouse) -> None:
    rows: list[Row] = [
        {"source_row": 1, "category": "廣告", "stage": "获客", "amount_minor": 5},
        {"source_row": 2, "category": "people", "subcategory": "工资", "stage": "soon"},
    ]
    frame, refusals = recoded(frame_of(duck_warehouse, BUDGETS, rows))
    found = rows_of(check(BUDGETS, frame), "source_row")
    assert [(row["category"], row["subcategory"], row["stage"]) for row in found] == [
        ("marketing", "advertising", "acquire"),
        ("people", "pay", "soon"),
    ]
    assert len(refusals) == 1
    assert str(refusals[0]).startswith("“soon” is no stage of the relationship")


def test_the_entries_keep_their_contract(cast: Judged) -> None:
    check(ENTRIES, cast.frame)


def test_words_in_three_scripts_become_codes_and_defaults(cast: Judged) -> None:
    names = ("advert", "pay", "kind", "own", "box")
    by_id = {row["entry_id"]: row for row in rows_of(cast.frame) if row["entry_id"] in names}
    asked = ("category", "subcategory", "stage", "treatment", "behaviour", "driver", "is_estimate")
    assert {name: tuple(row[one] for one in asked) for name, row in by_id.items()} == {
        "advert": ("marketing", "advertising", "acquire", "direct", "one-off", "touches", 1),
        "pay": ("people", "pay", "shared", "pool", "recurring", "none", 0),
        "kind": ("service", "relationship-care", "retain", "direct", "one-off", "touches", 0),
        "own": ("data", None, "shared", "direct", "one-off", "visits", 0),
        "box": ("infrastructure", "hardware", "shared", "platform", "one-off", "none", 0),
    }
    assert by_id["pay"]["department"] == "Sales"
    said = " ".join(map(str, cast.remarks))
    assert "2 entries that would usually buy assets name none" in said
    assert "“bill no. 7”" in said


def test_amounts_are_converted_at_the_day_of_the_entry(cast: Judged) -> None:
    found = amounts(cast)
    large = (123_456_789_012_345 * 7_123_456_789 + 5 * 10**8) // 10**9
    wanted = {"before": 700_00, "after": 720_00, "told": 650_00, "yen": 48_00, "large": large}
    assert {name: found[name] for name in wanted} == wanted


def test_a_reversal_takes_the_place_and_the_rate_of_its_entry(cast: Judged) -> None:
    kept = [row for row in rows_of(cast.frame, "entry_id") if row["entry_id"].startswith("bill")]
    assert [row["amount_minor"] for row in kept] == [7_07, -2_38, -4_69]
    assert [row["period"] for row in kept] == [202403, 202404, 202405]
    assert {(row["category"], row["stage"], row["region"]) for row in kept} == {
        ("infrastructure", "retain", "north")
    }


def test_recurring_entries_come_again_up_to_the_as_of_day(cast: Judged) -> None:
    days = {row["entry_id"]: row["served_day"] for row in rows_of(cast.frame)}
    on = {name: date.fromordinal(date(1970, 1, 1).toordinal() + day) for name, day in days.items()}
    assert [on[f"rent/2024{month:02}"] for month in (2, 3, 4, 5, 6)] == [
        date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31),
        date(2024, 6, 30),
    ]  # fmt: skip
    assert [on[f"tax/{year}02"].day for year in (2021, 2022, 2023, 2024)] == [28, 28, 28, 29]
    assert amounts(cast)["rent/202404"] == 90_00
    assert cast.page.repetitions == Count(9, 900_00)


def test_an_asset_is_paid_once_and_used_up_by_months(cast: Judged) -> None:
    in_view = {view: amounts_of(seen(cast.frame, view).frame) for view in View}
    asked = ("buy", "wait", "note")
    assert {name for name in asked if name in in_view[View.CASH]} == {"buy"}
    assert {name for name in asked if name in in_view[View.CONSUMPTION]} == {"wait"}
    months = {f"server/depreciation/2024{month:02}": 10_00 for month in (2, 3, 4, 5, 6)}
    extra = {name for name in in_view[View.CONSUMPTION] if name not in in_view[View.CASH]}
    assert extra == {*months, "wait"}
    assert months.items() <= in_view[View.CONSUMPTION].items()


def test_an_asset_in_another_currency_is_used_up_at_the_rate_of_its_payment(
    duck_warehouse: DuckWarehouse,
) -> None:
    server = SERVER | {"currency": "USD", "life_months": 3}
    buy = entry("buy", asset_id="server", amount_minor=120_00, currency="USD")
    found = judge(duck_warehouse, [buy], rates=RATES, assets=[server])
    assert found.page.depreciation.amount_minor == found.page.cash.amount_minor == 864_00
    other = judge(duck_warehouse, [buy | {"amount_minor": 100_00}], rates=RATES, assets=[server])
    assert "cost 864 CNY by the list and 720 by the ledger" in " ".join(map(str, other.remarks))
    assert other.page.depreciation.amount_minor == 864_00


def test_a_ledger_of_nothing_is_nothing(duck_warehouse: DuckWarehouse) -> None:
    found = judge(duck_warehouse, [])
    assert (found.page.rows_read, found.page.set_aside, amounts(found)) == (0, (), {})


def test_both_engines_judge_alike(proved_warehouse: Warehouse) -> None:
    rows = [
        entry("bill", currency="USD", amount_minor=1_01, rate=7.0005),
        entry("back", currency="USD", amount_minor=-34, reverses="bill"),
        entry("rent", served_on=date(2024, 1, 31), recurs="monthly", until_on=date(2024, 4, 1)),
        entry("buy", asset_id="server", amount_minor=120_00, category="hardware"),
        entry("what", category="whatever"),
        entry("twin"), entry("twin"), entry(None), entry(None),
        entry("large", currency="USD", amount_minor=123_456_789_012_345, rate=7.123456789),
    ]  # fmt: skip
    found = judge(proved_warehouse, rows, rates=RATES, assets=[SERVER | {"life_months": 4}])
    large = (123_456_789_012_345 * 7_123_456_789 + 5 * 10**8) // 10**9
    assert amounts(found) == {
        "bill": 7_07, "back": -2_38, "buy": 120_00, "twin": 100_00, "row 8": 100_00,
        "rent": 100_00, "rent/202402": 100_00, "rent/202403": 100_00, "large": large,
        **{f"server/depreciation/2024{month:02}": 30_00 for month in (2, 3, 4, 5)},
    }  # fmt: skip
    assert rejected(found) == {
        5: ("unknown_category", "whatever"), 7: ("copy", None), 9: ("copy_without_number", None),
    }  # fmt: skip
