"""Whom the campaign moved, and whether a model beats a plain rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from goodwill.analytics.benefit.incrementality.effectfigures import UNITS, per_member
from goodwill.analytics.benefit.incrementality.experiment import Kind, Metric
from goodwill.analytics.campaigns.uplift.choosing import UpliftChoice
from goodwill.analytics.campaigns.uplift.judging import Candidate, Curve
from goodwill.analytics.campaigns.uplift.rules import Rule
from goodwill.analytics.campaigns.uplift.telling import (
    profit_figure,
    ranking_figure,
    share_figures,
)
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit, major
from goodwill.analytics.value.advising.judging import Interval
from goodwill.language import Sentence
from goodwill.report.campaign.cutting import is_one_of_many
from goodwill.report.campaign.labels import (
    Ends,
    Shown,
    column_label,
    metric_label,
    value_label,
)
from goodwill.report.campaign.moving import moved_by
from goodwill.report.campaign.results import Measured
from goodwill.report.charts import Chart, Point, Series, line_with_band
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Label, Table, TableColumn

POINTS = 20
"""Of a curve that are drawn: every one of them is a row of its table."""


def moved(measured: Measured) -> list[Finding]:
    if measured.judged.withheld is not None:
        return []
    choice = measured.uplift
    if isinstance(choice, UpliftChoice):
        about = _About(measured, choice)
        return [_ranked(about), *_next_time(about), *_deciles(about)]
    if is_one_of_many(measured):
        return []
    reason = choice.sentence if isinstance(choice, AnalyticsError) else NOTHING_KNOWN
    title = Sentence("Whom to contact next time cannot be told yet")
    return [Finding("moved", title, text=[reason])]


NOTHING_KNOWN = Sentence(
    "Nothing is known of members from before the campaign. Give orders that reach back before it, "
    "a file of customers, or name columns with --covariate."
)


@dataclass(frozen=True)
class _About:
    """A choice, and the unit that its outcome is told in."""

    measured: Measured
    choice: UpliftChoice

    @property
    def metric(self) -> Metric:
        judged = self.measured.judged
        return judged.experiment.metric(moved_by(judged.experiment, judged)[0])

    @property
    def worth(self) -> float | None:
        judged = self.measured.judged
        return moved_by(judged.experiment, judged)[1]

    @property
    def currency(self) -> str | None:
        """That of the outcome, where it is money."""
        return self.measured.receipt.currency if self.metric.kind is Kind.AMOUNT else None

    @property
    def unit(self) -> Unit:
        return Unit.NUMBER if self.currency is None else Unit.MONEY

    def told(self, part: Label | None = None) -> dict[str, Any]:
        receipt = self.measured.receipt
        cut = dict(receipt.cut) | ({"order": str(part)} if part is not None else {})
        said = None if part is None else Sentence("{part}", part=part)
        return {"as_of": receipt.as_of, "grade": receipt.grade, "cut": cut, "part": said}

    def ranking(self, found: Interval, part: Label, *, is_gain: bool) -> Figure:
        return ranking_figure(found, self.choice, self.currency, is_gain=is_gain, **self.told(part))

    def per_thousand(self, value: float) -> float:
        if self.currency is None:
            return 1000 * value
        return float(major(round(1000 * value), self.currency))

    @property
    def measure(self) -> Sentence:
        return Sentence(
            "{metric}: more per 1,000 members of the audience",
            metric=metric_label(self.metric.name),
        )


def rule_words(rule: Rule | None, currency: str) -> Sentence:
    """Whom a plain rule contacts first, in words and amounts."""
    if rule is None:
        return Sentence("everybody alike")
    said = {"column": column_label(rule.column)}
    is_inside = rule.inside >= rule.outside
    if isinstance(rule.edge, float):
        value = _edge(rule.column, rule.edge, currency)
        if is_inside:
            return Sentence("{column}: at most {value}", value=value, **said)
        if rule.has_gaps:
            return Sentence("{column}: above {value}, or not known", value=value, **said)
        return Sentence("{column}: above {value}", value=value, **said)
    level = value_label(rule.column, rule.edge)
    if is_inside:
        return Sentence("{column}: {value}", value=level, **said)
    return Sentence("{column}: all but {value}", value=level, **said)


def _edge(column: str, edge: float, currency: str) -> Shown:
    if column.endswith("_minor"):
        return Shown(major(round(edge), currency), Unit.MONEY, currency)
    return Shown(edge, Unit.NUMBER, currency)


def _ranked(about: _About) -> Finding:
    choice = about.choice
    best = choice.best
    rule = rule_words(choice.rule, about.measured.receipt.currency)
    gain = about.ranking(best.over_rule, best.learner.sentence, is_gain=True)
    return Finding(
        "moved",
        _title(about, gain, rule),
        text=[
            Sentence(
                "Who buys anyway needs no contact. So members are put in order of how much "
                "contact changes what they do, by models and by the best plain rule ({rule}). "
                "Each order is judged on members that it has not learnt from.",
                rule=rule,
            ),
            *_verdict(choice, gain, rule),
        ],
        chart=_curves(about, rule),
        table=_orders(about, rule),
    )


def _title(about: _About, gain: Figure, rule: Sentence) -> Sentence:
    choice = about.choice
    if choice.best.is_better:
        return Sentence(
            "A model tells whom contact moves: {gain} more per 1,000 members than the best plain "
            "rule",
            gain=gain,
        )
    if choice.rule is not None and choice.rule_over_random.low > 0:
        return Sentence("A plain rule is enough. Contact first: {rule}", rule=rule)
    return Sentence("Whom contact moves more than others cannot be told from this campaign")


def _verdict(choice: UpliftChoice, gain: Figure, rule: Sentence) -> list[Sentence]:
    said = {"model": choice.best.learner.sentence, "gain": gain, "ends": Ends(gain)}
    if choice.best.is_better:
        return [
            Sentence(
                "Over all shares contacted the best model ({model}) brings {gain} more per 1,000 "
                "members than the plain rule (interval {ends}).",
                **said,
            )
        ]
    return [
        Sentence(
            "The best model ({model}) differs from the plain rule by {gain} per 1,000 members "
            "(interval {ends}), which is not surely more. A model that beats no plain rule is not "
            "offered.",
            **said,
        )
    ]


def _orders(about: _About, rule: Sentence) -> Table:
    choice = about.choice
    columns = [
        TableColumn(Sentence("In which order")),
        TableColumn(Sentence("Brought"), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
        TableColumn(Sentence("More than at random"), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
        TableColumn(Sentence("More than the rule"), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        *(_candidate(about, each) for each in choice.candidates),
        (
            Sentence("plain rule ({rule})", rule=rule),
            *_cells(about, choice.by_rule.auuc, rule, is_gain=False),
            *_cells(about, choice.rule_over_random, Sentence("{x}: over random", x=rule)),
            None,
            None,
        ),
        (
            Sentence("at random"),
            *_cells(about, choice.random.auuc, Sentence("at random"), is_gain=False),
            *(None,) * 4,
        ),
    ]
    note = Sentence(
        "{measure}, averaged over all shares contacted (area under the uplift curve, AUUC; more "
        "than at random is Qini). The intervals of all models hold together.",
        measure=about.measure,
    )
    return Table(columns, rows, note=note)


def _candidate(about: _About, each: Candidate) -> tuple[Cell, ...]:
    name = each.learner.sentence
    return (
        name,
        *_cells(about, each.judged.auuc, name, is_gain=False),
        *_cells(about, each.over_random, Sentence("{x}: over random", x=name)),
        *_cells(about, each.over_rule, name),
    )


def _cells(
    about: _About, found: Interval, part: Label, *, is_gain: bool = True
) -> tuple[Figure, Sentence]:
    figure = about.ranking(found, part, is_gain=is_gain)
    return figure, Sentence("{interval}", interval=Ends(figure))


def _curves(about: _About, rule: Sentence) -> Chart:
    choice = about.choice
    lines = [
        (Sentence("model"), choice.best.judged.curve, True),
        (Sentence("plain rule"), choice.by_rule.curve, False),
        (Sentence("at random"), choice.random.curve, False),
    ]
    return line_with_band(
        [
            Series(name, _points(about, curve, is_banded=is_banded))
            for name, curve, is_banded in lines
            if name.text != "plain rule" or choice.rule is not None
        ],
        description=Sentence(
            "What contacting the best share of members brings: by model, plain rule, at random."
        ),
        x=Sentence("Members contacted, in %"),
        measure=about.measure,
        unit=about.unit,
        currency=about.currency,
    )


def _points(about: _About, curve: Curve, *, is_banded: bool) -> list[Point]:
    last = len(curve.share) - 1
    places = sorted({round(place * last / POINTS) for place in range(POINTS + 1)})
    return [
        Point(
            round(100 * float(curve.share[at]), 1),
            about.per_thousand(float(curve.value[at])),
            about.per_thousand(float(curve.low[at])) if is_banded else None,
            about.per_thousand(float(curve.high[at])) if is_banded else None,
        )
        for at in places
    ]


def _next_time(about: _About) -> list[Finding]:
    """The share to contact, and what it earns: only where a contact's cost and worth are known."""
    choice = about.choice
    is_sure = choice.policy.targeting.over_everybody.low > 0
    if about.worth is None or (is_one_of_many(about.measured) and not is_sure):
        return []
    worth, currency = choice.policy, about.measured.receipt.currency
    share, sleeping = share_figures(choice, **about.told())
    profit = profit_figure(worth.targeting.profit, choice, currency, **about.told())
    everybody = profit_figure(
        worth.targeting.everybody, choice, currency, **about.told(Sentence("everybody"))
    )
    over = worth.targeting.over_everybody
    return [
        Finding(
            "next-time",
            _next_title(about, share, profit),
            text=[
                Sentence(
                    "A buyer brought {worth} of margin on average; whoever is moved is taken to "
                    "bring as much. Contacting everybody again would earn {everybody}.",
                    worth=Shown(major(round(about.worth), currency), Unit.MONEY, currency),
                    everybody=everybody,
                ),
                _whether_fewer(over),
                *_dogs(about, sleeping),
            ],
            figures=[share, profit, sleeping],
            table=_shares(about),
        )
    ]


