"""Every method side by side, those that refused among them."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.benefit.pilots.estimate import Estimate
from goodwill.analytics.benefit.pilots.measuring import Attempt
from goodwill.language import Sentence
from goodwill.report.campaign.labels import Listed, p_said
from goodwill.report.charts import Item, Mark, interval_plot
from goodwill.report.finding import Finding
from goodwill.report.pilot.labels import METHODS, SHORT
from goodwill.report.pilot.measuring import Measured
from goodwill.report.pilot.scale import in_words
from goodwill.report.tables import Cell, Table, TableColumn


def methods(each: Measured) -> list[Finding]:
    attempts = each.result.attempts
    done = [attempt for attempt in attempts if attempt.estimate is not None]
    refused = _refused(each)
    if not done:
        return [Finding("methods", each.result.sentence, text=refused)]
    best = each.result.recommended
    assert best is not None
    text = [
        Sentence("To go by: {method}. {why}", method=METHODS[best.method], why=each.result.why),
        Sentence("Which it is was settled by the checks, before looking at the effect."),
        *refused,
    ]
    plot = interval_plot(
        [_item(each, attempt) for attempt in done],
        description=Sentence("The effect by every method, with its interval"),
        label=Sentence("Method"),
        measure=Sentence("{metric} per unit and period", metric=each.scale.label),
        unit=each.scale.unit,
        currency=each.scale.currency,
        reference=Mark(0, Sentence("no effect")),
    )
    return [Finding("methods", _title(done), text=text, chart=plot, table=_table(each))]


def _refused(each: Measured) -> list[Sentence]:
    """Each reason once, with the methods that it stands against."""
    reasons: dict[str, tuple[Sentence, list[Sentence]]] = {}
    for attempt in each.result.attempts:
        if attempt.refusal is not None:
            reason = in_words(attempt.refusal.sentence, each.scale)
            same = reasons.setdefault(str(attempt.refusal), (reason, []))
            same[1].append(METHODS[attempt.method])
    return [
        Sentence("Cannot be used: {methods}. {reason}", methods=Listed(tuple(same)), reason=reason)
        for reason, same in reasons.values()
    ]


def _title(done: Sequence[Attempt]) -> Sentence:
    effects = [attempt.estimate.effect for attempt in done if attempt.estimate is not None]
    sure = [effect for effect in effects if effect.is_sure]
    if sure and len({effect.value > 0 for effect in sure}) > 1:
        return Sentence("The methods contradict each other: go by none of them alone")
    if len(sure) == len(effects):
        return Sentence(
            "The one method that could be used finds an effect",
            "All {n} methods that could be used find an effect in the same direction",
            n=len(effects),
        )
    if not sure:
        return Sentence(
            "The one method that could be used finds nothing for sure",
            "None of the {n} methods that could be used finds anything for sure",
            n=len(effects),
        )
    return Sentence(
        "{sure} of {n} methods that could be used find an effect; the others do not for sure",
        sure=len(sure),
        n=len(effects),
    )


def _item(each: Measured, attempt: Attempt) -> Item:
    assert attempt.estimate is not None
    effect = attempt.estimate.effect
    numbers = (each.scale.number(x) for x in (effect.value, effect.low, effect.high))
    return Item(SHORT[attempt.method], *numbers)


def _table(each: Measured) -> Table:
    column = each.scale.column
    columns = [
        TableColumn(Sentence("Method")),
        column(Sentence("Effect")),
        column(Sentence("From")),
        column(Sentence("To")),
        TableColumn(Sentence("p"), align="end"),
        TableColumn(Sentence("Grade")),
        TableColumn(Sentence("Checks")),
    ]
    rows = [_row(each, attempt) for attempt in each.result.attempts]
    note = Sentence(
        "p is how often chance alone would show as much. The grade is B where the checks were "
        "passed, else D."
    )
    return Table(columns, rows, note=note, file="estimates.csv")


def _row(each: Measured, attempt: Attempt) -> tuple[Cell, ...]:
    name = METHODS[attempt.method]
    if attempt.estimate is None or attempt.graded is None:
        return (name, None, None, None, None, None, Sentence("refused"))
    effect = attempt.estimate.effect
    numbers = [each.scale.number(x) for x in (effect.value, effect.low, effect.high)]
    return (name, *numbers, p_said(effect.p), attempt.graded.grade.value, _passed(attempt.estimate))


def _passed(estimate: Estimate) -> Sentence:
    passed = sum(check.passed is True for check in estimate.checks)
    return Sentence("{passed} of {n} passed", passed=passed, n=len(estimate.checks))
