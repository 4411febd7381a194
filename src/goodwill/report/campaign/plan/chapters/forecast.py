"""What the campaign will bring and cost, as believed, and what that stands on."""

from __future__ import annotations

from goodwill.analytics.campaigns.foretelling.forecast_words import (
    BREAK_EVEN_LIFT,
    BREAK_EVEN_RESPONSE,
    CHANCE_IT_PAYS,
    EXPECTED_COST,
    EXPECTED_MARGIN,
    EXPECTED_ORDERS,
    EXPECTED_PROFIT,
    EXPECTED_ROI,
)
from goodwill.analytics.campaigns.foretelling.premises import Premises
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit, minor_digits
from goodwill.language import Sentence
from goodwill.report.campaign.plan.measuring import Believed, Planned
from goodwill.report.campaign.plan.preparing import Drawn
from goodwill.report.campaign.plan.words import Share, amount_of
from goodwill.report.charts import Chart, Item, bars
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import find


def forecast(planned: Planned) -> Chapter:
    believed, drawn = planned.believed, planned.drawn
    findings = []
    if isinstance(believed, Believed) and drawn is not None:
        findings = [
            _money(planned, believed),
            _premises(planned, believed.forecast.premises, drawn),
        ]
    return Chapter("forecast", Sentence("What it will bring"), findings)


def _money(planned: Planned, believed: Believed) -> Finding:
    figures = believed.figures
    orders, margin = (find(figures, each.id) for each in (EXPECTED_ORDERS, EXPECTED_MARGIN))
    cost, profit = (find(figures, each.id) for each in (EXPECTED_COST, EXPECTED_PROFIT))
    rest = (EXPECTED_ROI, CHANCE_IT_PAYS, BREAK_EVEN_LIFT, BREAK_EVEN_RESPONSE)
    if margin.value is None:
        title = Sentence(
            "{orders} additional orders are expected, for {cost}", orders=orders, cost=cost
        )
    else:
        title = Sentence(
            "{orders} additional orders and {margin} of margin are expected, for {cost}",
            orders=orders,
            margin=margin,
            cost=cost,
        )
    text = [
        Sentence(
            "Additional means: beyond what members would have bought anyway. The intervals hold "
            "90 % of what the plan believes of the lift; all else is taken as certain."
        )
    ]
    if margin.value is None and margin.reason:
        text.append(margin.reason)
    return Finding(
        "expected",
        title,
        text=text,
        figures=[orders, margin, cost, profit, *(find(figures, each.id) for each in rest)],
        chart=_chart([margin, cost, profit], planned.plan),
    )


def _chart(figures: list[Figure], plan: Plan) -> Chart | None:
    known = [each for each in figures if each.value is not None]
    if len(known) < len(figures) or not plan.currency:
        return None
    return bars(
        [Item(each.definition.label, each.value, each.low, each.high) for each in known],
        description=Sentence("Expected margin, cost and profit with their intervals."),
        label=Sentence("Expected"),
        measure=Sentence("Amount"),
        unit=Unit.MONEY,
        currency=plan.currency,
    )


def _premises(planned: Planned, found: Premises, drawn: Drawn) -> Finding:
    columns = [
        TableColumn(Sentence("Premise")),
        TableColumn(Sentence("Value"), align="end"),
        TableColumn(Sentence("From")),
    ]
    return Finding(
        "premises",
        Sentence(
            "It rests on {rate} of members buying anyway, and a lift of {lift} by the campaign",
            rate=Share(found.baseline),
            lift=Share(found.belief.middle),
        ),
        text=_watched(drawn),
        table=Table(columns, _rows(planned, found)),
        warnings=[drawn.facts_missing] if drawn.facts_missing else [],
    )


def _watched(drawn: Drawn) -> list[Sentence]:
    if drawn.measured_from is None:
        return []
    first, last = drawn.measured_from
    return [
        Sentence(
            "What members do anyway is taken from their orders from {first} to before {last}, as "
            "many days as the campaign is measured. Another season may differ.",
            first=first,
            last=last,
        )
    ]


PLAN, MEASURED = Sentence("the plan"), Sentence("earlier orders")
ASSUMED = Sentence("assumed: one order each")


def _rows(planned: Planned, found: Premises) -> list[tuple[Cell, ...]]:
    plan, currency = planned.plan, found.currency
    expect = plan.expect
    assert expect is not None
    belief, facts = found.belief, found.facts
    of_rate = PLAN if expect.baseline_rate else MEASURED
    of_orders = PLAN if expect.orders_per_buyer else MEASURED
    if expect.orders_per_buyer is None and "orders" not in facts.per_buyer:
        of_orders = ASSUMED
    lift = Sentence(
        "{middle} ({low} to {high})",
        middle=Share(belief.middle),
        low=Share(belief.low),
        high=Share(belief.high),
    )
    orders = Sentence("{n}", n=round(found.buyer_orders.mean, 2))
    rows: list[tuple[Cell, ...]] = [
        (Sentence("Share of members who buy anyway"), _say(Share(found.baseline)), of_rate),
        (Sentence("Lift of buyers, 90 % sure"), lift, PLAN),
        (Sentence("Orders per buyer"), orders, of_orders),
        (Sentence("Margin per buyer"), _margin(found), _of_margin(plan)),
    ]
    costs = (
        (Sentence("Fixed cost"), found.fixed),
        (Sentence("Cost per contact"), found.per_contact),
        (Sentence("Cost per response"), found.per_response),
    )
    rows += [(name, _cost(cost, currency), PLAN) for name, cost in costs if cost]
    return rows


def _cost(minor: float, currency: str) -> Cell:
    """A message may cost less than a cent: as exact as the plan says it."""
    amount = round(minor / 10 ** minor_digits(currency), 4)
    return Sentence("{amount} {currency}", amount=amount, currency=currency)


def _margin(found: Premises) -> Cell:
    try:
        return _say(amount_of(found.buyer_margin.mean, found.currency))
    except AnalyticsError as refusal:
        return refusal.sentence


def _of_margin(plan: Plan) -> Sentence:
    economics = plan.economics
    said = (
        plan.expect.order_margin if plan.expect else None,
        economics.margin_per_order,
        economics.margin_rate,
    )
    return PLAN if any(each is not None for each in said) else MEASURED


def _say(value: object) -> Sentence:
    return Sentence("{value}", value=value)