def _next_title(about: _About, share: Figure, profit: Figure) -> Sentence:
    over = about.choice.policy.targeting.over_everybody
    if over.low > 0:
        return Sentence(
            "Contact only whom it pays to contact next time: that earns {profit}, surely more "
            "than contacting everybody",
            profit=profit,
        )
    return Sentence("That contacting fewer members would earn more is not shown")


def _whether_fewer(over: Interval) -> Sentence:
    if over.low > 0:
        return Sentence("Leaving out those who are not worth a contact surely earns more.")
    return Sentence(
        "The share at which profit is largest is told below with its interval; where that reaches "
        "100 %, contacting everybody may be as good."
    )


def _dogs(about: _About, sleeping: Figure) -> list[Sentence]:
    """Whether contact turns some away."""
    harmed = about.choice.policy.harmed
    if harmed is None:
        return [Sentence("Too few members are expected to be put off by contact to check it.")]
    if harmed.high < 0:
        return [
            Sentence(
                "Contact surely puts some off (sleeping dogs): leave them alone. They are about "
                "{share} of members.",
                share=sleeping,
            )
        ]
    return [
        Sentence(
            "That contact puts some members off (sleeping dogs) is not shown: those expected to "
            "be put off were not surely so."
        )
    ]


def _shares(about: _About) -> Table:
    choice, currency = about.choice, about.measured.receipt.currency
    columns = [
        TableColumn(Sentence("Best share contacted"), Unit.SHARE, align="end"),
        TableColumn(Sentence("Profit"), align="end"),
        TableColumn(Sentence("Interval"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for share, found in choice.policy.at.items():
        part = Sentence("best {percent} %", percent=round(100 * share))
        figure = profit_figure(found, choice, currency, **about.told(part))
        rows.append((share, figure, Sentence("{interval}", interval=Ends(figure))))
    note = Sentence("For the whole audience, less what the contacts cost.")
    return Table(columns, rows, note=note)


def _deciles(about: _About) -> list[Finding]:
    """Expected beside measured: whether the order of the model is right. A rule expects little."""
    found = about.choice.policy.deciles
    if not about.choice.best.is_better or len(found) < 2:
        return []
    unit, currency = UNITS[about.metric.kind], about.measured.receipt.currency
    number = [per_member(about.metric, each.expected, currency) for each in found]
    columns = [
        TableColumn(Sentence("Members, the most moved first")),
        TableColumn(Sentence("Members"), Unit.CUSTOMERS),
        TableColumn(Sentence("Expected"), unit, about.currency),
        TableColumn(Sentence("Measured"), unit, about.currency),
        TableColumn(Sentence("From"), unit, about.currency),
        TableColumn(Sentence("To"), unit, about.currency),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            Sentence("tenth {place}", place=place),
            each.members,
            expected,
            *(
                per_member(about.metric, x, currency)
                for x in (each.measured.value, each.measured.low, each.measured.high)
            ),
        )
        for place, (each, expected) in enumerate(zip(found, number, strict=True), 1)
    ]
    return [
        Finding(
            "deciles",
            _deciles_title(about),
            text=[
                Sentence(
                    "Members that the model has not learnt from, in tenths by what it expects of "
                    "them, and what contact really changed."
                )
            ],
            table=Table(columns, rows),
        )
    ]


def _deciles_title(about: _About) -> Sentence:
    found: Sequence[Any] = about.choice.policy.deciles
    held = sum(each.measured.low <= each.expected <= each.measured.high for each in found)
    return Sentence(
        "What the model expects was measured in {held} of {all} groups of members",
        held=held,
        all=len(found),
    )
