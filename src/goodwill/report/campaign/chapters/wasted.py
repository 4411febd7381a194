"""What was spent in vain."""

from __future__ import annotations

from dataclasses import replace

from goodwill.analytics.benefit.incrementality.earning.breakeven import (
    contact_price_figure,
    contacts_figure,
)
from goodwill.analytics.benefit.incrementality.earning.portfolio import EFFICIENCY
from goodwill.analytics.benefit.incrementality.earning.receipts import BREAK_EVEN_MARGIN
from goodwill.analytics.benefit.incrementality.earning.spending import NO_COST, CampaignCost
from goodwill.analytics.benefit.incrementality.earning.waste import (
    HARD,
    PartSpend,
    Pays,
    Waste,
    wasted_figure,
)
from goodwill.analytics.benefit.incrementality.effectfigures import metric_figure
from goodwill.analytics.benefit.incrementality.experiment import Kind, Metric
from goodwill.analytics.benefit.incrementality.members.summing import MARGIN
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit, major, ratio
from goodwill.language import Sentence
from goodwill.report.campaign.cutting import Dotted, Rough, is_one_of_many
from goodwill.report.campaign.labels import Ends, Listed, column_label, value_label
from goodwill.report.campaign.results import Measured
from goodwill.report.campaign.slicing import VALUE_BEFORE
from goodwill.report.charts import Chart, Item, Mark, interval_plot
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import find, money_column

PAYS = {
    Pays.YES: Sentence("surely pays"),
    Pays.OPEN: Sentence("not known yet"),
    Pays.NO: Sentence("surely does not pay"),
    Pays.UNKNOWN: Sentence("cannot be told"),
}


def wasted(measured: Measured) -> list[Finding]:
    """Contacts in vain for certain, by what members were worth, and what a contact may cost."""
    if measured.judged.withheld is not None:
        return []
    found = measured.waste
    if not isinstance(found, Waste):
        return [] if is_one_of_many(measured) else [_untold(measured)]
    many = is_one_of_many(measured)
    return [
        *([] if many and not found.hard_spend else [_outright(measured, found)]),
        *([_by_value(measured, found)] if found.parts else []),
        *([] if many else _budget(measured)),
    ]


def _untold(measured: Measured) -> Finding:
    title = Sentence("What was wasted cannot be told")
    if isinstance(measured.waste, AnalyticsError):
        return Finding("wasted", title, text=[measured.waste.sentence])
    cost = measured.cost
    if isinstance(cost, AnalyticsError):
        return Finding("wasted", title, text=[cost.sentence])
    return Finding("wasted", title, text=[NO_COST if cost.total is None else NO_CONTACTS])


NO_CONTACTS = Sentence(
    "Who was contacted is not known: give the day of the contact in the members' file."
)


def _outright(measured: Measured, found: Waste) -> Finding:
    share = wasted_figure(found, measured.receipt)
    return Finding(
        "wasted",
        _outright_title(found, share),
        text=[
            Sentence(
                "{spend} was spent on {n} contact.",
                "{spend} was spent on {n} contacts.",
                n=found.contacts,
                spend=Rough(found.spend, measured.receipt.currency),
            ),
            *(
                [
                    Sentence(
                        "{saved} would be saved next time without the contacts that surely do "
                        "not pay.",
                        saved=Rough(found.wasted, measured.receipt.currency),
                    )
                ]
                if found.wasted
                else []
            ),
            _not_asked(found),
        ],
        figures=[share],
        table=_kinds(measured, found),
    )


def _outright_title(found: Waste, share: Figure) -> Sentence:
    if not found.wasted:
        return Sentence("No contact was surely made in vain")
    return Sentence("{share} of the spend on contacts was surely wasted", share=share)


def _not_asked(found: Waste) -> Sentence:
    if found.parts:
        return Sentence(
            "Whether contacts were barred or arrived was not in the files; contacts that bring "
            "less than they cost are counted by what members were worth before."
        )
    return Sentence(
        "Whether contacts were barred or arrived was not in the files, and what contacts brought "
        "part by part cannot be told: only contacts to the hold-out and contacts made twice are "
        "counted."
    )


def _kinds(measured: Measured, found: Waste) -> Table:
    currency = measured.receipt.currency
    columns = [
        TableColumn(Sentence("In vain because")),
        TableColumn(Sentence("Contacts"), Unit.CUSTOMERS),
        money_column(Sentence("Spend"), currency),
    ]
    asked = ("holdout", "duplicate")
    rows: list[tuple[Cell, ...]] = [
        (
            kind.label,
            found.hard[kind.code],
            major(round(found.hard[kind.code] * found.contact_cost), currency),
        )
        for kind in HARD
        if kind.code in asked or found.hard[kind.code]
    ]
    soft = [part for part in found.parts if part.pays is Pays.NO]
    if found.parts:
        spend = major(round(sum(part.spend for part in soft)), currency)
        label = Sentence("Surely brought less than it cost")
        rows.append((label, sum(part.contacts for part in soft), spend))
    return Table(columns, rows)


def _by_value(measured: Measured, found: Waste) -> Finding:
    told = [part for part in found.parts if part.effect is not None]
    return Finding(
        "pays-by-value",
        _by_value_title(found),
        text=[
            Sentence(
                "Contacts pay where the margin they bring per member exceeds their cost. The cost "
                "of a contact is all that was spent, shared out over all contacts."
            )
        ],
        chart=_chart(measured, found, told) if told else None,
        table=_parts(measured, found),
    )


