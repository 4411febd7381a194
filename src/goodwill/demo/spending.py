# ruff: noqa: E501 - data, in the width that the eye compares best
"""What the simulated company spends on its customers beyond their goods: data, little code."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.demo.staff import DESK, IT, MARKETING, POOLED, SERVICE, WORK_DEPARTMENTS


@dataclass(frozen=True)
class Item:
    """Something that is spent again and again, or a few times.

    `yuan` is what it costs each time for 5,000 customers, in its currency. It comes every
    `every` months from the month `first` on, on the day `day`, `times` times at most. `noise`
    is the standard deviation of its logarithm. `recurs` makes one entry of it that says so, for
    `lasts` months or without an end.
    """

    subcategory: str
    vendor: str
    yuan: float
    stage: str = "shared"
    department: str | None = None
    channel: str | None = None
    treatment: str = "sustaining"
    driver: str = "none"
    nature: str = "cash"
    behaviour: str = "recurring"
    evidence: str = "invoice"
    currency: str = "CNY"
    every: int = 1
    first: int = 0
    day: int = 10
    times: int = 10_000
    noise: float = 0.06
    recurs: str | None = None
    system: str = "ERP"
    region: str | None = None
    segment: str | None = None
    lasts: int | None = None


CATEGORY_OF = {
    "recruiting": "people", "pay": "people", "performance-management": "people",
    "software": "software", "licences": "software", "maintenance": "software", "customisation": "software",
    "hardware": "infrastructure", "network": "infrastructure", "hosting": "infrastructure",
    "data-storage": "data", "data-management": "data", "analysis-tools": "data", "analysis": "data", "data-protection": "data",
    "advertising": "marketing", "promotions": "marketing", "market-research": "marketing", "crm-promotion": "marketing",
    "relationship-care": "service", "service-centre": "service", "complaints": "service",
    "process-redesign": "process", "coordination": "process", "internal-communication": "process", "strategy-adjustment": "process",
    "staff-training": "training", "process-training": "training", "courses": "training", "training-evaluation": "training",
    "partners": "partner",
    "decision-time": "time", "project-delay": "time", "customer-waiting": "time",
    "other-investments": "opportunity", "missed-market-share": "opportunity",
}  # fmt: skip
_SERVICE, _MARKETING = WORK_DEPARTMENTS[SERVICE], WORK_DEPARTMENTS[MARKETING]
PAY = {SERVICE: 9_500, DESK: 8_600, MARKETING: 15_000, IT: 18_500}
SALES_PAY, ON_TOP = 16_000, 0.32
"""Yuan a month for one person, and what insurance and benefits add to it."""

ITEMS = (
    Item("recruiting", "智联猎才", 5_200, every=3, first=1, noise=0.2),
    Item("staff-training", "申江培训", 3_400, noise=0.15, day=18),
    Item("performance-management", "衡量咨询", 8_000, every=6, first=5),
    Item("licences", "Kontakt Software GmbH", 780, treatment="platform", behaviour="volume-driven", currency="EUR", noise=0.04, day=3),
    Item("maintenance", "Kontakt Software GmbH", 310, treatment="platform", currency="EUR", first=12, every=1, times=1, recurs="monthly", noise=0.0, day=5, lasts=18),
    Item("software", "Kontakt Software GmbH", 2_600, treatment="platform", behaviour="one-off", currency="EUR", first=2, every=12, day=22),
    Item("customisation", "云桥集成", 26_000, treatment="platform", behaviour="one-off", first=1, every=2, times=3, noise=0.2),
    Item("network", "沪光网络", 1_350, treatment="platform", noise=0.01, day=6),
    Item("data-storage", "Nimbus Storage Inc.", 240, treatment="platform", behaviour="volume-driven", currency="USD", noise=0.08, day=2),
    Item("hosting", "浦江云", 2_900, treatment="platform", noise=0.0, day=1),
    Item("data-management", "数清科技", 4_300, noise=0.12, day=14),
    Item("analysis-tools", "Lattice Analytics Ltd", 205, currency="USD", noise=0.03, day=9),
    Item("analysis", "内部", 3_100, every=3, first=2, evidence="estimate", system="time sheet"),
    Item("data-protection", "安盾审计", 15_000, treatment="platform", first=6, times=1, recurs="yearly", noise=0.0),
    Item("advertising", "海通搜索", 9_800, "acquire", _MARKETING, "search engine", behaviour="volume-driven", noise=0.14, day=28),
    Item("advertising", "浦江传媒", 6_400, "acquire", _MARKETING, "WeChat", behaviour="volume-driven", noise=0.16, day=27),
    Item("advertising", "华东会展", 18_000, "acquire", _MARKETING, "trade fair", behaviour="one-off", every=6, first=3, noise=0.2, day=20, region="上海 Shanghai"),
    Item("advertising", "Harbour Media HK", 2_100, "acquire", _MARKETING, "advertisement", currency="HKD", noise=0.12, day=26),
    Item("promotions", "内部", 5_600, "expand", _MARKETING, treatment="direct", driver="touches", noise=0.25, day=24),
    Item("relationship-care", "礼尚礼品", 21_000, "retain", _MARKETING, treatment="direct", driver="gifts", behaviour="one-off", every=12, first=6, day=15),
    Item("relationship-care", "内部", 17_000, "retain", _MARKETING, treatment="direct", driver="points", every=6, first=5, day=25, evidence="estimate"),
    Item("market-research", "明察研究", 9_500, "acquire", _MARKETING, every=3, first=0, noise=0.1),
    Item("crm-promotion", "印象印刷", 2_700, "retain", _MARKETING, every=4, first=3, noise=0.2, segment="household"),
    Item("process-redesign", "衡量咨询", 22_000, behaviour="one-off", first=3, every=3, times=4),
    Item("process-training", "申江培训", 4_800, behaviour="one-off", first=4, every=3, times=4),
    Item("coordination", "内部", 3_800, evidence="time study", noise=0.18, day=30, system="time sheet"),
    Item("internal-communication", "内部", 1_100, evidence="estimate", noise=0.1, day=30, system="time sheet"),
    Item("decision-time", "内部", 2_500, evidence="estimate", noise=0.2, day=29, system="time sheet"),
    Item("project-delay", "内部", 12_000, nature="imputed", behaviour="one-off", evidence="estimate", first=7, every=9, times=2, system="time sheet"),
    Item("customer-waiting", "内部", 4_400, "retain", _SERVICE, nature="imputed", evidence="estimate", noise=0.15, day=30, system="telephony"),
    Item("other-investments", "内部", 30_000, nature="memo", behaviour="one-off", evidence="estimate", first=11, every=12),
    Item("missed-market-share", "内部", 20_000, nature="memo", behaviour="one-off", evidence="estimate", first=11, every=12),
    Item("strategy-adjustment", "衡量咨询", 16_000, behaviour="one-off", first=17, every=12),
    Item("service-centre", "浦东物业", 5_900, "retain", _SERVICE, treatment="pool", noise=0.0, day=1),
    Item("service-centre", "声联通信", 1_250, "retain", _SERVICE, treatment="pool", noise=0.05, day=8),
    Item("complaints", "内部", 6_800, "retain", _SERVICE, treatment="direct", driver="compensation", behaviour="volume-driven", noise=0.2, day=21),
    Item("partners", "联销伙伴", 7_300, "expand", treatment="direct", driver="partner revenue", behaviour="volume-driven", noise=0.12, day=12),
    Item("courses", "申江培训", 2_900, noise=0.2, day=19),
    Item("training-evaluation", "测评中心", 2_200, every=3, first=2),
)  # fmt: skip
HOSTING = next(at for at, item in enumerate(ITEMS) if item.subcategory == "hosting")
STORAGE = next(at for at, item in enumerate(ITEMS) if item.subcategory == "data-storage")
ADVERTISING = next(at for at, item in enumerate(ITEMS) if item.vendor == "海通搜索")
MISSING_BEFORE, ANOMALY_BEFORE, DUPLICATE_BEFORE, REVERSED_BEFORE = 5, 3, 7, 10
"""So many months before the last: no invoice for hosting; data storage costs four times as
much; the search engine's invoice is entered twice; half of one is taken back."""
ANOMALY = 4.0


@dataclass(frozen=True)
class Bought:
    """Something bought to be used for years; `yuan` for 5,000 customers."""

    id: str
    name: str
    subcategory: str
    treatment: str
    department: str | None
    yuan: float
    salvage: float
    life_months: int
    method: str
    first: int


ASSETS = (
    Bought("AST-01", "客户系统服务器 CRM servers", "hardware", "platform", None, 96_000, 6_000, 48, "straight line", 1),
    Bought("AST-02", "呼叫中心设备 Call centre equipment", "hardware", "pool", _SERVICE, 38_000, 2_000, 36, "double declining", 8),
)  # fmt: skip
CURRENCIES = {"EUR": 7.80, "USD": 7.15, "HKD": 0.915}
"""What one unit was worth in yuan at the opening; a random walk from there."""
SALES = [WORK_DEPARTMENTS[place] for place in POOLED if place < SERVICE]
