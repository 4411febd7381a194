"""What else could be done: other uses of the capital, a later start, a later decision."""

from __future__ import annotations

from goodwill.analytics.benefit.returns.alternatives import Compared, compared
from goodwill.analytics.benefit.returns.flows import to_minor
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.labels import named
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import money_column


def chapter(measured: Measured) -> Chapter:
    findings = [_alternatives(measured), _delays(measured), *_waiting(measured)]
    return Chapter("otherwise", Sentence("Other uses, delays, waiting"), findings)


def _alternatives(measured: Measured) -> Finding:
    whole, yearly = measured.advantage
    told = whole if whole.value is not None else yearly
    found = _compared(measured)
    if told.value is None:
        title = Sentence("No use of the same capital is there to compare with")
        text = [told.reason] if told.reason else []
    else:
        best = found[0].alternative
        title = _title(best.name, told)
        text = [
            Sentence(
                "What else the capital could bring is compared, never subtracted: the discount "
                "rate charges the normal return already. What would be missed without the "
                "programme is its benefit, and is refused beside it."
            )
        ]
        if whole.value is None and whole.reason is not None:
            text.append(whole.reason)
    return Finding("alternatives", title, text=text, table=_table(measured, found))


def _title(name: Name, advantage: Figure) -> Sentence:
    if float(advantage.value or 0) < 0:
        return Sentence(
            "“{name}” would be worth more with the same capital: {advantage}",
            name=name,
            advantage=advantage,
        )
    return Sentence(
        "Worth {advantage} more than “{name}”, the best other use of the same capital",
        name=name,
        advantage=advantage,
    )


def _compared(measured: Measured) -> tuple[Compared, ...]:
    programme = measured.appraisal.programme
    return compared(measured.appraisal.flows, programme.alternatives, measured.appraisal.terms.rate)


def _table(measured: Measured, found: tuple[Compared, ...]) -> Table | None:
    if not found:
        return None
    currency = measured.appraisal.programme.currency
    columns = [
        TableColumn(Sentence("Alternative")),
        money_column(Sentence("Capital, today's value"), currency),
        money_column(Sentence("Net present value"), currency),
        money_column(Sentence("Per year"), currency),
        TableColumn(Sentence("Why it was rejected")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            named(each.alternative.name),
            *(to_minor(value, currency) for value in (each.capital, each.npv, each.yearly)),
            each.barred or each.alternative.why or None,
        )
        for each in found
    ]
    return Table(columns, rows)


def _delays(measured: Measured) -> Finding:
    late, figure = measured.delay
    columns = [
        TableColumn(Sentence("Months later"), align="end"),
        TableColumn(Sentence("What it costs"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (f"{months.normalize():f}", each) for months, each in measured.delays.items()
    ]
    title = Sentence(
        "Benefits {months} months later cost {cost}; the costs do not wait",
        months=late,
        cost=figure,
    )
    note = Sentence("What would come after the horizon is lost to this appraisal.")
    return Finding("delays", title, table=Table(columns, rows, note=note))


def _waiting(measured: Measured) -> list[Finding]:
    if measured.waiting is None:
        return []
    title = Sentence(
        "Customers wait {amount} a year beyond what was promised, in their own time",
        amount=measured.waiting,
    )
    text = [
        Sentence(
            "Nobody pays it, so it is not in the return; what it does to staying is in retention."
        )
    ]
    return [Finding("waiting", title, text=text)]