def _by_value_title(found: Waste) -> Sentence:
    lost = [part for part in found.parts if part.pays is Pays.NO]
    paid = [part for part in found.parts if part.pays is Pays.YES]
    if lost:
        return Sentence("Contacts surely do not pay for {parts}", parts=_names(lost))
    if paid:
        return Sentence(
            "Contacts surely pay for {parts}; of the others it is not known", parts=_names(paid)
        )
    return Sentence("For no value class is it sure that contacts pay, nor that they do not")


def _names(parts: list[PartSpend]) -> Listed:
    return Listed(tuple(value_label(VALUE_BEFORE, part.part) for part in parts))


def _margin(measured: Measured, part: PartSpend) -> Figure | None:
    if part.effect is None:
        return None
    receipt, value = measured.receipt, value_label(VALUE_BEFORE, part.part)
    words = [measured.trial.title] if is_one_of_many(measured) else []
    label = Sentence("{words}", words=Dotted((*words, value)))
    cut = {**receipt.cut, VALUE_BEFORE: part.part or "", "for": "waste"}
    told = replace(receipt, cut=cut, part=label)
    return metric_figure(Metric(MARGIN, Kind.AMOUNT), part.effect, told, is_adjusted=True)


def _chart(measured: Measured, found: Waste, told: list[PartSpend]) -> Chart:
    currency = measured.receipt.currency
    figures = [(part, _margin(measured, part)) for part in told]
    members = sum(part.effect.n_treated for part in told if part.effect)
    cost = sum(part.spend for part in told) / members
    return interval_plot(
        [
            Item(value_label(VALUE_BEFORE, part.part), figure.value, figure.low, figure.high)
            for part, figure in figures
            if figure is not None
        ],
        description=Sentence("The margin that contacts brought per member, beside their cost."),
        label=Sentence("{column}", column=column_label(VALUE_BEFORE)),
        measure=Sentence("Margin brought per treated member"),
        unit=Unit.MONEY,
        currency=currency,
        reference=Mark(float(major(round(cost), currency)), Sentence("what contacts cost")),
    )


def _parts(measured: Measured, found: Waste) -> Table:
    currency = measured.receipt.currency
    columns = [
        TableColumn(column_label(VALUE_BEFORE)),
        TableColumn(Sentence("Contacts"), Unit.CUSTOMERS),
        money_column(Sentence("Spend"), currency),
        money_column(Sentence("Per member"), currency),
        TableColumn(Sentence("Margin per member"), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
        TableColumn(Sentence("Do contacts pay?")),
    ]
    rows: list[tuple[Cell, ...]] = []
    for part in found.parts:
        figure = _margin(measured, part)
        each = None if part.per_member is None else major(round(part.per_member), currency)
        ends = None if figure is None else Sentence("{interval}", interval=Ends(figure))
        spend = major(round(part.spend), currency)
        label = value_label(VALUE_BEFORE, part.part)
        rows.append((label, part.contacts, spend, each, figure, ends, PAYS[part.pays]))
    note = Sentence("The intervals hold together, for all value classes at once.")
    return Table(columns, rows, note=note)


def _budget(measured: Measured) -> list[Finding]:
    """What the money brought back, and at what price or number of contacts it would just pay."""
    margin, cost = measured.whole.returns.margin, measured.cost
    if margin is None or not isinstance(cost, CampaignCost) or not cost.total:
        return []
    receipt, contacts = measured.receipt, sum(cost.contacts.values())
    n = margin.n_treated + margin.n_control
    efficiency = ratio(
        EFFICIENCY,
        major(round(margin.value), receipt.currency),
        major(cost.total, receipt.currency),
        low=margin.low / cost.total,
        high=margin.high / cost.total,
        level=margin.level,
        method=margin.method,
        **receipt.common(n),
    )
    told = [efficiency, find(measured.whole.figures, BREAK_EVEN_MARGIN.id)]
    if contacts:
        told.append(contact_price_figure(margin, contacts, receipt))
        told += _contacts(measured, cost, contacts)
    return [
        Finding(
            "budget",
            _budget_title(efficiency),
            text=[
                Sentence(
                    "Below 1 the campaign brought back less than was spent. Only margin that "
                    "would not have come anyway counts."
                )
            ],
            figures=told,
        )
    ]


def _contacts(measured: Measured, cost: CampaignCost, contacts: int) -> list[Figure]:
    """Only where the price of a contact is known, and something is spent beside contacts."""
    margin, total, price = measured.whole.returns.margin, cost.total, cost.contact_cost
    if margin is None or total is None or price is None or total <= price * contacts:
        return []
    fixed = total - price * contacts
    return [
        contacts_figure(margin, contacts, contact_cost=price, fixed=fixed, receipt=measured.receipt)
    ]


def _budget_title(efficiency: Figure) -> Sentence:
    low, high = efficiency.low or 0.0, efficiency.high or 0.0
    if low > 1:
        return Sentence(
            "Each unit of money surely brought back more than itself: {x}", x=efficiency
        )
    if high < 1:
        return Sentence(
            "Each unit of money surely brought back less than itself: {x}", x=efficiency
        )
    return Sentence("Whether the money came back is not sure: {x} for each unit", x=efficiency)
