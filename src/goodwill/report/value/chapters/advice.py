"""What to do next, customer by customer: who will buy soon, and what to offer whom."""

from __future__ import annotations

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit
from goodwill.analytics.value.advising import nextsteps
from goodwill.analytics.value.advising.judging import Bin, Comparison
from goodwill.analytics.value.advising.propensity import NotBetter, Propensity
from goodwill.analytics.value.advising.propensity_reasons import Explained
from goodwill.language import Lines, Sentence
from goodwill.report.charts import Chart, Item, Point, Series, interval_plot, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.advising import HORIZON, Advice, NextOffer, Offered
from goodwill.report.value.measuring import Measured
from goodwill.report.words import amount, money_column


def advice(measured: Measured) -> Chapter:
    forecast = measured.forecast
    findings: list[Finding] = []
    if not isinstance(forecast, AnalyticsError):
        findings = [*_propensity(measured, forecast.advice), _offers(measured, forecast.advice)]
    return Chapter("advice", Sentence("What to do next, customer by customer"), findings)


def _propensity(measured: Measured, advised: Advice) -> list[Finding]:
    found = advised.propensity
    if isinstance(found, Propensity):
        return [_list(measured, found, advised), _proof(measured, found.comparison)]
    title = Sentence("Who buys within {days} days cannot be told better yet", days=HORIZON)
    if isinstance(found, NotBetter):
        return [_proof(measured, found.comparison)]
    return [Finding("who-buys-next", title, text=[found.sentence])]


