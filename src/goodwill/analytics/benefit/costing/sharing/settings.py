"""What can be chosen when costs are shared out, and what is chosen if nobody says."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from goodwill.analytics.benefit.costing.naming.kinds import Stage
from goodwill.analytics.benefit.costing.sharing.capacity import PRACTICAL_SHARE

WIN_BACK_KINDS = frozenset(
    {"win-back", "winback", "win back", "reactivation", "赢回", "贏回", "挽回", "召回"}
)
MORE_SALES_KINDS = frozenset(
    {
        *("cross-sell", "cross sell", "cross-selling", "cross selling", "交叉销售", "交叉銷售"),
        *("up-sell", "up sell", "upsell", "up-selling", "up selling", "upselling"),
        *("向上销售", "向上銷售", "追加销售", "追加銷售"),
    }
)


@dataclass(frozen=True)
class Settings:
    """How costs are shared out.

    Parameters
    ----------
    practical_share
        Practical minutes of each minute paid.
    win_back_kinds, more_sales_kinds
        Kinds of activity that belong to `churn` and to `expand`, whatever stage the customer
        is in; in lower case.
    unknown_stage
        The stage of an event of which no other tells it.
    """

    practical_share: Decimal = PRACTICAL_SHARE
    win_back_kinds: frozenset[str] = field(default=WIN_BACK_KINDS)
    more_sales_kinds: frozenset[str] = field(default=MORE_SALES_KINDS)
    unknown_stage: str = Stage.SHARED.value
