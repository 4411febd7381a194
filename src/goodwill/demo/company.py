"""What is true of the simulated company: its customer groups, its places, its campaigns."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from goodwill.demo.calendar import Clock, as_date, as_day, clock
from goodwill.demo.columns import Floats
from goodwill.demo.products import Products, products

BLOCK = 10_000
"""Customers who are drawn together, from generators of their own."""

DAYS_PER_YEAR = 365.25
HORIZON_DAYS = 365

PRICE_GROWTH = 0.015
REGULAR_STEPS = 4
"""A regular buyer's gaps are Erlang with this shape: half as scattered as a Poisson's."""


@dataclass(frozen=True)
class Group:
    """One segment of customers, with the parameters that its customers are drawn from.

    Rates are gamma distributed over customers: `orders_a_year` and `deaths_a_year` are
    the means, `order_shape` and `death_shape` the gamma shapes (1 / shape is the squared
    coefficient of variation). `families` weighs the product families in their order.
    """

    name: str
    kind: str
    share: float
    orders_a_year: float
    order_shape: float
    deaths_a_year: float
    death_shape: float
    regular: float
    lines: float
    scale: float
    visits_a_year: float
    calls_a_year: float
    families: tuple[float, ...]


GROUPS = (
    Group("manufacturing", "organisation", .12, 7.0, 1.2, .22, 1.5, .40, 3.4, 4.0, 1.9, 4.0,
          (.20, .36, .28, .02, .06, .08)),
    Group("retail", "organisation", .09, 6.0, 1.0, .34, 1.2, .25, 3.0, 5.0, 1.5, 3.5,
          (.34, .18, .14, .18, .04, .12)),
    Group("hospitality", "organisation", .11, 10.0, 1.1, .42, 1.1, .45, 3.8, 5.0, 1.7, 4.5,
          (.42, .05, .30, .16, .05, .02)),
    Group("healthcare", "organisation", .06, 6.0, 1.5, .14, 1.6, .50, 2.8, 4.0, 2.0, 3.5,
          (.12, .28, .48, .02, .06, .04)),
    Group("education", "organisation", .06, 4.0, 1.2, .13, 1.5, .35, 3.0, 4.0, 1.8, 3.0,
          (.16, .50, .20, .02, .05, .07)),
    Group("household", "person", .34, 2.8, .9, .38, 1.0, .10, 1.8, 1.0, .0, 1.1,
          (.44, .10, .18, .16, .04, .08)),
    Group("home office", "person", .13, 4.0, 1.0, .32, 1.1, .20, 2.0, 1.3, .0, .9,
          (.36, .40, .08, .06, .06, .04)),
    Group("gift buyer", "person", .09, 1.5, .8, .46, .9, .05, 2.2, 1.6, .0, 1.6,
          (.22, .02, .01, .24, .03, .48)),
)  # fmt: skip

SIZES = ("micro", "small", "medium", "large")
SIZE_SHARES = (0.48, 0.33, 0.15, 0.04)
SIZE_SCALES = (0.4, 1.0, 3.0, 10.0)
"""How much more a larger organisation puts into each line of an order."""
SIZE_VISITS = (0.6, 0.9, 1.6, 3.2)
SIZE_DISCOUNTS = ((0, 0, 0, 3), (0, 0, 3, 5), (3, 5, 8, 10), (8, 10, 12, 15))
"""The discounts agreed with organisations of each size, in per cent, equally likely."""

AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
AGE_SHARES = (0.10, 0.29, 0.27, 0.18, 0.10, 0.06)


@dataclass(frozen=True)
class Place:
    """A province or country by its ISO 3166 code; `haul` multiplies the cost of delivery."""

    code: str
    name: str
    city: str
    share: float
    branch: str
    haul: float


PLACES = (
    Place("CN-SH", "上海 Shanghai", "上海", .17, "East branch", 1.0),
    Place("CN-JS", "江苏 Jiangsu", "苏州", .12, "East branch", 1.0),
    Place("CN-ZJ", "浙江 Zhejiang", "杭州", .11, "East branch", 1.0),
    Place("CN-AH", "安徽 Anhui", "合肥", .04, "East branch", 1.1),
    Place("CN-GD", "广东 Guangdong", "深圳", .13, "South branch", 1.2),
    Place("CN-FJ", "福建 Fujian", "厦门", .05, "South branch", 1.2),
    Place("CN-BJ", "北京 Beijing", "北京", .09, "North branch", 1.3),
    Place("CN-TJ", "天津 Tianjin", "天津", .03, "North branch", 1.3),
    Place("CN-SD", "山东 Shandong", "青岛", .06, "North branch", 1.2),
    Place("CN-LN", "辽宁 Liaoning", "大连", .03, "North branch", 1.5),
    Place("CN-SC", "四川 Sichuan", "成都", .05, "West branch", 1.6),
    Place("CN-CQ", "重庆 Chongqing", "重庆", .03, "West branch", 1.6),
    Place("CN-SN", "陕西 Shaanxi", "西安", .02, "West branch", 1.6),
    Place("CN-XJ", "新疆 Xinjiang", "乌鲁木齐", .01, "West branch", 2.8),
    Place("HK", "香港 Hong Kong", "香港", .025, "Export", 1.9),
    Place("SG", "新加坡 Singapore", "新加坡", .015, "Export", 3.2),
    Place("DE", "Germany", "Hamburg", .01, "Export", 4.0),
    Place("GB", "United Kingdom", "Bristol", .01, "Export", 4.0),
)  # fmt: skip
FIRST_ABROAD = 15  # from Singapore on, most names are Western


@dataclass(frozen=True)
class Campaign:
    """One campaign and its true effect.

    `lift[segment]` is the relative rise of a treated customer's rate of ordering during
    the campaign: 0.3 means 30 % more orders than without it. Segments not named were not
    in the audience. Where `lift_by_preference` names the customer's preferred channel, that
    is the lift instead; a negative one takes orders away. `moved_share` of the hold-out's
    best customers were put among the treated by those in charge: randomisation is broken.
    """

    id: str
    name: str
    channel: str
    days_before_as_of: int
    duration_days: int
    holdout_share: float
    contact_cost_minor: int
    lift: dict[str, float]
    fixed_cost_minor: int
    lift_by_preference: dict[str, float] = field(default_factory=dict)
    moved_share: float = 0.0
    topic: str = "campaigns"

    @property
    def kind(self) -> str:
        return CAMPAIGN_KINDS.get(self.id, "promotion")


CAMPAIGN_KINDS = {"CMP-02": "win-back", "CMP-05": "cross-sell", "CMP-06": "care"}
CAMPAIGNS = (
    Campaign("CMP-01", "双十一老客户专享 Singles' Day for members", "e-mail", 614, 21, .10, 30,
             {"household": .35, "home office": .35, "gift buyer": .60}, 1_800_00),
    Campaign("CMP-02", "企业续购电话回访 Renewal calls", "telephone", 480, 42, .20, 2500,
             {"manufacturing": .30, "retail": .20, "hospitality": .20, "healthcare": .30},
             2_400_00),
    Campaign("CMP-03", "夏季清洁促销 Summer cleaning", "e-mail", 360, 28, .15, 30,
             {"hospitality": .15, "healthcare": .15, "household": .0, "home office": .0}, 900_00),
    Campaign("CMP-04", "新春礼盒 New Year gift boxes", "SMS", 163, 21, .10, 60,
             {"household": .40, "gift buyer": .90, "retail": .25}, 1_500_00),
    Campaign("CMP-05", "教育行业开学季 Back to school", "post", 130, 35, .20, 450,
             {"education": .25}, 1_200_00),
    Campaign("CMP-06", "春季全客户邮件 Spring newsletter", "e-mail", 84, 28, .15, 20,
             {group.name: .0 for group in GROUPS}, 600_00),
    Campaign("CMP-07", "微信会员券 WeChat coupons", "WeChat", 300, 56, .50, 40,
             {"household": .0, "home office": .0, "gift buyer": .0}, 2_000_00,
             {"WeChat": .70, "e-mail": .25, "SMS": .0, "telephone": .0, "post": -.35},
             topic="later campaigns"),
    Campaign("CMP-08", "会员日 Members' day", "SMS", 235, 28, .20, 60,
             {"household": .10, "home office": .10, "retail": .10}, 1_000_00,
             moved_share=.75, topic="later campaigns"),
)  # fmt: skip
MOVED_FROM = 0.7
"""Who orders more than this share of the members is one of the best customers."""


@dataclass(frozen=True)
class Pilot:
    """Something tried in one unit for a while, with its true effect on all who buy there.

    `unit_kind` is a column of the order lines and `unit` what stands in it. A roll-out is
    a pilot that begins in one unit after another.
    """

    id: str
    name: str
    unit_kind: str
    unit: str
    days_before_as_of: int
    duration_days: int
    lift: float


_ROLLOUT = ("PLT-02", "当日达 Same-day delivery", "region")
PILOTS = (
    Pilot("PLT-01", "售后专员 After-sales visits", "department", "North branch", 120, 100, 0.35),
    Pilot(*_ROLLOUT, "广东 Guangdong", 560, 270, 0.30),
    Pilot(*_ROLLOUT, "四川 Sichuan", 500, 210, 0.30),
    Pilot(*_ROLLOUT, "江苏 Jiangsu", 440, 150, 0.20),
    Pilot(*_ROLLOUT, "浙江 Zhejiang", 380, 90, 0.20),
)

TOPICS = ("people", "names", "lives", "orders", "lines", "campaigns", "serving", "care", "sales",
          "dirt", "later campaigns", "lost orders", "pilots", "touches", "consent", "activities",
          "contacts", "contact details", "case handling", "answers", "selling", "messages",
          "community", "portal", "invoices", "handling", "staff", "working", "scores")  # fmt: skip
COMPANY_TOPICS = ("ledger", "planning", "programme", "market", "records")
"""What is drawn once for the whole company."""


@dataclass(frozen=True)
class Company:
    """One simulated company: everything that follows from its size, seed and dates."""

    customers: int
    seed: int
    as_of: date
    years: float

    @property
    def end_day(self) -> int:
        """The first day that is not in the files: the day after `as_of`."""
        return as_day(self.as_of) + 1

    @cached_property
    def start_day(self) -> int:
        """The day it opened; no customer bought before."""
        return self.end_day - round(DAYS_PER_YEAR * self.years)

    @property
    def opened_on(self) -> date:
        return as_date(self.start_day)

    @cached_property
    def products(self) -> Products:
        return products(self.seed)

    @cached_property
    def clocks(self) -> dict[str, Clock]:
        days = self.end_day - self.start_day + HORIZON_DAYS
        return {kind: clock(kind, self.start_day, days) for kind in ("organisation", "person")}

    @cached_property
    def product_shares(self) -> Floats:
        """What a line holds, shape (groups, products): a family's products share it unevenly."""
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(1,)))
        liking = rng.gamma(8.0, size=len(self.products.family))
        weights = np.array([[g.families[f] for f in self.products.family] for g in GROUPS])
        family_sums = np.bincount(self.products.family, liking)
        return np.asarray(weights * liking / family_sums[self.products.family])

    @cached_property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Those that began after the company opened."""
        return tuple(c for c in CAMPAIGNS if self.begins(c) > self.start_day)

    @cached_property
    def pilots(self) -> tuple[Pilot, ...]:
        """Those that began after the company opened."""
        return tuple(p for p in PILOTS if self.begins(p) > self.start_day)

    def begins(self, what: Campaign | Pilot) -> int:
        return self.end_day - what.days_before_as_of

    def ends(self, what: Campaign | Pilot) -> int:
        """The first day after it."""
        return self.begins(what) + what.duration_days

    @property
    def blocks(self) -> int:
        return -(-self.customers // BLOCK)

    def block_size(self, block: int) -> int:
        return min(BLOCK, self.customers - block * BLOCK)

    def generator(self, block: int, topic: str) -> np.random.Generator:
        """Independent of how many blocks there are, and of what other topics draw."""
        key = (2, block, TOPICS.index(topic))
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))

    def whole(self, topic: str) -> np.random.Generator:
        """For what is drawn once, whatever the number of blocks."""
        key = (3, COMPANY_TOPICS.index(topic))
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))

    def price_growth(self) -> Floats:
        """By how much list prices stand above the opening year's, for each calendar year."""
        years = self.as_of.year - self.opened_on.year + 2
        return np.asarray((1 + PRICE_GROWTH) ** np.arange(years))

    def parameters(self) -> dict[str, Any]:
        """Everything that was chosen, as plain JSON."""
        return {
            "customers": self.customers,
            "seed": self.seed,
            "opened_on": self.opened_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "currency": "CNY",
            "price_growth_a_year": PRICE_GROWTH,
            "regular_steps": REGULAR_STEPS,
            "groups": [asdict(group) for group in GROUPS],
            "campaigns": [asdict(campaign) for campaign in self.campaigns],
            "pilots": [asdict(pilot) for pilot in self.pilots],
        }
