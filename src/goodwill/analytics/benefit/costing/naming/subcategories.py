"""The 37 sub-categories of cost, each with where it stands and how it counts unless told."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.analytics.benefit.costing.naming.categories import Category
from goodwill.analytics.benefit.costing.naming.kinds import (
    Behaviour,
    Driver,
    Nature,
    Stage,
    Treatment,
)
from goodwill.language import Sentence


@dataclass(frozen=True)
class Defaults:
    """How an entry counts where it does not say itself.

    `behaviour` is `capex` only for an entry that names its asset; without one it is `one-off`.
    """

    stage: Stage = Stage.SHARED
    treatment: Treatment = Treatment.SUSTAINING
    behaviour: Behaviour = Behaviour.ONE_OFF
    nature: Nature = Nature.CASH
    driver: Driver = Driver.NONE


@dataclass(frozen=True)
class Subcategory:
    """One kind of cost: its code, its place in the requirements, its name and its defaults."""

    code: str
    requirement: str
    category: Category
    label: Sentence
    defaults: Defaults


_PAY = Defaults(treatment=Treatment.POOL, behaviour=Behaviour.RECURRING, driver=Driver.TIME)
_STAFF = Defaults(treatment=Treatment.POOL, driver=Driver.TIME)
_PLATFORM = Defaults(treatment=Treatment.PLATFORM, driver=Driver.USERS)
_RENTED = Defaults(treatment=Treatment.PLATFORM, behaviour=Behaviour.RECURRING, driver=Driver.USERS)
_BOUGHT = Defaults(treatment=Treatment.PLATFORM, behaviour=Behaviour.CAPEX, driver=Driver.USERS)
_WINNING = Defaults(Stage.ACQUIRE, Treatment.DIRECT, driver=Driver.TOUCHES)
_COMPANY = Defaults()
_WAITING = Defaults(
    Stage.RETAIN, Treatment.DIRECT, Behaviour.VOLUME_DRIVEN, Nature.IMPUTED, Driver.TIME
)
_FORGONE = Defaults(nature=Nature.MEMO)


def _of(
    code: str, requirement: str, category: Category, label: Sentence, defaults: Defaults
) -> Subcategory:
    return Subcategory(code, requirement, category, label, defaults)


_PEOPLE, _SOFTWARE, _HARDWARE, _DATA = (
    Category.PEOPLE, Category.SOFTWARE, Category.INFRASTRUCTURE, Category.DATA,
)  # fmt: skip
_MARKETING, _SERVICE, _PROCESS, _TRAINING = (
    Category.MARKETING, Category.SERVICE, Category.PROCESS, Category.TRAINING,
)  # fmt: skip

SUBCATEGORIES: tuple[Subcategory, ...] = (
    _of("recruiting", "R237", _PEOPLE, Sentence("Recruiting"), _STAFF),
    _of("staff-training", "R238", _TRAINING, Sentence("Staff training"), _STAFF),
    _of("pay", "R239", _PEOPLE, Sentence("Pay and benefits"), _PAY),
    _of("performance-management", "R240", _PEOPLE, Sentence("Performance management"), _STAFF),
    _of(
        "software",
        "R241",
        _SOFTWARE,
        Sentence("Software: purchase, upgrades, support"),
        _BOUGHT,
    ),
    _of("licences", "R242", _SOFTWARE, Sentence("Licences by users and modules"), _RENTED),
    _of(
        "maintenance",
        "R243",
        _SOFTWARE,
        Sentence("Software maintenance after the free period"),
        _RENTED,
    ),
    _of("hardware", "R244", _HARDWARE, Sentence("Servers, computers and devices"), _BOUGHT),
    _of("network", "R245", _HARDWARE, Sentence("Network: routers, switches, firewalls"), _BOUGHT),
    _of("data-storage", "R246", _DATA, Sentence("Data storage and its safety"), _RENTED),
    _of("hosting", "R247", _HARDWARE, Sentence("Server rental and hosting"), _RENTED),
    _of("customisation", "R248", _SOFTWARE, Sentence("Customisation and integration"), _BOUGHT),
    _of("advertising", "R249", _MARKETING, Sentence("Advertising and events"), _WINNING),
    _of(
        "promotions",
        "R250",
        _MARKETING,
        Sentence("Promotions: discounts and gifts"),
        Defaults(Stage.SHARED, Treatment.DIRECT, Behaviour.VOLUME_DRIVEN, driver=Driver.GIFTS),
    ),
    _of(
        "relationship-care",
        "R251",
        _SERVICE,
        Sentence("Care of relationships and memberships"),
        Defaults(Stage.RETAIN, Treatment.DIRECT, driver=Driver.TOUCHES),
    ),
    _of(
        "market-research",
        "R252",
        _MARKETING,
        Sentence("Market research"),
        Defaults(Stage.ACQUIRE, Treatment.SUSTAINING),
    ),
    _of("process-redesign", "R253", _PROCESS, Sentence("Redesign of processes"), _COMPANY),
    _of("process-training", "R254", _TRAINING, Sentence("Training for new processes"), _STAFF),
    _of("coordination", "R255", _PROCESS, Sentence("Communication and coordination"), _COMPANY),
    _of("decision-time", "R256", Category.TIME, Sentence("Time spent deciding"), _COMPANY),
    _of("project-delay", "R257", Category.TIME, Sentence("Projects that take longer"), _COMPANY),
    _of(
        "customer-waiting",
        "R258",
        Category.TIME,
        Sentence("Customers' time spent waiting"),
        _WAITING,
    ),
    _of(
        "other-investments",
        "R259",
        Category.OPPORTUNITY,
        Sentence("Other investments forgone"),
        _FORGONE,
    ),
    _of(
        "missed-market-share",
        "R260",
        Category.OPPORTUNITY,
        Sentence("Market share missed"),
        _FORGONE,
    ),
    _of("strategy-adjustment", "R261", _PROCESS, Sentence("Adjusting the strategy"), _COMPANY),
    _of(
        "data-management",
        "R262",
        _DATA,
        Sentence("Data: collecting, cleaning, joining, storing"),
        _PLATFORM,
    ),
    _of("analysis-tools", "R263", _DATA, Sentence("Tools for analysing data"), _RENTED),
    _of("analysis", "R264", _DATA, Sentence("Reading analyses and acting on them"), _STAFF),
    _of("data-protection", "R265", _DATA, Sentence("Data security and privacy"), _PLATFORM),
    _of(
        "service-centre",
        "R266",
        _SERVICE,
        Sentence("Service centre: pay, training, rooms, equipment"),
        Defaults(Stage.RETAIN, Treatment.POOL, Behaviour.RECURRING, driver=Driver.TIME),
    ),
    _of(
        "complaints",
        "R267",
        _SERVICE,
        Sentence("Handling of complaints"),
        Defaults(
            Stage.RETAIN, Treatment.DIRECT, Behaviour.VOLUME_DRIVEN, driver=Driver.COMPENSATION
        ),
    ),
    _of(
        "partners",
        "R268",
        Category.PARTNER,
        Sentence("Partners: agreements and fees"),
        Defaults(Stage.EXPAND, Treatment.DIRECT, driver=Driver.PARTNER_REVENUE),
    ),
    _of(
        "crm-promotion",
        "R269",
        _MARKETING,
        Sentence("Telling customers about the CRM"),
        Defaults(Stage.RETAIN, Treatment.DIRECT, driver=Driver.TOUCHES),
    ),
    _of("internal-communication", "R270", _PROCESS, Sentence("Internal communication"), _COMPANY),
    _of("courses", "R271", _TRAINING, Sentence("Courses and practice"), _STAFF),
    _of("training-evaluation", "R272", _TRAINING, Sentence("Tests of what was learned"), _STAFF),
    _of("personnel", "R273", _PEOPLE, Sentence("Personnel, not told apart"), _PAY),
)

BY_CODE = {each.code: each for each in SUBCATEGORIES}

CATEGORY_DEFAULTS: dict[Category, Defaults] = {
    Category.PEOPLE: _PAY,
    Category.SOFTWARE: _BOUGHT,
    Category.INFRASTRUCTURE: _BOUGHT,
    Category.DATA: _PLATFORM,
    Category.MARKETING: _WINNING,
    Category.SERVICE: Defaults(Stage.RETAIN, Treatment.POOL, driver=Driver.TIME),
    Category.PROCESS: _COMPANY,
    Category.TRAINING: _STAFF,
    Category.PARTNER: BY_CODE["partners"].defaults,
    Category.TIME: _COMPANY,
    Category.OPPORTUNITY: _FORGONE,
}
"""For entries that name a category and no sub-category."""
