"""Whether customers of one class are treated alike, and whether care and promotions collide."""

from __future__ import annotations

from goodwill.analytics.campaigns.audiences.consistency import ClassSplit
from goodwill.analytics.campaigns.plans import Purpose
from goodwill.analytics.figure import Figure, Unit
from goodwill.language import Sentence
from goodwill.report.campaign.plan.measuring import Planned
from goodwill.report.campaign.plan.words import Share
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn


def classes(planned: Planned) -> list[Finding]:
    """R062: one class, one policy."""
    if not planned.splits:
        return []
    split = [each for each in planned.splits if each.is_split]
    columns = [
        TableColumn(Sentence("Value class")),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        TableColumn(Sentence("Meet the conditions"), Unit.CUSTOMERS),
        TableColumn(Sentence("Beyond the limit"), Unit.CUSTOMERS),
        TableColumn(Sentence("Treated as one class")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (_class(each), each.customers, each.meant, each.beyond_limit, _alike(each))
        for each in planned.splits
    ]
    title = (
        Sentence("Every value class is treated as one")
        if not split
        else Sentence(
            "{n} value class is treated in two ways: some of its customers are meant, others not",
            "{n} value classes are treated in two ways: some of their customers are meant, others "
            "not",
            n=len(split),
        )
    )
    return [
        Finding(
            "one-class-one-policy",
            title,
            text=[
                Sentence(
                    "Customers of one class should meet one policy; only the lot and the contact "
                    "rules may part them. Where a class is split, say why, or cut by class instead."
                )
            ]
            if split
            else [],
            table=Table(columns, rows),
        )
    ]


def _class(each: ClassSplit) -> Cell:
    return each.value_class or Sentence("not known")


def _alike(each: ClassSplit) -> Sentence:
    if each.is_split:
        return Sentence("no: {share} of it is meant", share=Share(each.meant / each.customers))
    return Sentence("yes: all of it") if each.meant else Sentence("yes: none of it")


def care(planned: Planned) -> list[Finding]:
    """MK11: whether care and promotions collide."""
    timing = planned.care
    if timing is None:
        return []
    days = planned.plan.rules.care_days
    text = (
        [_barred_for_care(planned, days)]
        if days
        else [
            Sentence(
                "The plan keeps no distance to care: say how many days with care_days under "
                "[rules]."
            )
        ]
    )
    return [
        Finding(
            "care-and-promotions",
            _care_title(timing),
            text=text,
            figures=[timing] if timing.value is not None else [],
        )
    ]


def _care_title(care: Figure) -> Sentence:
    if care.value is None:
        return Sentence("Whether care and promotions collide cannot be told: no care is recorded")
    return Sentence("{share} of care was not followed by a promotion too soon", share=care)


def _barred_for_care(planned: Planned, days: int) -> Sentence:
    if planned.plan.purpose is Purpose.CARE:
        return Sentence(
            "This campaign is care: customers with a promotion planned within {days} days after "
            "it are barred.",
            days=days,
        )
    return Sentence(
        "Customers who met care within {days} days before this campaign are barred from it.",
        days=days,
    )
