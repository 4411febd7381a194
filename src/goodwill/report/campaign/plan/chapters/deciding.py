"""How it will be decided: criteria fixed beforehand, so that nobody moves them afterwards."""

from __future__ import annotations

from goodwill.analytics.campaigns.plans import Plan
from goodwill.language import Sentence
from goodwill.report.campaign.labels import column_label, metric_label
from goodwill.report.campaign.plan.measuring import Planned
from goodwill.report.campaign.plan.words import Listed, Share
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn


def deciding(planned: Planned) -> Chapter:
    findings = [_criteria(planned), *_measuring(planned)]
    return Chapter("deciding", Sentence("How it will be decided"), findings)


def _criteria(planned: Planned) -> Finding:
    plan = planned.plan
    return Finding(
        "criteria",
        Sentence(
            "It is decided from {day} on, at the {level} level, by: {metrics}",
            metrics=_metrics(plan),
            level=Share(plan.decide.level),
            day=plan.measured_until,
        ),
        text=[
            Sentence(
                "All this was fixed before anything was seen. The fingerprint changes with every "
                "word of the plan that matters; the report of the measurement shows it too."
            )
        ],
        table=Table(
            [TableColumn(Sentence("Fixed beforehand")), TableColumn(Sentence("As planned"))],
            _rows(planned),
        ),
    )


def _rows(planned: Planned) -> list[tuple[Cell, ...]]:
    plan, decide = planned.plan, planned.plan.decide
    rows: list[tuple[Cell, ...]] = [
        (Sentence("Contacts are made"), _span(plan)),
        (Sentence("Effects are counted until before"), plan.measured_until),
        (Sentence("Behaviour before, to be surer"), _days(plan.before_days)),
        (Sentence("Decided by"), Sentence("{list}", list=_metrics(plan))),
        (Sentence("Level of proof"), Sentence("{value}", value=Share(decide.level))),
        (Sentence("Chance wanted to see it"), Sentence("{value}", value=Share(decide.power))),
    ]
    if decide.minimum_effect is not None:
        least = Sentence("{value}", value=Share(decide.minimum_effect))
        rows.append((Sentence("The least lift that would matter"), least))
    if decide.cap is not None:
        cap = Sentence(
            "{amount} {currency}; for significance only, never for money",
            amount=decide.cap,
            currency=plan.currency,
        )
        rows.append((Sentence("Amounts above count as"), cap))
    if decide.slices:
        rows.append(
            (
                Sentence("Cut by"),
                Sentence(
                    "{list}", list=Listed(tuple(column_label(name) for name in decide.slices))
                ),
            )
        )
    if decide.later_contacts:
        rows.append((Sentence("Later contacts that it decides"), decide.later_contacts))
    return [
        *rows,
        (Sentence("Seed of the lot"), plan.seed),
        (Sentence("Fingerprint of the plan"), _grouped(planned.prepared.fingerprint)),
    ]


def _grouped(digits: str) -> str:
    """In eights, so that a narrow screen may break the line."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def _metrics(plan: Plan) -> Listed:
    return Listed(tuple(metric_label(name) for name in plan.decide.primary))


def _span(plan: Plan) -> Sentence:
    return Sentence("from {start} to before {end}", start=plan.starts_on, end=plan.ends_on)


def _days(days: int) -> Sentence:
    return Sentence("{n} day", "{n} days", n=days)


def _measuring(planned: Planned) -> list[Finding]:
    if planned.drawn is None:
        return []
    return [
        Finding(
            "afterwards",
            Sentence("Afterwards one command tells what it really brought"),
            text=[
                Sentence(
                    "Contact those in members.csv who are not in the hold-out, and only them. From "
                    "{day} on run: {command}",
                    day=planned.plan.measured_until,
                    command="goodwill campaign measure --members members.csv --orders ORDERS "
                    "--plan plan.toml",
                )
            ],
        )
    ]
