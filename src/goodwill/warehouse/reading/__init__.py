"""Readers: any company export becomes the tables of the contract.

`survey` opens the sources and decides how they are to be read; `read` converts them.
Both stream, whatever the size, and every row of a source is accounted for.
"""

from goodwill.warehouse.reading.converted import Read, Rejected
from goodwill.warehouse.reading.folders import TablesIn, refreshed, tables_in
from goodwill.warehouse.reading.measuring import with_measures
from goodwill.warehouse.reading.reading import read
from goodwill.warehouse.reading.recognising import Recognised
from goodwill.warehouse.reading.roles import KEPT_WHOLE
from goodwill.warehouse.reading.settings import Settings, load_mapping
from goodwill.warehouse.reading.survey import Survey, SurveyedSource
from goodwill.warehouse.reading.surveying import survey
from goodwill.warehouse.reading.tabling import (
    Asked,
    Glimpse,
    Tabled,
    glimpse,
    tabled,
    tabled_rows,
)

__all__ = [
    "KEPT_WHOLE",
    "Asked",
    "Glimpse",
    "Read",
    "Recognised",
    "Rejected",
    "Settings",
    "Survey",
    "SurveyedSource",
    "Tabled",
    "TablesIn",
    "glimpse",
    "load_mapping",
    "read",
    "refreshed",
    "survey",
    "tabled",
    "tabled_rows",
    "tables_in",
    "with_measures",
]
