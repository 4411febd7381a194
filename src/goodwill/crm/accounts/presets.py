"""The roles a company starts with: one for each kind of person the product is made for."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.accounts.abilities import EVERYTHING
from goodwill.crm.accounts.reach import Scope
from goodwill.language import Sentence


@dataclass(frozen=True)
class Preset:
    """A role as it is delivered; a company may change it afterwards."""

    name: Sentence
    purpose: Sentence
    scope: Scope
    abilities: tuple[str, ...]
    hidden_fields: tuple[str, ...] = ()
    needs_second_factor: bool = False


COSTS = ("orders.cost_minor", "order_lines.cost_minor", "products.unit_cost_minor")
"""What people see nothing of who only sell or serve: what things cost, so the margin."""

_LOOK = ("*.view",)
_WRITE = ("*.view", "*.create", "*.change")
_CARE = ("contact_points.*", "relations.*", "activities.*", "consents.*")
"""How customers are reached, who belongs to whom, and what happened with them."""
_SELL = tuple(
    f"{kind}.{verb}"
    for kind in ("leads", "opportunities", "quotes", "account_plans", "care_actions", "visits")
    for verb in ("create", "change")
)
"""From lead to order."""

PRESETS: dict[str, Preset] = {
    "administrator": Preset(
        Sentence("Administrator"),
        Sentence("Runs the installation: may do everything."),
        Scope.ALL,
        (EVERYTHING,),
        needs_second_factor=True,
    ),
    "sales_rep": Preset(
        Sentence("Sales rep"),
        Sentence("Turns visits into orders: sees their own customers, and no costs."),
        Scope.OWN,
        (
            *_LOOK,
            *_CARE,
            "customers.create",
            "customers.change",
            "customers.share",
            *_SELL,
            "orders.create",
            "orders.change",
            "contracts.create",
            "contracts.change",
        ),
        COSTS,
    ),
    "sales_manager": Preset(
        Sentence("Sales manager"),
        Sentence("Reaches the target with the team: sees the team's customers."),
        Scope.TEAM,
        (
            *_WRITE,
            "*.delete",
            "*.export",
            "*.share",
            "views.share",
            "customers.merge",
            "data.import",
            "value.see",
            "sales.manage",
            "quotes.approve",
        ),
    ),
    "marketing_manager": Preset(
        Sentence("Marketing manager"),
        Sentence("Spends the budget where it pays: sees all customers."),
        Scope.ALL,
        (
            *_LOOK,
            *_CARE,
            "*.export",
            "customers.create",
            "customers.change",
            "products.change",
            "leads.create",
            "leads.change",
            "segments.*",
            "views.share",
            "customers.merge",
            "data.import",
            "value.see",
        ),
    ),
    "service_agent": Preset(
        Sentence("Service agent"),
        Sentence("Solves it now: sees whoever calls, and no costs."),
        Scope.ALL,
        (*_LOOK, *_CARE, "customers.create", "customers.change"),
        COSTS,
    ),
    "service_manager": Preset(
        Sentence("Service manager"),
        Sentence("Quality at known cost: sees all customers."),
        Scope.ALL,
        (
            *_LOOK,
            *_CARE,
            "*.export",
            "*.share",
            "customers.create",
            "customers.change",
            "contracts.create",
            "contracts.change",
            "views.share",
            "value.see",
        ),
    ),
    "finance_controller": Preset(
        Sentence("Finance controller"),
        Sentence("One true figure of cost and return: prices, orders, payments."),
        Scope.ALL,
        (
            *_LOOK,
            "*.export",
            "orders.*",
            "order_lines.*",
            "contracts.*",
            "products.*",
            "product_families.*",
            "price_lists.*",
            "views.share",
            "audit.view",
            "value.see",
            "quotes.approve",
        ),
        needs_second_factor=True,
    ),
    "programme_owner": Preset(
        Sentence("CRM programme owner"),
        Sentence("Delivers the promised benefit: sees everything, changes little."),
        Scope.ALL,
        (
            *_LOOK,
            "*.export",
            "activities.create",
            "activities.change",
            "views.share",
            "value.see",
            "value.manage",
        ),
    ),
    "executive": Preset(
        Sentence("Executive"),
        Sentence("Decides whether and where to invest: sees everything."),
        Scope.ALL,
        (*_LOOK, "activities.create", "value.see"),
    ),
    "analyst": Preset(
        Sentence("Analyst"),
        Sentence("Explains and predicts: sees everything, brings data in and keeps it clean."),
        Scope.ALL,
        (
            *_WRITE,
            "*.export",
            "views.share",
            "api.use",
            "customers.merge",
            "data.import",
            "data.manage",
            "value.see",
            "value.manage",
        ),
        needs_second_factor=True,
    ),
    "it_administrator": Preset(
        Sentence("IT administrator"),
        Sentence("Keeps it safe and joined up: people and settings, but no customers."),
        Scope.OWN,
        (
            "people.manage",
            "roles.manage",
            "settings.manage",
            "audit.view",
            "api.use",
            "data.manage",
        ),
        needs_second_factor=True,
    ),
}
