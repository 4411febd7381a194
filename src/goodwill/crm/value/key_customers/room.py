"""What the room enters when Django starts."""

from __future__ import annotations

from goodwill.crm.accounts.models import User
from goodwill.crm.customers import cards as customer_cards
from goodwill.crm.records import kinds
from goodwill.crm.records.editing import saving
from goodwill.crm.value import cards
from goodwill.crm.value.key_customers import planning
from goodwill.crm.value.key_customers.kinds import ACCOUNT_PLANS
from goodwill.crm.value.key_customers.models import AccountPlan
from goodwill.language import Sentence


def enter() -> None:
    """Account plans are known to lists, search and the API; customers' pages show theirs."""
    kinds.enter(ACCOUNT_PLANS)
    saving.leave_to("account_plans", create=planning.begin)
    customer_cards.enter(
        customer_cards.Card(
            "account_plan_of", Sentence("Account plan"), "account_plans.view", place=8
        )
    )
    cards.enter(
        cards.Card(
            "key_customers",
            Sentence("Key customers"),
            Sentence("The customers the company depends on, each with a plan."),
            "key",
            "key_customers",
            "account_plans.view",
            summary=_summary,
            place=40,
        )
    )


def _summary(me: User) -> Sentence | None:
    plans = AccountPlan.objects.present().within(me.reach)
    n = plans.filter(status=AccountPlan.Status.ACTIVE).count()
    return Sentence("{n} plan is followed.", "{n} plans are followed.", n=n) if n else None
