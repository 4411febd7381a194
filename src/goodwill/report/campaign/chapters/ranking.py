"""Several campaigns side by side: the best first, refused and doubtful ones with their reason."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.analytics.benefit.incrementality.earning.money import Standing
from goodwill.analytics.benefit.incrementality.earning.portfolio import Portfolio, portfolio_figures
from goodwill.analytics.benefit.incrementality.earning.receipts import (
    COST,
    INCREMENTAL_MARGIN,
    PROFIT,
    Receipt,
    amount_figure,
    effect_figure,
)
from goodwill.analytics.benefit.incrementality.earning.spending import NO_COST
from goodwill.analytics.benefit.incrementality.effectfigures import metric_figure
from goodwill.analytics.benefit.incrementality.verdicts import Answer
from goodwill.analytics.figure import Figure, Unit
from goodwill.language import Sentence
from goodwill.report.campaign.alike import Alike
from goodwill.report.campaign.labels import ShortEnds, answer_label, metric_label
from goodwill.report.campaign.results import Measured, MeasuredAll, Refused
from goodwill.report.charts import Chart, Item, Mark, interval_plot
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Label, Table, TableColumn

Each = Measured | Alike | Refused

FIGURES = (
    *("incremental_buyers", "incremental_margin", "campaign_cost", "incremental_profit", "MK03"),
)
ALL = Sentence("All campaigns together")


def title_of(each: Each) -> Label:
    return each.trial.title or Sentence("This campaign")


def campaigns(measured: MeasuredAll) -> Finding:
    """The table of campaigns by profit, what they come to, and which of them paid."""
    return Finding(
        "campaigns",
        _title(measured),
        text=list(_text(measured)),
        figures=totals(measured),
        chart=_chart(measured),
        table=_table(measured) if measured.ready.orders else _table_of_effects(measured),
        warnings=list(_warnings(measured)),
    )


def verdicts(measured: MeasuredAll) -> Finding:
    """Every campaign's verdict in full; of a refused one, what is missing."""
    columns = [TableColumn(Sentence("Campaign")), TableColumn(Sentence("Verdict"))]
    rows: list[tuple[Cell, ...]] = [(title_of(each), said_of(each)) for each in by_profit(measured)]
    return Finding("verdicts", Sentence("What is said of each"), table=Table(columns, rows))


def by_profit(measured: MeasuredAll) -> list[Each]:
    """The best first; then those of unknown profit, those in doubt, and those refused."""
    return sorted(measured.campaigns, key=_place)


def totals(measured: MeasuredAll) -> list[Figure]:
    """What all campaigns together brought and cost, and how many of them paid (MK08)."""
    found = measured.portfolio
    if found is None or not found.known:
        return []
    receipt = Receipt(measured.ready.currency, measured.ready.as_of, part=ALL)
    shares = portfolio_figures(found, Receipt(measured.ready.currency, measured.ready.as_of))
    return [*shares[:1], *_sums(found, receipt), shares[4], *shares[1:4]]


def _sums(found: Portfolio, receipt: Receipt) -> list[Figure]:
    n = found.known
    return [
        effect_figure(INCREMENTAL_MARGIN, found.margin, n, receipt),
        amount_figure(COST, found.cost, n, receipt, NO_COST),
        effect_figure(PROFIT, found.profit, n, receipt),
    ]


def is_sound(each: Each) -> bool:
    return isinstance(each, Measured) and each.whole.verdict.answer is not Answer.NOT_TRUSTED


def _place(each: Each) -> tuple[int, float, str]:
    if not isinstance(each, Measured):
        return (3 if isinstance(each, Alike) else 4, 0.0, each.trial.identity)
    if not is_sound(each):
        return 2, 0.0, each.trial.identity
    profit = each.whole.returns.profit
    return (0, -profit.value, "") if profit else (1, 0.0, each.trial.identity)


def _title(measured: MeasuredAll) -> Sentence:
    found = measured.portfolio
    if found is None:
        return Sentence(
            "None of the {n} campaigns can be told anything of", n=len(measured.campaigns)
        )
    if not found.known:
        worked = sum(_worked(each) for each in measured.campaigns)
        return Sentence(
            "{worked} of {n} campaigns surely moved its members; what they earned is not known",
            worked=worked,
            n=len(measured.campaigns),
        )
    said = {"paid": found.count(Standing.PROVEN), "n": found.known}
    unknown = len(measured.campaigns) - found.known
    if not unknown:
        return Sentence("{paid} of {n} campaigns surely brought more than it cost", **said)
    return Sentence(
        "{paid} of {n} campaigns surely brought more than it cost; of {unknown} more it is not "
        "known",
        unknown=unknown,
        **said,
    )


def _worked(each: Each) -> bool:
    return isinstance(each, Measured) and each.whole.verdict.answer in {
        Answer.PAID,
        Answer.BROUGHT,
    }


