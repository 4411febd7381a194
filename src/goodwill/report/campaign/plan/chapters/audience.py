"""Who is in, who is barred and why, and who was drawn into which arm."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from goodwill.analytics.campaigns.assigning import HOLDOUT
from goodwill.analytics.campaigns.audiences.audience import Step
from goodwill.analytics.campaigns.audiences.audience_figures import (
    AUDIENCE_SIZE,
    BARRED,
    WASTE_AVOIDED,
)
from goodwill.analytics.campaigns.audiences.reasons import Reason
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.campaign.labels import column_label
from goodwill.report.campaign.plan.chapters.policies import care, classes
from goodwill.report.campaign.plan.measuring import Planned
from goodwill.report.campaign.plan.preparing import Drawn
from goodwill.report.campaign.plan.words import Listed, condition_words
from goodwill.report.charts import Item, funnel
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import find, money_column

FILE = "audience.csv"


def audience(planned: Planned) -> Chapter:
    drawn = planned.drawn
    findings = (
        []
        if drawn is None
        else [
            _who(planned, drawn),
            _barred(planned, drawn),
            _arms(planned, drawn),
            *classes(planned),
            *care(planned),
        ]
    )
    return Chapter("audience", Sentence("Who is in, and who is barred"), findings)


def _who(planned: Planned, drawn: Drawn) -> Finding:
    size = find(planned.audience, AUDIENCE_SIZE.id)
    everybody = drawn.audience.funnel[0].customers
    conditions = tuple(condition_words(each) for each in planned.plan.audience.conditions)
    said = (
        Sentence("Meant are customers of whom: {conditions}.", conditions=Listed(conditions))
        if conditions
        else Sentence("The plan names no condition: every customer is meant.")
    )
    return Finding(
        "who-is-in",
        Sentence("{size} of {all} customers are in the campaign", size=size, all=everybody),
        text=[said],
        figures=[size],
        chart=funnel(
            [Item(_step(each, drawn), each.left) for each in drawn.audience.funnel],
            description=Sentence("From all customers to those who are in the campaign."),
            label=Sentence("Step"),
            measure=Sentence("Customers left"),
        ),
        warnings=[*_strangers(drawn), *planned.prepared.inputs.notes],
    )


def _step(step: Step, drawn: Drawn) -> Sentence:
    if step.step == "all":
        return Sentence("All customers")
    if step.step == "conditions":
        return Sentence("Meet every condition")
    if step.step == "limit":
        return Sentence("Stand before the limit")
    if step.step in drawn.audience.blocked:
        return Sentence("Not blocked: {reason}", reason=drawn.audience.blocked[step.step])
    return PASSED[Reason(step.step)]


PASSED = {
    Reason.OPTED_OUT: Sentence("Did not opt out"),
    Reason.NO_CONSENT: Sentence("Agreed to be contacted"),
    Reason.OTHER_CHANNEL: Sentence("The channel suits them"),
    Reason.CONTROL_GROUP: Sentence("Not in the control group"),
    Reason.OTHER_HOLDOUT: Sentence("Not held out elsewhere"),
    Reason.CARE: Sentence("Clear of care"),
    Reason.RESTING: Sentence("Not contacted lately"),
}


def _strangers(drawn: Drawn) -> list[Sentence]:
    return [
        Sentence(
            "{file} names {n} customer whom the customers' table does not have.",
            "{file} names {n} customers whom the customers' table does not have.",
            file=file,
            n=n,
        )
        for file, n in drawn.audience.strangers.items()
        if n
    ]


def _barring(drawn: Drawn) -> list[Step]:
    return [
        each for each in drawn.audience.funnel if each.step not in {"all", "conditions", "limit"}
    ]


def _barred(planned: Planned, drawn: Drawn) -> Finding:
    steps, plan = _barring(drawn), planned.plan
    barred = find(planned.audience, BARRED.id)
    waste = [each for each in planned.audience if each.definition is WASTE_AVOIDED]
    if not steps:
        return Finding(
            "who-is-barred",
            Sentence("Nobody is barred: the plan names no contact rule"),
            text=[
                Sentence(
                    "Without rules it may contact people who said no. Name the columns of consent "
                    "under [rules]."
                )
            ],
            figures=[barred],
        )
    title = Sentence("{barred} customers may not be contacted", barred=barred)
    if waste:
        title = Sentence(
            "{barred} customers may not be contacted, which saves {waste}",
            barred=barred,
            waste=waste[0],
        )
    return Finding(
        "who-is-barred",
        title,
        text=[
            Sentence(
                "A customer counts for the first rule that applies, in this order; {file} has "
                "every customer with all reasons. An unclear word is never taken for consent.",
                file=FILE,
            )
        ],
        figures=[barred, *waste],
        table=_reasons(planned, steps, plan),
    )


def _reasons(planned: Planned, steps: Sequence[Step], plan: Plan) -> Table:
    columns = [
        TableColumn(Sentence("Why")),
        TableColumn(Sentence("Customers barred"), Unit.CUSTOMERS),
        TableColumn(Sentence("To whom it applies"), Unit.CUSTOMERS),
    ]
    each = plan.costs.per_contact if plan.currency else Decimal(0)
    if each:
        columns.append(money_column(Sentence("Not spent"), plan.currency or ""))
    rows: list[tuple[Cell, ...]] = []
    for step in steps:
        count = find(planned.audience, BARRED.id, reason=step.step)
        spent: tuple[Cell, ...] = (step.customers * each,) if each else ()
        rows.append((count.part, count, step.also, *spent))
    return Table(columns, rows, file=FILE)


def _arms(planned: Planned, drawn: Drawn) -> Finding:
    total = sum(drawn.arms.values())
    treated = total - drawn.arms.get(HOLDOUT, 0)
    strata = planned.plan.arms.stratify_by
    by = Sentence("Drawn by lot alone: a hash of the seed and the customer decides.")
    if strata:
        by = Sentence(
            "Drawn by lot, in the same shares within each value of {columns}.",
            columns=Listed(tuple(column_label(name) for name in strata)),
        )
    columns = [
        TableColumn(Sentence("Arm")),
        TableColumn(Sentence("Members"), Unit.CUSTOMERS),
        TableColumn(Sentence("Share"), Unit.SHARE),
        TableColumn(Sentence("Planned share"), Unit.SHARE),
    ]
    planned_shares = planned.plan.arms.shares
    rows: list[tuple[Cell, ...]] = [
        (_arm(arm), n, n / total if total else None, planned_shares.get(arm))
        for arm, n in drawn.arms.items()
    ]
    return Finding(
        "who-is-drawn",
        Sentence(
            "{treated} members will be contacted, {held} are left alone to compare with",
            treated=treated,
            held=total - treated,
        ),
        text=[
            by,
            Sentence(
                "The same plan on the same customers draws the same members, on any machine. "
                "Give members.csv to whoever contacts them, and later to "
                "goodwill campaign measure --members."
            ),
        ],
        table=Table(columns, rows, file="members.csv"),
    )


def _arm(arm: str) -> Sentence | str:
    if arm == HOLDOUT:
        return Sentence("Hold-out: left alone")
    return Sentence("Treated") if arm == "treated" else arm
