"""The benefit register: what counts of each benefit, on what evidence, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.benefit.returns.flows import total
from goodwill.analytics.benefit.returns.lines import BenefitLine
from goodwill.analytics.benefit.returns.progress import Progress, State
from goodwill.analytics.benefit.returns.register import Benefit
from goodwill.language import Sentence
from goodwill.report.finding import Chapter, Finding
from goodwill.report.roi.labels import named, or_nobody, plain, share_column
from goodwill.report.roi.measuring import Measured
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import money_column


def chapter(measured: Measured) -> Chapter:
    findings = [
        _standing(measured),
        _chain(measured),
        _arriving(measured),
        _drivers(measured),
        *_beside(measured),
        _costs(measured),
    ]
    return Chapter("register", Sentence("The benefits, one by one"), findings)


def _standing(measured: Measured) -> Finding:
    columns = [
        TableColumn(Sentence("Benefit")),
        TableColumn(Sentence("Owner")),
        TableColumn(Sentence("Grade")),
        TableColumn(Sentence("Status")),
        TableColumn(Sentence("How it stands")),
        TableColumn(Sentence("Present value"), align="end"),
    ]
    rows = [_standing_row(measured, each) for each in measured.progress]
    text = [Sentence("{remark}", remark=remark) for remark in _remarks(measured)]
    realised = measured.appraisal.realisation_rate
    if realised.value is not None:
        text.append(
            Sentence(
                "Of what was planned until today {share} has been measured to have come.",
                share=realised,
            )
        )
    return Finding("standing", _counted(measured.progress), text, table=Table(columns, rows))


def _remarks(measured: Measured) -> Sequence[Sentence]:
    known = set(map(str, measured.appraisal.returns.warnings))
    return [remark for remark in measured.appraisal.remarks if str(remark) not in known]


def _counted(all_: Sequence[Progress]) -> Sentence:
    states = [each.state for each in all_]
    told = {
        "n": len(all_),
        "plan": states.count(State.ON_PLAN) + states.count(State.PROVEN),
        "behind": states.count(State.BEHIND),
        "open": states.count(State.UNMEASURED) + states.count(State.ESTIMATED),
    }
    return Sentence(
        "One benefit in money: {plan} measured and on plan, {behind} behind, {open} not measured",
        "{n} benefits in money: {plan} measured and on plan, {behind} behind, {open} not measured",
        **told,
    )


def _standing_row(measured: Measured, each: Progress) -> tuple[Cell, ...]:
    benefit = each.benefit
    return (
        named(benefit.name),
        or_nobody(benefit.owner),
        benefit.grade.value,
        benefit.status.label,
        each.state.label,
        measured.appraisal.worth(each.line),
    )


def _chain(measured: Measured) -> Finding:
    """Gross × attribution × (1 − overlap) × realisation × (1 − risk)."""
    currency = measured.appraisal.programme.currency
    columns = [
        TableColumn(Sentence("Benefit")),
        money_column(Sentence("In full"), currency),
        share_column(Sentence("Caused by it")),
        share_column(Sentence("Counted elsewhere")),
        share_column(Sentence("Comes within the horizon")),
        share_column(Sentence("Risk")),
        money_column(Sentence("Counts"), currency),
    ]
    lines = measured.appraisal.lines.benefits
    gross = total(amount for line in lines for amount in line.gross)
    counts = total(amount for line in lines for amount in line.adjusted)
    note = Sentence(
        "In all years, not discounted. In full: what is margin of revenue, or put to use of time "
        "released. In full × caused × (1 − counted elsewhere) × comes × (1 − risk) = counts."
    )
    rows = [_chain_row(line) for line in lines]
    title = Sentence(
        "Of each 100 that the benefits bring in full, {part} count",
        part=round(100 * counts / gross) if gross else 0,
    )
    return Finding("chain", title, table=Table(columns, rows, note=note, file="register.csv"))


def _chain_row(line: BenefitLine) -> tuple[Cell, ...]:
    full = total(line.gross)
    credited = full * line.credit.share * (1 - line.overlap.share)
    return (
        named(line.name),
        full,
        float(line.credit.share),
        float(line.overlap.share),
        float(total(line.realised) / credited) if credited else None,
        float(line.risk),
        total(line.adjusted),
    )


def shown_years(horizon: int) -> list[int]:
    """Those that a table has room for: all, or the first and the last."""
    years = list(range(horizon + 1))
    return years if horizon <= MOST_YEARS else [*years[:MOST_YEARS], horizon]


MOST_YEARS = 6
"""All years of all entries are in flows.csv."""


def _arriving(measured: Measured) -> Finding:
    appraisal = measured.appraisal
    years = shown_years(appraisal.lines.horizon)
    columns = [
        TableColumn(Sentence("Benefit")),
        TableColumn(Sentence("Kind")),
        *(share_column(Sentence("Year {year}", year=year)) for year in years),
    ]
    lines = appraisal.lines.benefits
    known = sum(len(line.benefit.realisation.measured) for line in lines)
    rows: list[tuple[Cell, ...]] = [
        (named(line.name), line.benefit.kind.label, *(_arrived(line, year) for year in years))
        for line in lines
    ]
    title = Sentence(
        "How much of each benefit comes in which year is planned; nothing of it is measured yet"
    )
    if known:
        title = Sentence(
            "One share of a year is measured; the others are planned",
            "{n} shares of years are measured; the others are planned",
            n=known,
        )
    return Finding("arriving", title, table=Table(columns, rows, note=MEASURED, file="flows.csv"))


MEASURED = Sentence("A share with “measured” has taken the place of the planned one.")


def _arrived(line: BenefitLine, year: int) -> Cell:
    if not line.gross[year]:
        return None
    share = float(line.benefit.realisation.at(year))
    if year not in line.benefit.realisation.measured:
        return share
    return Sentence("{percent} % measured", percent=round(100 * share, 1))


def _drivers(measured: Measured) -> Finding:
    benefits = [line.benefit for line in measured.appraisal.lines.benefits]
    based = [each for each in benefits if each.baseline]
    columns = [
        TableColumn(Sentence("Benefit")),
        TableColumn(Sentence("Driver")),
        TableColumn(Sentence("Before"), align="end"),
        TableColumn(Sentence("Target"), align="end"),
        TableColumn(Sentence("Measured"), align="end"),
        TableColumn(Sentence("Change"), align="end"),
        TableColumn(Sentence("Evidence")),
    ]
    rows = [_driver_row(measured, each) for each in benefits]
    title = Sentence(
        "{based} of {n} benefits say what was before",
        based=len(based),
        n=len(benefits),
    )
    if len(based) == len(benefits):
        title = Sentence("Every benefit says what was before")
    return Finding("drivers", title, table=Table(columns, rows))


def _driver_row(measured: Measured, benefit: Benefit) -> tuple[Cell, ...]:
    before = None if benefit.baseline is None else benefit.baseline.value
    return (
        named(benefit.name),
        benefit.driver or None,
        *(
            None if each is None else plain(each)
            for each in (before, benefit.target, benefit.measured)
        ),
        measured.appraisal.change(benefit),
        benefit.evidence or None,
    )


def _beside(measured: Measured) -> list[Finding]:
    """The lower rungs of the ladder: real, and not in money."""
    listed = measured.appraisal.lines.listed
    if not listed:
        return []
    columns = [
        TableColumn(Sentence("Benefit")),
        TableColumn(Sentence("How far it can be told")),
        TableColumn(Sentence("Comes directly")),
        TableColumn(Sentence("Driver")),
        TableColumn(Sentence("Owner")),
    ]
    rows = [
        (
            named(each.name),
            each.rung.label,
            Sentence("yes") if each.is_direct else Sentence("no"),
            each.driver or None,
            or_nobody(each.owner),
        )
        for each in listed
    ]
    title = Sentence(
        "One more benefit has no money and is listed beside the return",
        "{n} more benefits have no money and are listed beside the return",
        n=len(listed),
    )
    return [Finding("beside", title, table=Table(columns, rows))]


def _costs(measured: Measured) -> Finding:
    appraisal = measured.appraisal
    currency = appraisal.programme.currency
    years = shown_years(appraisal.lines.horizon)
    columns = [
        TableColumn(Sentence("Cost")),
        TableColumn(Sentence("Owner")),
        share_column(Sentence("Risk")),
        TableColumn(Sentence("Present value"), align="end"),
        *(money_column(Sentence("Year {year}", year=year), currency) for year in years),
    ]
    lines = appraisal.lines.costs
    rows: list[tuple[Cell, ...]] = [
        (
            named(line.name),
            or_nobody(line.cost.owner),
            float(line.risk),
            appraisal.worth(line),
            *(line.planned[year] for year in years),
        )
        for line in lines
    ]
    note = Sentence("By year as planned or paid; the present value with the risk of running over.")
    title = Sentence(
        "One cost, {costs} in today's value",
        "{n} costs, {costs} in today's value",
        n=len(lines),
        costs=appraisal.returns.pv_costs,
    )
    return Finding("costs", title, table=Table(columns, rows, note=note))
