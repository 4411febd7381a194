"""How the forecast was made: which model, how it was judged, and what it believes."""

from __future__ import annotations

from math import exp

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.value.choosing.candidates import Candidate
from goodwill.analytics.value.choosing.choosing import Choice
from goodwill.analytics.value.outlook import trust
from goodwill.language import Sentence
from goodwill.report.charts import Chart, Item, Mark, Point, Series, interval_plot, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.chapters.beliefs import beliefs
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured


def models(measured: Measured) -> Chapter:
    forecast = measured.forecast
    findings: list[Finding] = []
    if not isinstance(forecast, AnalyticsError):
        told = [
            _choice(measured, forecast),
            _tracking(measured, forecast),
            _frequencies(measured, forecast),
            _conditional(measured, forecast),
        ]
        findings = [*(each for each in told if each), *beliefs(measured, forecast)]
    title = Sentence("How the forecast was made, and how far to trust it")
    return Chapter("models", title, findings)


def _choice(measured: Measured, forecast: Forecast) -> Finding:
    choice = forecast.choice
    if isinstance(choice, AnalyticsError):
        return _unjudged(choice, forecast)
    chosen = choice.chosen
    missed = trust.miss(choice, chosen, as_of=measured.as_of)
    refusals = [
        Sentence("{model} did not take part: {reason}", model=each.name, reason=each.refusal)
        for each in choice.candidates
        if each.refusal is not None
    ]
    return Finding(
        "model-choice",
        Sentence(
            "Put to the test, the forecast was {miss} off the purchases that came", miss=missed
        )
        if missed.value is not None
        else Sentence("In the time held out nobody bought, so the forecast is hardly tested"),
        text=[
            Sentence(
                "Models were shown what {customers} customers had done until {start} and had to "
                "foretell what came until {end}: {actual} purchases. Simple rules had to, too.",
                customers=round(choice.customers),
                start=date_of(choice.calibration_end_day),
                end=date_of(choice.as_of_day),
                actual=round(choice.actual),
            ),
            choice.why,
            Sentence(
                "They are compared by the chance that they gave to what then happened, customer "
                "by customer: its logarithm is the score. The model chosen was then fitted to "
                "everything that is known."
            ),
            *refusals,
        ],
        figures=[missed],
        chart=_behind(choice),
        table=_candidates(measured, choice),
        warnings=choice.warnings,
    )


def _unjudged(refusal: AnalyticsError, forecast: Forecast) -> Finding:
    return Finding(
        "model-choice",
        Sentence(
            "The forecast is by {model} and could not be put to the test yet",
            model=forecast.outlook.family.NAME,
        ),
        text=[
            Sentence(
                "Models are compared by how well they foretell a time held out. That was not "
                "possible, so the usual model was taken as it is: trust it less than its "
                "intervals say."
            )
        ],
        warnings=[refusal.sentence],
    )


def _behind(choice: Choice) -> Chart:
    """How much less chance each forecast gave to what came, with 90 % intervals."""
    items = [
        Item(each.name, *(1 - exp(-score) for score in (behind.value, behind.low, behind.high)))
        for each in choice.candidates
        if each.metrics is not None
        for behind in [each.metrics.behind]
    ]
    return interval_plot(
        items,
        description=Sentence(
            "How much less chance each forecast gave to what came than the best model did."
        ),
        label=Sentence("Way of forecasting"),
        measure=Sentence("Less chance given to what came, per customer"),
        unit=Unit.SHARE,
        reference=Mark(0, Sentence("Best model")),
    )


def _candidates(measured: Measured, choice: Choice) -> Table:
    columns = [
        TableColumn(Sentence("Way of forecasting")),
        TableColumn(Sentence("Purchases expected"), Unit.CUSTOMERS),
        TableColumn(Sentence("Miss"), align="end"),
        TableColumn(Sentence("Log score"), align="end"),
        TableColumn(Sentence("Miss per customer"), Unit.RATIO),
    ]
    rows = [_row(measured, choice, each) for each in choice.candidates]
    note = Sentence(
        "The best score comes first; it is per customer. Miss per customer: mean of |expected − "
        "bought|; it favours forecasts that are too low, so the score decides."
    )
    return Table(columns, rows, note=note)


def _row(measured: Measured, choice: Choice, each: Candidate) -> tuple[Cell, ...]:
    name: Cell = each.name
    if each is choice.chosen:
        name = Sentence("{model}, chosen", model=each.name)
    metrics = each.metrics
    if metrics is None:
        return (name, *[None] * 4)
    return (
        name,
        round(metrics.expected),
        trust.miss(choice, each, as_of=measured.as_of),
        f"{metrics.log_score.value:.4f}",
        metrics.absolute_error.value,
    )


