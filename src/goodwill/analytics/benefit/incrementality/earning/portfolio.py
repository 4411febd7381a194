"""Several campaigns at once: which paid, what all of them brought, and who was in several.

Campaigns drawn each for itself are independent, so their profits add and their squared errors
add. That holds as long as few members are in several campaigns at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodwill.analytics.benefit.incrementality.earning.money import Returns, Standing, less
from goodwill.analytics.benefit.incrementality.earning.offsets import effects_added
from goodwill.analytics.benefit.incrementality.earning.overlapping import (
    Overlap,
    overlap_findings,
    overlaps,
)
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.members.findings import Examples, Finding
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

__all__ = [
    "DEFINITIONS",
    "EFFICIENCY",
    "FAILED",
    "SUCCESS",
    "SUM",
    "TOTAL_ROI",
    "UNPROVEN",
    "Overlap",
    "Portfolio",
    "Result",
    "overlap_findings",
    "overlaps",
    "portfolio",
    "portfolio_figures",
]

SUM = Sentence(
    "Sum over campaigns that were drawn each for itself: effects add, squared errors add."
)

SUCCESS = Definition(
    "MK08",
    1,
    Sentence("Promotions proven to pay"),
    Sentence("How many of the campaigns surely brought more than they cost."),
    Sentence(
        "campaigns whose incremental profit has a lower end above 0 ÷ campaigns of which it is "
        "known"
    ),
    Unit.SHARE,
)
UNPROVEN = Definition(
    "promotions_unproven",
    1,
    Sentence("Promotions neither proven nor failed"),
    Sentence("How many of the campaigns may have paid or not."),
    Sentence(
        "campaigns whose interval of incremental profit holds 0 ÷ campaigns of which it is known"
    ),
    Unit.SHARE,
)
FAILED = Definition(
    "promotions_failed",
    1,
    Sentence("Promotions that lost money"),
    Sentence("How many of the campaigns surely cost more than they brought."),
    Sentence(
        "campaigns whose incremental profit has an upper end below 0 ÷ campaigns of which it is "
        "known"
    ),
    Unit.SHARE,
)
EFFICIENCY = Definition(
    "spend_efficiency",
    1,
    Sentence("Incremental margin per unit of money spent"),
    Sentence("What a unit of the marketing budget brought back; below 1 it lost money."),
    Sentence("Σ incremental margin ÷ Σ cost"),
    Unit.RATIO,
)
TOTAL_ROI = Definition(
    "portfolio_roi",
    1,
    Sentence("Incremental return on the cost of all campaigns"),
    Sentence("What each unit of money spent on campaigns brought beyond itself."),
    Sentence("(Σ incremental margin − Σ cost) ÷ Σ cost"),
    Unit.SHARE,
)

DEFINITIONS = (SUCCESS, UNPROVEN, FAILED, EFFICIENCY, TOTAL_ROI)


@dataclass(frozen=True)
class Result:
    """One campaign and what it brought, all its treated arms together."""

    campaign_id: str
    name: str
    returns: Returns


@dataclass(frozen=True)
class Portfolio:
    """Campaigns and their sum.

    Parameters
    ----------
    results
        Every campaign, by profit, the best first; those of which it is not known last.
    margin, profit
        Sums over the campaigns of which both margin and cost are known; None if there are
        none. Minor units.
    cost
        Of the same campaigns.
    """

    results: tuple[Result, ...]
    margin: Effect | None
    profit: Effect | None
    cost: int
    findings: tuple[Finding, ...]

    def count(self, standing: Standing) -> int:
        return sum(each.returns.standing is standing for each in self.results)

    @property
    def known(self) -> int:
        """Campaigns of which margin and cost are known."""
        return len(self.results) - self.count(Standing.UNKNOWN)


def portfolio(results: Sequence[Result], overlaps: Sequence[Finding] = ()) -> Portfolio:
    """Adds up what campaigns brought.

    Parameters
    ----------
    results
        One per campaign, all in the same currency.
    overlaps
        As `overlap_findings` says them.

    Raises
    ------
    Undefined
        There is no campaign, or one is given twice.
    NotTogether
        Intervals have different levels.
    """
    _refuse_senseless(results)
    known = [each for each in results if each.returns.standing is not Standing.UNKNOWN]
    margins = [each.returns.margin for each in known if each.returns.margin]
    if len({effect.level for effect in margins}) > 1:
        raise NotTogether(
            Sentence("The campaigns' intervals have different levels and cannot be added.")
        )
    margin = effects_added(margins, SUM) if margins else None
    cost = sum(each.returns.cost or 0 for each in known)
    return Portfolio(
        results=tuple(sorted(results, key=_best_first)),
        margin=margin,
        profit=less(margin, cost) if margin else None,
        cost=cost,
        findings=(*_left_out(results), *overlaps),
    )


def portfolio_figures(found: Portfolio, receipt: Receipt) -> tuple[Figure, ...]:
    """MK08 and its counterparts, the efficiency of the budget and the return on it."""
    common = receipt.common(found.known)
    shares = tuple(
        ratio(definition, found.count(standing), found.known, **common)
        for definition, standing in (
            (SUCCESS, Standing.PROVEN),
            (UNPROVEN, Standing.UNPROVEN),
            (FAILED, Standing.FAILED),
        )
    )
    totals = (
        _over_cost(EFFICIENCY, found.margin, found, receipt),
        _over_cost(TOTAL_ROI, found.profit, found, receipt),
    )
    return (*shares, *totals)


def _over_cost(
    definition: Definition, effect: Effect | None, found: Portfolio, receipt: Receipt
) -> Figure:
    common = receipt.common(found.known)
    if effect is None:
        reason = Sentence("Of no campaign both margin and cost are known.")
        return Figure(definition, None, reason=reason, **common)
    above, below = (major(round(x), receipt.currency) for x in (effect.value, found.cost))
    if not found.cost:
        return ratio(definition, above, below, **common)
    return ratio(
        definition,
        above,
        below,
        low=effect.low / found.cost,
        high=effect.high / found.cost,
        level=effect.level,
        method=effect.method,
        **common,
    )


def _refuse_senseless(results: Sequence[Result]) -> None:
    if not results:
        raise Undefined(Sentence("There is no campaign to add up."))
    names = [each.campaign_id for each in results]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Undefined(
            Sentence("The campaign {campaigns} is given twice.", campaigns=Examples(tuple(twice)))
        )


def _best_first(each: Result) -> tuple[bool, float, str]:
    profit = each.returns.profit
    return profit is None, -profit.value if profit else 0.0, each.campaign_id


def _left_out(results: Sequence[Result]) -> tuple[Finding, ...]:
    unknown = [each for each in results if each.returns.standing is Standing.UNKNOWN]
    if not unknown:
        return ()
    sentence = Sentence(
        "{n} campaign is in no total, because its margin or cost is not known: {names}.",
        "{n} campaigns are in no total, because their margin or cost is not known: {names}.",
        n=len(unknown),
        names=Examples(tuple(each.name or each.campaign_id for each in unknown)),
    )
    return (Finding("not_in_total", len(unknown), sentence, is_alarm=True),)
