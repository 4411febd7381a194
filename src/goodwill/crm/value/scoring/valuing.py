"""`goodwill value` on the tables of this installation: the same code, so the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from goodwill import __version__
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.tables import CUSTOMERS, ORDER_LINES, PRODUCTS, Table
from goodwill.crm.accounts.company import company
from goodwill.language import Sentence, speak
from goodwill.report.preparing import Inputs
from goodwill.report.value import running
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.report.value.running import Terms
from goodwill.warehouse import open_warehouse
from goodwill.warehouse.reading import Read, Settings, Survey, read, survey

TABLES: tuple[Table, ...] = (ORDER_LINES, CUSTOMERS, PRODUCTS)
READING = Sentence("Reading the tables")
Step = Callable[[Sentence, float], None]


@dataclass(frozen=True)
class Known:
    """What was valued, and what could not be told."""

    as_of: str
    basis: str
    currency: str
    annual: float
    model: str
    version: str
    refusals: tuple[Sentence, ...]


def value(tables: Path, out: Path, step: Step, terms: Terms | None = None) -> Known:
    """Value every customer of these tables and leave report, figures and tables in `out`.

    Raises
    ------
    AnalyticsError
        Where nothing can be told, such as without a single order.
    """
    asked, terms = Settings(currency=company().currency), terms or Terms()
    with open_warehouse() as warehouse:
        surveys: dict[str, Survey] = {}
        reads: dict[str, Read] = {}
        for place, table in enumerate(TABLES):
            step(READING, place / len(TABLES))
            if not any((tables / table.name).glob("*.parquet")):
                continue
            surveys[table.name] = survey([str(tables / table.name)], table, asked)
            reads[table.name] = read(surveys[table.name], warehouse.scratch / table.name)
        language = speak(settings.LANGUAGE_CODE)
        inputs = Inputs(surveys, reads, None)
        valued = running.run(warehouse, inputs, out, language, step, terms=terms)
        return _known(valued.measured, terms)


def _known(measured: Measured, terms: Terms) -> Known:
    forecast = measured.forecast
    model = ""
    if isinstance(forecast, Forecast):
        model = forecast.outlook.family.NAME
        told = (forecast.choice, forecast.migration, forecast.advice.offered)
        refusals = [one.sentence for one in told if isinstance(one, AnalyticsError)]
    else:
        refusals = [forecast.sentence]
    return Known(
        as_of=measured.as_of.isoformat(),
        basis=measured.prepared.basis.value,
        currency=measured.currency,
        annual=terms.annual,
        model=model,
        version=__version__,
        refusals=tuple(refusals),
    )
