"""What winning, keeping, growing and losing customers cost, and how these compare."""

from __future__ import annotations

from goodwill.analytics.benefit.costing.stages.costfigures_stage import STAGE_COST
from goodwill.analytics.benefit.costing.stages.spending import STAGES
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Figure, Unit
from goodwill.language import Sentence
from goodwill.report.charts import Item, bars
from goodwill.report.cost import labels
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.preparing import month
from goodwill.report.cost.profiting import Sold
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import find

PER_CUSTOMER = ("MK04", "retention_cost", "reacquisition_cost")
RATIOS = ("MK04", "retention_cost", "reacquisition_cost", "CO06", "CO05", "reacquisition_spend")


def stages(measured: Measured) -> Chapter:
    return Chapter("stages", Sentence("Stages and ratios"), _findings(measured))


def _findings(measured: Measured) -> list[Finding]:
    told = measured.stages
    if isinstance(told, GoodwillError):
        title = Sentence("What the stages cost cannot be told")
        return [Finding("stage-costs", title, text=[told.sentence])]
    return [_costs(measured, told), _ratios(measured, told)]


def _costs(measured: Measured, told: tuple[Figure, ...]) -> Finding:
    found = [find(told, "stage_cost", stage=stage) for stage in STAGES]
    each = [find(told, "CO02", stage=stage) for stage in STAGES]
    largest = max(found, key=lambda figure: figure.value or 0)
    shared = measured.money(STAGE_COST, _shared(measured), cut={"stage": "shared"})
    rows: list[tuple[Cell, ...]] = [
        (labels.STAGE_NAMES[stage], one, per.denominator, per)
        for stage, one, per in zip(STAGES, found, each, strict=True)
    ]
    rows.append((labels.STAGE_NAMES["shared"], shared, None, None))
    columns = [
        TableColumn(Sentence("Stage")),
        TableColumn(Sentence("Cost"), align="end"),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        TableColumn(Sentence("Per customer"), align="end"),
    ]
    first, last = (month(measured.stage_periods[at]) for at in (0, -1))
    return Finding(
        "stage-costs",
        Sentence(
            "“{stage}” costs most: {cost} from {first} to {last}",
            stage=labels.STAGE_NAMES[largest.cut["stage"]],
            cost=largest,
            first=first,
            last=last,
        ),
        text=[
            Sentence(
                "Cost assigned to customers, campaigns and channels in these months, by the stage "
                "of each activity or entry. What names no stage, and of which no customer's "
                "purchases tell one, stands with all stages together."
            )
        ],
        chart=bars(
            [
                Item(labels.STAGE_NAMES[stage], one.value)
                for stage, one in zip(STAGES, found, strict=True)
            ],
            description=Sentence("Cost by stage."),
            label=Sentence("Stage"),
            measure=Sentence("Cost"),
            unit=Unit.MONEY,
            currency=measured.currency,
        ),
        table=Table(columns, rows),
    )


def _shared(measured: Measured) -> int:
    spend = measured.stage_spend
    assert spend is not None
    periods = set(measured.stage_periods)
    return sum(
        each.amount_minor
        for (period, stage), each in spend.spends.items()
        if period in periods and stage not in STAGES
    )


def _ratios(measured: Measured, told: tuple[Figure, ...]) -> Finding:
    names = [*RATIOS, *(["VA06"] if measured.ready.asked.lifetime is not None else [])]
    shown = [find(told, name) for name in names]
    acquisition, back = find(told, "MK04"), find(told, "CO06")
    if acquisition.value is None:
        title = Sentence("What winning one customer costs cannot be told yet")
    elif back.value is None:
        title = Sentence("Winning one customer costs {cac}", cac=acquisition)
    else:
        title = Sentence(
            "Winning one customer costs {cac}; winning one back costs {ratio} times that",
            cac=acquisition,
            ratio=back,
        )
    rows: list[tuple[Cell, ...]] = [
        (
            figure.definition.label,
            figure,
            figure.denominator if figure.definition.id in PER_CUSTOMER else None,
            figure.reason or figure.method or "",
        )
        for figure in shown
    ]
    columns = [
        TableColumn(Sentence("Ratio")),
        TableColumn(Sentence("Value"), align="end"),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        TableColumn(Sentence("Remark")),
    ]
    return Finding("ratios", title, text=_counted(measured), table=Table(columns, rows))


def _counted(measured: Measured) -> list[Sentence]:
    if isinstance(measured.sold, Sold):
        return [
            Sentence(
                "New are customers whose first purchase is in these {n} months; retained bought "
                "in them and in as many months before; lost bought in those before only; "
                "reacquired bought again after missing all of those before.",
                n=len(measured.stage_periods),
            )
        ]
    if isinstance(measured.sold, GoodwillError):
        return [
            Sentence(
                "The orders cannot be used, so nobody is counted. {reason}",
                reason=measured.sold.sentence,
            )
        ]
    return [
        Sentence("Nobody counted the customers won, kept and lost: give the orders with --orders.")
    ]
