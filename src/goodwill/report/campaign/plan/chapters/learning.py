"""What can be learned: how often an effect of each size is seen, and what it would take."""

from __future__ import annotations

from itertools import islice

from goodwill.analytics.campaigns.foretelling.chances import Chance
from goodwill.analytics.campaigns.foretelling.forecast_words import (
    CHANCE_OF_LEARNING,
    CHANCE_OF_VERDICT,
    LEAST_LIFT,
    MEMBERS_NEEDED,
)
from goodwill.analytics.campaigns.foretelling.holdouts import Holdout
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Figure, Unit
from goodwill.language import Sentence
from goodwill.report.campaign.labels import metric_label
from goodwill.report.campaign.plan.measuring import Believed, Planned, Tried
from goodwill.report.campaign.plan.words import (
    Share,
    least_lift_of,
    needed_of,
    share_words,
    whole,
    whole_column,
)
from goodwill.report.charts import Chart, Moment, Point, Series, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import find

DRAWN = 3
"""Curves in one chart: the planned hold-out, and a smaller and a larger one."""


def learning(planned: Planned) -> Chapter:
    believed = planned.believed
    findings = (
        [
            *(_of_metric(planned, believed, each) for each in planned.plan.decide.primary),
            _verdict(believed),
        ]
        if isinstance(believed, Believed)
        else []
    )
    return Chapter("learning", Sentence("What can be learned"), findings)


def _of_metric(planned: Planned, believed: Believed, metric: str) -> Finding:
    least = find(believed.figures, LEAST_LIFT.id, metric=metric)
    label = metric_label(metric)
    one = believed.forecast.chances[metric, None]
    if isinstance(one, GoodwillError):
        return Finding(
            f"power-{metric}",
            Sentence("{metric}: nothing can be learned with this plan", metric=label),
            text=[one.sentence],
            table=_by_share(planned, believed, metric),
        )
    return Finding(
        f"power-{metric}",
        _title(label, least),
        text=_text(planned, one),
        figures=_figures(believed, metric),
        chart=_curves(planned, believed, metric, one),
        table=_by_share(planned, believed, metric),
        warnings=_skewed(one),
    )


def _title(label: Sentence | str, least: Figure) -> Sentence:
    if least.value is None:
        return Sentence("{metric}: no lift there can be would be seen often enough", metric=label)
    return Sentence("{metric}: a lift of {least} or more would be seen", metric=label, least=least)


def _text(planned: Planned, one: Chance) -> list[Sentence]:
    decide = planned.plan.decide
    text = [
        Sentence(
            "Seen means: shown at the {level} level in {power} of all cases. The lift believed in, "
            "{middle}, would be seen in {seen}.",
            level=Share(decide.level),
            power=Share(decide.power),
            middle=Share(_middle(planned)),
            seen=Share(one.power),
        )
    ]
    if isinstance(one.needed, GoodwillError):
        return [*text, one.needed.sentence]
    return [
        *text,
        Sentence(
            "To see a lift of {target} it takes {needed} members, {control} of them left alone.",
            target=Share(one.target),
            needed=round(one.needed.both),
            control=round(one.needed.control),
        ),
    ]


def _middle(planned: Planned) -> float:
    expect = planned.plan.expect
    assert expect is not None
    return expect.lift


def _figures(believed: Believed, metric: str) -> list[Figure]:
    ids = {CHANCE_OF_LEARNING.id, LEAST_LIFT.id, MEMBERS_NEEDED.id}
    return [
        each
        for each in believed.figures
        if each.definition.id in ids and each.cut.get("metric") == metric
    ]


def _skewed(one: Chance) -> list[Sentence]:
    smallest = min(one.sizes.control, one.sizes.treated)
    if one.normal_from is None or smallest >= one.normal_from:
        return []
    return [
        Sentence(
            "A few members bring very much. With {members} in the smallest arm the chances are "
            "rough; from {enough} on they hold.",
            members=round(smallest),
            enough=one.normal_from,
        )
    ]


def _curves(planned: Planned, believed: Believed, metric: str, one: Chance) -> Chart:
    """The planned hold-out and others; a mark where the plan's own lift stands."""
    middle = _middle(planned)
    return line_with_band(
        [
            Series(share_words(each.share), _points(chance))
            for each, chance in _few(planned, believed, metric)
        ],
        description=Sentence(
            "The chance that a lift is seen, by how large it truly is and how many are left alone."
        ),
        x=Sentence("True lift, %"),
        measure=Sentence("Chance of seeing it, by the true lift in %"),
        unit=Unit.SHARE,
        mark=_mark(middle, one),
    )


def _mark(middle: float, one: Chance) -> Moment | None:
    if not 0 < middle <= float(one.curve[-1, 0]):
        return None
    return Moment(100 * middle, Sentence("believed: {lift}", lift=Share(middle, signed=True)))


def _few(planned: Planned, believed: Believed, metric: str) -> list[tuple[Tried, Chance]]:
    """The planned share first, then the least and the largest of the others."""
    own = planned.plan.arms.holdout
    known = [
        (each, chance)
        for each in believed.tried
        if isinstance(chance := each.chances.get(metric), Chance)
    ]
    first = [pair for pair in known if pair[0].share == own]
    others = [pair for pair in known if pair[0].share != own]
    spread = [*others[:1], *others[-1:]] if len(others) > 1 else others
    return [*first, *islice(spread, DRAWN - len(first))]


def _points(chance: Chance) -> list[Point]:
    return [Point(100 * float(lift), float(seen)) for lift, seen in chance.curve]


def _by_share(planned: Planned, believed: Believed, metric: str) -> Table:
    currency = believed.forecast.premises.currency
    has_cost = any(isinstance(each.holdout, Holdout) for each in believed.tried)
    columns = [
        TableColumn(Sentence("Left alone"), Unit.SHARE),
        TableColumn(Sentence("Chance of learning"), Unit.SHARE),
        TableColumn(Sentence("Smallest lift seen"), Unit.SHARE),
        TableColumn(Sentence("Members needed"), Unit.CUSTOMERS),
        *([whole_column(Sentence("Costs"), currency)] if has_cost else []),
    ]
    rows: list[tuple[Cell, ...]] = []
    for each in believed.tried:
        chance = each.chances[metric]
        told = chance.assurance if isinstance(chance, Chance) else None
        cost = whole(each.holdout.cost, currency) if isinstance(each.holdout, Holdout) else None
        row: tuple[Cell, ...] = (each.share, told, least_lift_of(chance), needed_of(chance))
        rows.append((*row, cost) if has_cost else row)
    note = Sentence(
        "{share} is planned. A negative cost means that contacts are expected to lose money.",
        share=Share(planned.plan.arms.holdout),
    )
    return Table(columns, rows, note=note)


def _verdict(believed: Believed) -> Finding:
    verdict = find(believed.figures, CHANCE_OF_VERDICT.id)
    told = believed.forecast.verdict
    if isinstance(told, GoodwillError):
        return Finding(
            "verdict",
            Sentence("Whether it paid will stay open"),
            text=[told.sentence],
        )
    return Finding(
        "verdict",
        Sentence("The chance that it will be clear whether it paid is {verdict}", verdict=verdict),
        text=[
            Sentence(
                "It will be shown to pay in {paid} of all cases and shown not to pay in {lost}; "
                "in {open} it stays open. That a campaign moved buyers does not yet mean that "
                "it paid.",
                paid=Share(told.shown_to_pay),
                lost=Share(told.shown_not_to),
                open=Share(told.open),
            )
        ],
        figures=[verdict],
    )
