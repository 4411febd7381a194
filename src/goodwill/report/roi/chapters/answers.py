"""One page: is it worth it, with what chance of loss, what decides it, what is to be done now."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from goodwill.analytics.benefit.returns.tornado import Bar
from goodwill.analytics.figure import Figure, Number
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.labels import months, or_nobody
from goodwill.report.roi.measuring import Measured
from goodwill.report.roi.tasks import next_to_measure, tasks
from goodwill.report.tables import Table, TableColumn
from goodwill.report.words import Amount

MOST_TASKS = 8
"""What one page has room for; the register has the others."""
CERTAIN = 0.0005
"""Chances below it are none, said with one decimal."""


def chapter(measured: Measured) -> Chapter:
    findings = [_worth(measured), _loss(measured), _deciding(measured), _to_do(measured)]
    return Chapter("answers", Sentence("Answers"), findings)


def verdict(measured: Measured) -> Sentence:
    """Whether it is worth it, in a sentence."""
    returns = measured.appraisal.returns
    told = {
        "npv": returns.npv,
        "roi": returns.roi,
        "back": back(returns.payback, measured.appraisal.programme.horizon),
    }
    net = _number(returns.npv) or 0
    if net < 0:
        return Sentence("Not worth it: net present value {npv}, ROI {roi}, {back}", **told)
    if net == 0:
        return Sentence("It just pays: net present value {npv}, {back}", **told)
    return Sentence("Worth it: net present value {npv}, ROI {roi}, {back}", **told)


def back(payback: Figure, horizon: int) -> Sentence:
    """When the money is back, as part of a sentence."""
    found = _number(payback)
    if found is None:
        return Sentence("not back within a year", "not back within {n} years", n=horizon)
    return Sentence("back after {months} months", months=months(found))


def _worth(measured: Measured) -> Finding:
    appraisal = measured.appraisal
    returns, programme = appraisal.returns, appraisal.programme
    text = [
        Sentence(
            "Risk-adjusted, over the years 0 to {horizon}, discounted at {rate} % a year: benefits "
            "of {benefits} against costs of {costs}. Without discounting the ROI is {simple}; with "
            "it the money is {back}.",
            horizon=programme.horizon,
            rate=round(100 * programme.rate, 2).normalize(),
            benefits=returns.pv_benefits,
            costs=returns.pv_costs,
            simple=returns.simple_roi,
            back=back(returns.discounted_payback, programme.horizon),
        ),
        _grounds(measured),
    ]
    return Finding("worth", verdict(measured), text=text)


def _grounds(measured: Measured) -> Sentence:
    rests = measured.evidence
    share = _number(rests.estimated)
    if share is None:
        return Sentence("Nothing can be said of the evidence: {why}", why=rests.estimated.reason)
    if share == 0:
        return Sentence("No benefit rests on an expert's estimate alone.")
    return Sentence(
        "{share} of the benefits are somebody's estimate (grade E): planned, never confirmed. "
        "Without them the net present value is {without}.",
        share=rests.estimated,
        without=rests.without,
    )


def _loss(measured: Measured) -> Finding:
    one, other = measured.simulation.independent.loss, measured.simulation.common.loss
    if not measured.is_uncertain:
        return Finding(
            "loss",
            Sentence("How likely a loss is cannot be told: no entry says how far it may miss"),
            text=[
                Sentence(
                    "Give costs and benefits a `risk`, as {example}: least, most likely and "
                    "greatest factor on the plan.",
                    example="{low = 0.7, mode = 0.9, high = 1.0}",
                )
            ],
        )
    low, high = sorted((one, other), key=lambda figure: _number(figure) or 0)
    text = [
        Sentence(
            "{independent} if good and bad luck cancel out, {common} if one thing, how far people "
            "use it, moves everything. The truth lies between: plan with the second. Then nine in "
            "ten outcomes lie between {low} and {high}.",
            independent=one,
            common=other,
            low=_amount(measured, measured.simulation.common.middle.low),
            high=_amount(measured, measured.simulation.common.middle.high),
        )
    ]
    return Finding("loss", _chance(low, high), text=text)


def _chance(low: Figure, high: Figure) -> Sentence:
    least, most = _number(low) or 0, _number(high) or 0
    if most < CERTAIN:
        return Sentence("A loss is all but excluded by what the entries say of their own risk")
    if most - least < CERTAIN:
        return Sentence("The chance of a loss is {chance}", chance=high)
    return Sentence("The chance of a loss lies between {low} and {high}", low=low, high=high)


def _deciding(measured: Measured) -> Finding:
    first, *others = measured.bars
    text = [_alone(first)]
    moving = [bar for bar in others if _number(bar.swing)][:2]
    if moving:
        text.append(_after(moving))
    text.append(
        Sentence(
            "It pays as long as the benefits come to {multiplier} times what is expected.",
            multiplier=measured.appraisal.returns.break_even,
        )
    )
    title = Sentence(
        "{input} decides it: from its worst to its best the net present value moves by {swing}",
        input=first.name,
        swing=first.swing,
    )
    return Finding("decides", title, text=text)


def _alone(bar: Bar) -> Sentence:
    worst = min((bar.npv_low, bar.npv_high), key=lambda figure: _number(figure) or 0)
    if (_number(worst) or 0) < 0:
        return Sentence("At its worst, alone, the programme loses: {worst}.", worst=worst)
    return Sentence("Even at its worst, alone, {worst} is left.", worst=worst)


def _after(bars: Sequence[Bar]) -> Sentence:
    """The inputs that follow."""
    told = {"input": bars[0].name, "swing": bars[0].swing}
    if len(bars) == 1:
        return Sentence("After it: {input} ({swing}).", **told)
    return Sentence(
        "After it: {input} ({swing}) and {other} ({less}).",
        other=bars[1].name,
        less=bars[1].swing,
        **told,
    )


def _to_do(measured: Measured) -> Finding:
    found = tasks(measured)
    text = [*_next(measured), _late(measured)]
    if not found:
        return Finding("to-do", Sentence("Nothing is overdue, and every entry has an owner"), text)
    columns = [
        TableColumn(Sentence("What")),
        TableColumn(Sentence("Who")),
        TableColumn(Sentence("At stake"), align="end"),
        TableColumn(Sentence("Why")),
    ]
    rows = [(task.what, or_nobody(task.owner), task.shown, task.why) for task in found[:MOST_TASKS]]
    note = Sentence("At stake: present value of the benefit, or chance × damage of the risk.")
    nobody = sum(not task.owner for task in found)
    title = Sentence("One thing is to be done now", "{n} things are to be done now", n=len(found))
    if nobody:
        title = Sentence(
            "One thing is to be done now, and nobody owns it",
            "{n} things are to be done now; {nobody} of them nobody owns",
            n=len(found),
            nobody=nobody,
        )
    table = Table(columns, rows, note=note, total=len(found))
    return Finding("to-do", title, text=text, table=table)


def _next(measured: Measured) -> list[Sentence]:
    following = next_to_measure(measured)
    if following is None:
        return []
    return [
        Sentence(
            "Next to be measured: “{benefit}” ({owner}), worth {worth}.",
            benefit=following.benefit.name,
            owner=or_nobody(following.benefit.owner),
            worth=measured.appraisal.worth(following.line),
        )
    ]


def _late(measured: Measured) -> Sentence:
    late, figure = measured.delay
    return Sentence(
        "If the benefits come {months} months later, that costs {cost}.", months=late, cost=figure
    )


def _amount(measured: Measured, number: Number | None) -> Amount:
    return Amount(Decimal(str(number or 0)), measured.appraisal.programme.currency)


def _number(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)
