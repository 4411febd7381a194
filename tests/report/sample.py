"""A report that shows every piece once, about a small named cast."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goodwill.analytics.figure import (
    Definition,
    Figure,
    Grade,
    Unit,
    money,
    proportion,
    ratio,
)
from goodwill.language import Sentence
from goodwill.report import Chapter, Fact, Finding, Report, Table, TableColumn, charts
from goodwill.report.charts import Item, Mark, Point, Series

AS_OF = date(2024, 12, 31)

PROFIT = Definition(
    "VA01",
    1,
    Sentence("Customer profit"),
    Sentence("What customers bring after returns and the cost of goods."),
    Sentence("revenue − returns − cost of goods"),
    Unit.MONEY,
)
REPEAT = Definition(
    "RL07",
    2,
    Sentence("Repeat-purchase rate"),
    Sentence("The share of customers with an order who came back for a second one."),
    Sentence("customers with two orders or more ÷ customers with an order"),
    Unit.SHARE,
    benchmark=Sentence("A rule of thumb is 50 %."),
)
CUSTOMERS = Definition(
    "RL01",
    1,
    Sentence("Customers with an order"),
    Sentence("Customers with at least one order that was not cancelled."),
    Sentence("count of customers"),
    Unit.CUSTOMERS,
)
TOP = Definition(
    "VA07",
    1,
    Sentence("Profit from the top 20 %"),
    Sentence("The part of all profit that the most profitable fifth of customers brings."),
    Sentence("profit of the top 20 % ÷ profit of all"),
    Unit.SHARE,
)
EFFECT = Definition(
    "BE02",
    1,
    Sentence("Margin beyond the hold-out"),
    Sentence("What the campaign brought that would not have come without it."),
    Sentence("margin of the treated − margin of the hold-out, scaled"),
    Unit.MONEY,
)

profit = money(
    PROFIT, 128_450_322, "CNY", as_of=AS_OF, n=2357, records="customers.csv, column profit"
)
repeat = proportion(
    REPEAT,
    1204,
    2357,
    as_of=AS_OF,
    records="customers.csv where orders >= 2",
    method=Sentence("Wilson score interval."),
)
customers = Figure(CUSTOMERS, 2357, as_of=AS_OF, n=2357, records="customers.csv")
top = ratio(TOP, Decimal("1759769.41"), Decimal("1284503.22"), as_of=AS_OF, n=2357, currency="CNY")
effect = Figure(
    EFFECT,
    Decimal("182000"),
    as_of=AS_OF,
    n=1900,
    currency="CNY",
    low=Decimal("-41000"),
    high=Decimal("323000"),
    level=0.95,
    grade=Grade.RANDOM_HOLDOUT,
    method=Sentence("Difference of means, CUPED."),
)
east = proportion(REPEAT, 310, 612, as_of=AS_OF, cut={"region": "华东"})
nothing = ratio(REPEAT, 0, 0, as_of=AS_OF, n=0, cut={"region": "西藏"})

NASTY = '<script>alert("王")</script> & Söhne'
CAST = [
    ("上海恒泰精密机械制造有限公司", Decimal("84200.50"), 31, date(2024, 12, 3)),
    ("Brightwater Dental Supplies Ltd", Decimal("61020"), 12, date(2024, 11, 20)),
    (NASTY, Decimal("-1204.75"), 2, date(2024, 3, 1)),
    ("新疆维吾尔自治区乌鲁木齐市天山区人民医院后勤保障部", None, 0, None),
]


def report() -> Report:
    return Report(
        title=Sentence("What our customers are worth"),
        subtitle=Sentence(
            "{n} customers brought {profit} after returns and the cost of goods.",
            n=2357,
            profit=profit,
        ),
        as_of=AS_OF,
        currency="CNY",
        summary=[profit, customers, repeat, top, effect, nothing],
        facts=[
            Fact(Sentence("Read"), "orders_2023.csv, orders_2024.csv"),
            Fact(Sentence("Rows"), 541_909),
            Fact(Sentence("Set aside"), Sentence("{n} row", "{n} rows", n=1_204)),
        ],
        chapters=[_worth(), _loyalty(), _campaigns()],
    )


def _worth() -> Chapter:
    return Chapter(
        "worth",
        Sentence("Who carries the company"),
        [
            Finding(
                "whale",
                Sentence("The top 20 % bring {top} of profit; the last 30 % cost money", top=top),
                text=[
                    Sentence(
                        "Ranked from the most to the least profitable, profit climbs to its peak "
                        "and then falls: the customers behind the peak cost more than they bring. "
                        "Of all customers, {repeat} came back.",
                        repeat=repeat,
                    )
                ],
                figures=[profit, top, repeat],
                chart=whale(),
                warnings=[
                    Sentence("There is no cost column, so profit is revenue after returns here.")
                ],
            ),
            Finding(
                "regions",
                Sentence("East brings half of the profit; West costs money"),
                chart=regions(),
                figures=[east, nothing],
            ),
            Finding(
                "negative",
                Sentence("These customers carry or cost the most"),
                table=cast_table(),
            ),
        ],
    )


def _loyalty() -> Chapter:
    return Chapter(
        "loyalty",
        Sentence("Who comes back"),
        [
            Finding("cohorts", Sentence("Newer cohorts come back less"), chart=cohorts()),
            Finding("months", Sentence("Revenue grew through the autumn"), chart=months()),
            Finding("amounts", Sentence("Most orders are below ¥ 400"), chart=amounts()),
            Finding("stages", Sentence("Half of the buyers buy again"), chart=stages()),
            Finding("many", Sentence("A long table shows its beginning"), table=long_table()),
        ],
    )


def _campaigns() -> Chapter:
    return Chapter(
        "campaigns",
        Sentence("What the campaigns brought"),
        [
            Finding(
                "spring",
                Sentence("Spring renewals brought {effect} beyond the hold-out", effect=effect),
                figures=[effect],
                chart=forest(),
            )
        ],
    )


def whale() -> charts.Chart:
    ends = [(0, 0), (0.05, 0.72), (0.1, 1.06), (0.2, 1.37), (0.35, 1.5), (0.5, 1.54), (0.7, 1.47)]
    points = [*ends, (0.85, 1.3), (0.95, 1.12), (1, 1)]
    return charts.whale_curve(
        points,
        description=Sentence("Cumulative profit by customer, most profitable first"),
        marks=[
            Mark(0.2, Sentence("Top 20 %: {share}", share=top)),
            Mark(0.5, Sentence("Behind the peak customers cost money")),
        ],
    )


def regions() -> charts.Chart:
    items = [
        Item("华东", Decimal("642000"), Decimal("600000"), Decimal("690000")),
        Item("South and the islands of the south", Decimal("320000")),
        Item("North", Decimal("210300")),
        Item("West", Decimal("-81000")),
        Item(NASTY, Decimal("-12000")),
    ]
    return charts.bars(
        items,
        description=Sentence("Profit by region"),
        label=Sentence("Region"),
        measure=Sentence("Profit"),
        unit=Unit.MONEY,
        currency="CNY",
        benchmark=Mark(220_000, Sentence("Mean of the regions")),
    )


def cohorts() -> charts.Chart:
    names = [f"2024-{month:02d}" for month in range(1, 13)]
    ages = [str(age) for age in range(12)]
    values = [
        [round(0.62 * 0.86**age - 0.01 * row, 3) if age else 1.0 for age in range(12 - row)]
        + [None] * row
        for row in range(12)
    ]
    return charts.heat_map(
        names,
        ages,
        values,
        description=Sentence("Customers who ordered again, by month of the first order"),
        row=Sentence("First order"),
        column=Sentence("Months after the first order; customers who ordered, in %"),
        unit=Unit.SHARE,
    )


def months() -> charts.Chart:
    def line(base: int, slope: int, band: int) -> list[Point]:
        return [
            Point(
                date(2024, m, 1), base + slope * m, base + slope * m - band, base + slope * m + band
            )
            for m in range(1, 13)
        ]

    return charts.line_with_band(
        [
            Series(Sentence("Repeat customers"), line(42_000, 2300, 5000)),
            Series("首购客户", line(30_000, -900, 3000)),
        ],
        description=Sentence("Revenue by month"),
        x=Sentence("Month"),
        measure=Sentence("Revenue"),
        unit=Unit.MONEY,
        currency="CNY",
    )


def amounts() -> charts.Chart:
    return charts.histogram(
        [0, 100, 200, 300, 400, 500, 600, 700, 800],
        [120, 640, 810, 560, 300, 140, 80, 20],
        description=Sentence("Orders by amount"),
        x=Sentence("Amount of the order"),
        measure=Sentence("Orders"),
        unit=Unit.MONEY,
        currency="CNY",
        marks=[Mark(262, Sentence("Median"))],
    )


def stages() -> charts.Chart:
    return charts.funnel(
        [
            Item(Sentence("Prospect"), 5200),
            Item(Sentence("First-time customer"), 2357),
            Item(Sentence("Repeat customer"), 1204),
            Item(Sentence("Brand advocate"), None),
        ],
        description=Sentence("Customers by loyalty stage"),
        label=Sentence("Loyalty stage"),
        measure=Sentence("Customers"),
    )


def forest() -> charts.Chart:
    return charts.interval_plot(
        [
            Item(Sentence("Class A"), Decimal("120000"), Decimal("60000"), Decimal("181000")),
            Item(Sentence("Class B"), Decimal("74000"), Decimal("-12000"), Decimal("160000")),
            Item(Sentence("Class C"), Decimal("-12000"), Decimal("-50000"), Decimal("26000")),
        ],
        description=Sentence("Effect by value class"),
        label=Sentence("Value class"),
        measure=Sentence("Margin beyond the hold-out"),
        unit=Unit.MONEY,
        currency="CNY",
        reference=Mark(0, Sentence("no effect")),
    )


def cast_table() -> Table:
    return Table(
        [
            TableColumn(Sentence("Customer")),
            TableColumn(Sentence("Profit"), Unit.MONEY, "CNY"),
            TableColumn(Sentence("Orders"), Unit.ORDERS),
            TableColumn(Sentence("Last order"), align="end"),
            TableColumn(Sentence("Repeat-purchase rate"), align="end"),
        ],
        [(*row, rate) for row, rate in zip(CAST, (repeat, east, nothing, None), strict=True)],
        note=Sentence("Amounts without tax."),
    )


def long_table() -> Table:
    return Table(
        [TableColumn("Customer"), TableColumn(Sentence("Orders"), Unit.ORDERS)],
        [(f"C{number:04d}", number) for number in range(80)],
        total=2357,
        file="customers.csv",
    )


def ledger_bridge() -> charts.Chart:
    steps = [
        Item(Sentence("Customers"), Decimal("612400.10")),
        Item(Sentence("Unused capacity"), Decimal("97120.00")),
        Item(Sentence("Not assigned"), Decimal("-1200.50")),
    ]
    return charts.waterfall(
        steps,
        total=Sentence("Ledger"),
        description=Sentence("How the costs of customers add up to the ledger."),
        label=Sentence("Part"),
        measure=Sentence("Cost"),
        unit=Unit.MONEY,
        currency="CNY",
    )


def deciding() -> charts.Chart:
    swings = [
        charts.Swing(Sentence("Retention"), -120_000, 910_000),
        charts.Swing("广告成本 and everything that goes with it", 310_000, 480_000),
    ]
    return charts.tornado(
        swings,
        base=Mark(400_000, Sentence("as planned")),
        description=Sentence("What moves the net present value most."),
        label=Sentence("Input"),
        unit=Unit.MONEY,
        currency="CNY",
    )