def _tracking(measured: Measured, forecast: Forecast) -> Finding | None:
    followed = forecast.tracking
    if isinstance(followed, AnalyticsError) or len(followed.periods) < 2:
        return None
    share = trust.inside(followed, as_of=measured.as_of)
    days = [date_of(period.end_day) for period in followed.periods]
    expected = [
        Point(day, period.expected, period.low, period.high)
        for day, period in zip(days, followed.periods, strict=True)
    ]
    actual = [Point(day, period.actual) for day, period in zip(days, followed.periods, strict=True)]
    told = {"share": share, "n": len(days)}
    return Finding(
        "tracking",
        Sentence("In {share} of {n} weeks, as many came back as the band allows", **told)
        if followed.step_days == 7
        else Sentence(
            "In {share} of {n} periods of four weeks, as many came back as the band allows", **told
        ),
        text=[
            *_seen_until(followed.calibration_end_day),
            followed.verdict,
            Sentence(
                "Nine of ten periods should lie within the band. Where far fewer do, time itself "
                "moves purchases: season, campaigns, prices. The yearly sum can be right all the "
                "same."
            ),
        ],
        figures=[share],
        chart=line_with_band(
            [Series(Sentence("Expected"), expected), Series(Sentence("Came"), actual)],
            description=Sentence("Repeat purchases by period: expected, with its band, and real."),
            x=Sentence("Until"),
            measure=Sentence("Repeat purchases"),
            unit=Unit.NUMBER,
        ),
    )


def _seen_until(end: int | None) -> list[Sentence]:
    if end is None:
        return [Sentence("The model has seen all of this time: it is described, not foretold.")]
    return [
        Sentence(
            "Until {day} the model had seen what came; everything after it is foretold.",
            day=date_of(end),
        )
    ]


def _frequencies(measured: Measured, forecast: Forecast) -> Finding | None:
    found = forecast.frequencies
    if isinstance(found, AnalyticsError):
        return None
    wrong = trust.misplaced(found, as_of=measured.as_of)
    most = found.bins[-1].repeats
    return Finding(
        "bought-how-often",
        Sentence(
            "How many buy how often: the model puts {share} of customers in a wrong place",
            share=wrong,
        ),
        text=[found.verdict, _last(most)],
        figures=[wrong],
        chart=line_with_band(
            [
                Series(
                    Sentence("Expected"),
                    [
                        Point(each.repeats, each.expected, each.low, each.high)
                        for each in found.bins
                    ],
                ),
                Series(Sentence("Seen"), [Point(each.repeats, each.actual) for each in found.bins]),
            ],
            description=Sentence("Customers by number of repeat purchases, expected and seen."),
            x=Sentence("Repeat purchases"),
            measure=Sentence("Customers, by repeat purchases"),
            unit=Unit.CUSTOMERS,
        ),
    )


def _conditional(measured: Measured, forecast: Forecast) -> Finding | None:
    rows = forecast.conditional
    if len(rows) < 2:
        return None
    pairs = [trust.conditional(row, as_of=measured.as_of) for row in rows]
    (once_came, once_told), (came, told) = pairs[0], pairs[-1]
    columns = [
        TableColumn(Sentence("Before"), align="end"),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        TableColumn(Sentence("Bought"), align="end"),
        TableColumn(Sentence("Foretold"), align="end"),
    ]
    cells: list[tuple[Cell, ...]] = [
        (f"{row.repeats}{'+' * row.is_last}", round(row.customers), *pair)
        for row, pair in zip(rows, pairs, strict=True)
    ]
    return Finding(
        "held-out-purchases",
        Sentence(
            "The most frequent buyers went on to buy {came} times each; {told} were foretold",
            came=came,
            told=told,
        ),
        text=[
            Sentence(
                "Customers are put together by how often they had come back before the time held "
                "out. Those who never had bought {came} times each in it; {told} were foretold.",
                came=once_came,
                told=once_told,
            ),
            *([_last(rows[-1].repeats)] if rows[-1].is_last else []),
        ],
        chart=line_with_band(
            [
                Series(
                    Sentence("Foretold"),
                    [Point(row.repeats, row.expected, row.low, row.high) for row in rows],
                ),
                Series(Sentence("Came"), [Point(row.repeats, row.actual) for row in rows]),
            ],
            description=Sentence(
                "Purchases per customer in the time held out, by repeat purchases before it."
            ),
            x=Sentence("Repeat purchases before"),
            measure=Sentence("Purchases each, by repeat purchases before"),
            unit=Unit.RATIO,
        ),
        table=Table(
            columns,
            cells,
            note=Sentence("Before: repeat purchases before the time held out."),
        ),
    )


def _last(most: int) -> Sentence:
    return Sentence("The last point holds everybody with {n} and more.", n=most)