def _text(measured: MeasuredAll) -> Iterator[Sentence]:
    if measured.portfolio is not None and measured.portfolio.known:
        yield Sentence(
            "Each is held against its own hold-out, which was drawn and left alone. Profit is the "
            "margin that would not have come anyway, less the cost. An interval that holds nought "
            "says that it may have paid or not."
        )
    elif measured.portfolio is not None:
        yield Sentence("Each is held against its own hold-out, which was drawn and left alone.")


def _warnings(measured: MeasuredAll) -> Iterator[Sentence]:
    out = sum(not is_sound(each) for each in measured.campaigns)
    if out:
        yield Sentence(
            "{n} campaign is in no total, because it is refused or not to be trusted; its reason "
            "stands below.",
            "{n} campaigns are in no total, because they are refused or not to be trusted; their "
            "reasons stand below.",
            n=out,
        )
    for finding in measured.portfolio.findings if measured.portfolio else ():
        if finding.code != "overlap":
            yield finding.sentence


def said_of(each: Each) -> Sentence:
    if isinstance(each, Refused):
        return each.reason.sentence
    if isinstance(each, Alike):
        return Sentence(
            "It had no hold-out. Beside customers who were alike its members changed by {figure} "
            "each (grade {grade}): a hint, and no proof.",
            figure=each.figure,
            grade=each.graded.grade.value,
        )
    return each.whole.verdict.sentence


def _short(each: Each) -> Sentence:
    if isinstance(each, Refused):
        return Sentence("Refused")
    if isinstance(each, Alike):
        return Sentence("No hold-out")
    return answer_label(each.whole.verdict)


def _members(measured: MeasuredAll, each: Each) -> tuple[int, int | None]:
    found = measured.ready.membership
    counts = found.counts(each.trial.identity)
    control = found.controls.get(each.trial.identity)
    return sum(counts.values()), None if control is None else counts.get(control, 0)


def _table(measured: MeasuredAll) -> Table:
    columns = [
        TableColumn(Sentence("Campaign")),
        TableColumn(Sentence("Verdict")),
        TableColumn(Sentence("Members"), Unit.CUSTOMERS),
        TableColumn(Sentence("Hold-out"), Unit.CUSTOMERS),
        *(TableColumn(label, align="end") for label in _HEADS),
    ]
    rows: list[tuple[Cell, ...]] = [
        (title_of(each), _short(each), *_members(measured, each), *_money(each))
        for each in by_profit(measured)
    ]
    note = Sentence(
        "Buyers, margin and profit are those that would not have come anyway, with their "
        "intervals. “—” cannot be told; the next table says why."
    )
    return Table(columns, rows, note)


_HEADS = (
    Sentence("More buyers"),
    Sentence("More margin"),
    Sentence("Cost"),
    Sentence("Profit"),
    Sentence("Return"),
)


def _money(each: Each) -> list[Cell]:
    if not is_sound(each) or not isinstance(each, Measured):
        return [None] * len(FIGURES)
    return [with_ends(each.whole.figure(name)) for name in FIGURES]


def with_ends(figure: Figure) -> Cell:
    """A figure with its interval behind it, in one cell."""
    if figure.low is None:
        return figure
    return Sentence("{figure} ({ends})", figure=figure, ends=ShortEnds(figure))


def _table_of_effects(measured: MeasuredAll) -> Table:
    """Where there is no money: the effect on the metric that was named first."""
    columns = [
        TableColumn(Sentence("Campaign")),
        TableColumn(Sentence("Verdict")),
        TableColumn(Sentence("Members"), Unit.CUSTOMERS),
        TableColumn(Sentence("Hold-out"), Unit.CUSTOMERS),
        TableColumn(Sentence("Measured by")),
        TableColumn(Sentence("Difference per member"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (title_of(each), _short(each), *_members(measured, each), *_effect(each))
        for each in by_profit(measured)
    ]
    return Table(columns, rows)


def _effect(each: Each) -> tuple[Cell, Cell]:
    if not is_sound(each) or not isinstance(each, Measured):
        return None, None
    return metric_label(each.whole.decisive.name), with_ends(decisive_figure(each))


def decisive_figure(each: Measured) -> Figure:
    """The effect of all treated arms together on the metric that decides."""
    metric = each.whole.decisive
    receipt = each.receipt
    part = Sentence("{metric}", metric=metric_label(metric.name))
    cut = {**receipt.cut, "metric": metric.name}
    found = Receipt(receipt.currency, receipt.as_of, receipt.grade, cut, part)
    return metric_figure(metric, each.whole.effect, found)


def _chart(measured: MeasuredAll) -> Chart | None:
    sound = [each for each in by_profit(measured) if is_sound(each)]
    pairs = [
        (title_of(each), each.whole.figure("incremental_profit"))
        for each in sound
        if isinstance(each, Measured)
    ]
    items = [
        Item(title, figure.value, figure.low, figure.high)
        for title, figure in pairs
        if figure.value is not None
    ]
    if not items:
        return None
    return interval_plot(
        items,
        description=Sentence("Profit of each campaign beyond its hold-out, with its interval."),
        label=Sentence("Campaign"),
        measure=Sentence("Incremental profit"),
        unit=Unit.MONEY,
        currency=measured.ready.currency,
        reference=Mark(0.0, Sentence("break-even")),
    )
