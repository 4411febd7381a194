"""Whom to keep, who may be leaving, and what is at risk with them."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit
from goodwill.analytics.value.outlook.churnrisk import Band
from goodwill.analytics.value.outlook.worklists import AtRisk, Treasured
from goodwill.language import Sentence
from goodwill.report.charts import Item, bars
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.report.words import amount, find, money_column


def keeping(measured: Measured) -> Chapter:
    forecast = measured.forecast
    findings = (
        []
        if isinstance(forecast, AnalyticsError)
        else [
            _at_risk(measured, forecast),
            _treasured(measured, forecast),
            _risk(measured, forecast),
        ]
    )
    return Chapter("keeping", Sentence("Whom to keep"), findings)


def _at_risk(measured: Measured, forecast: Forecast) -> Finding:
    risky = find(forecast.list_figures, "customers_at_risk")
    stake = find(forecast.list_figures, "value_at_risk")
    if not risky.value:
        return Finding(
            "about-to-be-lost",
            Sentence("Of no customer who is worth something is it open whether they stay"),
            figures=[risky, stake],
        )
    return Finding(
        "about-to-be-lost",
        Sentence(
            "{n} customers may be leaving; {stake} is at risk with them", n=risky, stake=stake
        ),
        text=[
            Sentence(
                "Call these first: the most at risk stands on top. At risk is what they would "
                "bring more if they certainly stayed. Whoever has almost certainly gone is not "
                "on the list: that is a case for winning back."
            )
        ],
        figures=[risky, stake],
        table=_risk_list(measured, forecast.at_risk, int(risky.value)),
    )


def _risk_list(measured: Measured, listed: Sequence[AtRisk], total: int) -> Table:
    columns = [
        TableColumn(Sentence("Customer")),
        money_column(Sentence("At risk"), measured.currency),
        TableColumn(Sentence("Why")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            _name(one),
            amount(one.at_risk_minor, measured.currency),
            one.reason,
        )
        for one in listed
    ]
    return Table(columns, rows, total=total, file="customers.csv")


def _treasured(measured: Measured, forecast: Forecast) -> Finding:
    kept = find(forecast.list_figures, "customers_to_keep")
    value = find(forecast.list_figures, "value_to_keep")
    equity = find(forecast.equity_figures, "VA05")
    if not kept.value:
        return Finding(
            "to-keep",
            Sentence("No customer is high both in what they brought and in what they will bring"),
            figures=[kept],
        )
    columns = [
        TableColumn(Sentence("Customer")),
        money_column(Sentence("Still expected"), measured.currency),
        TableColumn(Sentence("Why")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (_name(one), amount(one.residual_minor, measured.currency), one.reason)
        for one in forecast.treasured
    ]
    return Finding(
        "to-keep",
        Sentence(
            "{n} customers are to be kept above all: {value} is expected of them",
            n=kept,
            value=value,
        ),
        text=[
            Sentence(
                "They have brought much and are expected to bring much. Customer equity of all "
                "customers is {equity}.",
                equity=equity,
            )
        ],
        figures=[kept, value],
        table=Table(columns, rows, total=int(kept.value), file="customers.csv"),
    )


def _risk(measured: Measured, forecast: Forecast) -> Finding:
    quiet = forecast.silence_figures[-1]
    columns = [
        TableColumn(Sentence("Chance of still being a customer")),
        TableColumn(Sentence("Customers"), Unit.CUSTOMERS),
        money_column(Sentence("Still expected"), measured.currency),
        money_column(Sentence("More if they stayed"), measured.currency),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            _span(band),
            band.customers,
            amount(band.residual_minor, measured.currency),
            amount(band.at_risk_minor, measured.currency),
        )
        for band in forecast.bands
    ]
    return Finding(
        "churn-risk",
        Sentence(
            "Of {all} buyers, {quiet} will buy nothing in the next 365 days",
            all=quiet.n,
            quiet=quiet,
        ),
        text=[
            Sentence(
                "Among them are all who left long ago. Silence is not leaving yet: many who buy "
                "rarely are quiet for months and come back."
            )
        ],
        figures=[find(forecast.prospects, "expected_active"), *forecast.silence_figures],
        chart=bars(
            [Item(_span(band), band.customers) for band in forecast.bands],
            description=Sentence("Buyers by their chance of still being a customer."),
            label=Sentence("Chance of still being a customer"),
            measure=Sentence("Customers"),
            unit=Unit.CUSTOMERS,
        ),
        table=Table(columns, rows),
    )


def _span(band: Band) -> Sentence:
    least, below = round(100 * band.least), round(100 * band.below)
    if band.least == 0:
        return Sentence("under {below} %: has probably left", below=below)
    if band.below == 1:
        return Sentence("{least} % and more: with us", least=least)
    if band.is_listed:
        return Sentence("{least} to {below} %: may be leaving", least=least, below=below)
    return Sentence("{least} to {below} %: hardly leaving", least=least, below=below)


def _name(one: AtRisk | Treasured) -> str:
    return f"{one.name} ({one.customer_id})" if one.name else one.customer_id