def _list(measured: Measured, model: Propensity, advised: Advice) -> Finding:
    order, gain = nextsteps.propensity_figures(model.comparison, as_of=measured.as_of)
    columns = [
        TableColumn(Sentence("Customer")),
        TableColumn(Sentence("Chance"), Unit.SHARE),
        TableColumn(Sentence("Why")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (_name(advised, one.customer_id), one.probability, _reasons(one)) for one in advised.listed
    ]
    return Finding(
        "who-buys-next",
        Sentence(
            "Who buys within {days} days can be told: buyers are put first in {order} of pairs",
            days=model.horizon_days,
            order=order,
        ),
        text=[
            Sentence(
                "The list is of those who will most surely buy. Do not spend on them what they "
                "would buy anyway: see that what they want is there, and offer what goes with it."
            ),
            Sentence(
                "In the chart customers stand by their foretold chance; the line is how many then "
                "bought. The nearer both lines, the more a chance means what it says."
            ),
        ],
        figures=[order, gain],
        chart=_calibration(model.calibration),
        table=Table(columns, rows),
    )


def _name(advised: Advice, customer: str) -> str:
    name = advised.names.get(customer)
    return f"{name} ({customer})" if name else customer


def _reasons(one: Explained) -> Cell:
    told = tuple(each.sentence for each in one.reasons)
    if not told:
        return None
    return Sentence("{reasons}", reasons=Lines(told))


def _calibration(bins: tuple[Bin, ...]) -> Chart:
    happened = [Point(100 * each.predicted, each.happened, each.low, each.high) for each in bins]
    equal = [Point(100 * each.predicted, each.predicted) for each in bins]
    return line_with_band(
        [Series(Sentence("Bought"), happened), Series(Sentence("Foretold"), equal)],
        description=Sentence("How many bought, by the chance that was foretold, with intervals."),
        x=Sentence("Foretold chance, %"),
        measure=Sentence("Share who bought, by the chance foretold in %"),
        unit=Unit.SHARE,
    )


def _proof(measured: Measured, found: Comparison) -> Finding:
    order, gain = nextsteps.propensity_figures(found, as_of=measured.as_of)
    ways = [found.model, *found.baselines]
    columns = [
        TableColumn(Sentence("Way to tell")),
        TableColumn(Sentence("Log loss"), align="end"),
        TableColumn(Sentence("Brier score"), align="end"),
        TableColumn(Sentence("Buyers put first"), Unit.SHARE),
    ]
    rows: list[tuple[Cell, ...]] = [
        (way.name, f"{way.log_loss.value:.4f}", f"{way.brier.value:.4f}", way.auc.value)
        for way in ways
    ]
    title = (
        Sentence("On a later time trees were {gain} better than the best simple rule", gain=gain)
        if found.is_better
        else Sentence(
            "Trees do not surely tell better than a simple rule who buys within {days} days",
            days=HORIZON,
        )
    )
    return Finding(
        "propensity-proof",
        title,
        text=[
            found.verdict,
            Sentence(
                "Log loss is the surprise at what came, the smaller the better. All were tried on "
                "customers and days that they had not seen."
            ),
            *([] if found.is_better else [_INSTEAD]),
        ],
        figures=[] if found.is_better else [order, gain],
        chart=interval_plot(
            [
                Item(way.name, way.log_loss.value, way.log_loss.low, way.log_loss.high)
                for way in ways
            ],
            description=Sentence("Log loss of the model and of simple rules, with intervals."),
            label=Sentence("Way to tell"),
            measure=Sentence("Log loss"),
            unit=Unit.RATIO,
        ),
        table=Table(columns, rows),
    )


_INSTEAD = Sentence(
    "The purchase model's own chances are in customers.csv: no_purchase_90 is the chance of "
    "nothing within 90 days."
)


def _offers(measured: Measured, advised: Advice) -> Finding:
    found = advised.offered
    if isinstance(found, AnalyticsError):
        title = Sentence("What to offer next cannot be told from these data")
        return Finding("next-offers", title, text=[found.sentence, _NEEDED])
    tried = found.learnt.held_out
    figures = () if tried is None else nextsteps.offer_figures(tried, as_of=measured.as_of)
    return Finding(
        "next-offers",
        _offers_title(found),
        text=[
            found.learnt.verdict,
            Sentence(
                "This is association: who buys the one buys the other more often. What an offer "
                "changes, only a campaign with a hold-out can tell. All offers, customer by "
                "customer, are in offers.csv."
            ),
        ],
        figures=figures,
        chart=_hits(found) if tried is not None else None,
        table=_best(measured, found),
    )


_NEEDED = Sentence("Offers take order lines with a product, over half a year or longer.")


def _offers_title(found: Offered) -> Sentence:
    told: dict[str, object] = {"offers": found.count, "customers": found.customers}
    if not found.count:
        return Sentence("There is nothing to offer that customers have not had")
    if found.learnt.is_association:
        return Sentence(
            "{offers} offers for {customers} customers: what goes with what they have bought",
            **told,
        )
    return Sentence(
        "{offers} offers for {customers} customers: best-sellers that they have not had", **told
    )


def _hits(found: Offered) -> Chart:
    tried = found.learnt.held_out
    assert tried is not None
    lists = [
        (Sentence("By association"), tried.association),
        (Sentence("Best-sellers"), tried.best_sellers),
    ]
    return interval_plot(
        [Item(name, rate.value, rate.low, rate.high) for name, rate in lists],
        description=Sentence("Lists that held something then bought, with intervals."),
        label=Sentence("List"),
        measure=Sentence("Lists with a hit"),
        unit=Unit.SHARE,
    )


def _best(measured: Measured, found: Offered) -> Table | None:
    """Customer by customer where offers differ, thing by thing where they hardly do."""
    currency = measured.currency
    if found.best:
        columns = [
            TableColumn(Sentence("Customer")),
            money_column(Sentence("Expected on top"), currency),
            TableColumn(Sentence("Why")),
        ]
        rows: list[tuple[Cell, ...]] = [
            (_customer(one), amount(one.on_top_minor, currency), one.why) for one in found.best
        ]
        return Table(columns, rows, note=found.learnt.method, total=found.count, file="offers.csv")
    if not found.things:
        return None
    columns = [
        TableColumn(Sentence("Offer")),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        money_column(Sentence("Expected"), currency),
    ]
    rows = [
        (thing.name, thing.customers, amount(thing.expected_minor, currency))
        for thing in found.things
    ]
    return Table(columns, rows, note=found.learnt.method)


def _customer(one: NextOffer) -> str:
    return f"{one.name} ({one.customer_id})" if one.name else one.customer_id
