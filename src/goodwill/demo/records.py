"""How complete the company's records are, and how often the same customer is in them twice."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.demo.columns import dates, numbers, table, words
from goodwill.demo.company import Company
from goodwill.demo.months import Months
from goodwill.demo.staff import MARKETING, SERVICE, WORK_DEPARTMENTS

SOURCES = ("CRM", "ERP", "call centre")
OWNERS = (MARKETING, 1, SERVICE)
"""The department that answers for each source."""
FIELDS = ("name", "region", "segment", "e-mail", "telephone", "preferred channel", "consent")
FILLED = ((0.99, 0.995), (0.93, 0.98), (0.71, 0.93), (0.58, 0.84), (0.66, 0.88), (0.35, 0.79),
          (0.42, 0.92))  # fmt: skip
"""The share of records with each field, at the opening and at the as-of date."""
LESS = (0.0, 0.06, 0.12)
"""By how much each source lags behind the CRM."""
TWICE, SUSPECTED, LINKED = (0.071, 0.018), (0.055, 0.021), (0.48, 0.91)
EVERY_MONTHS = 3


def profile_table(company: Company, span: Months) -> Any:
    """`data_profile.parquet`: every field of every source, quarter by quarter."""
    rng = company.whole("records")
    at = range(EVERY_MONTHS - 1, len(span), EVERY_MONTHS)
    month, source, field = (
        g.ravel()
        for g in np.meshgrid(list(at), range(len(SOURCES)), range(len(FIELDS)), indexing="ij")
    )
    required = np.full(len(month), company.customers)
    share = _between(FILLED, field, span, month) - np.array(LESS)[source]
    share = np.clip(share + rng.normal(0, 0.004, len(month)), 0, 1)
    return table(
        source=words(source, SOURCES),
        department=words(np.array(OWNERS)[source], WORK_DEPARTMENTS),
        field=words(field, FIELDS),
        measured_on=dates(span.days[month]),
        required=numbers(required),
        filled=numbers(np.floor(required * share).astype(np.int64)),
    )


def matches_table(company: Company, span: Months) -> Any:
    """`record_matches.parquet`: every source, quarter by quarter."""
    at = range(EVERY_MONTHS - 1, len(span), EVERY_MONTHS)
    month, source = (g.ravel() for g in np.meshgrid(list(at), range(len(SOURCES)), indexing="ij"))
    customers = np.full(len(month), company.customers)
    twice, suspected, linked = (
        _between((ends,) * len(SOURCES), source, span, month) * (1 + np.array(LESS)[source])
        for ends in (TWICE, SUSPECTED, LINKED)
    )
    records = np.ceil(customers * (1 + twice)).astype(np.int64)
    return table(
        source=words(source, SOURCES),
        department=words(np.array(OWNERS)[source], WORK_DEPARTMENTS),
        measured_on=dates(span.days[month]),
        records=numbers(records),
        confirmed=numbers(records - customers),
        candidates=numbers(np.rint(customers * suspected).astype(np.int64)),
        customers=numbers(customers),
        linked=numbers(np.minimum(customers, np.rint(customers * linked)).astype(np.int64)),
    )


def _between(ends: tuple[tuple[float, float], ...], which: Any, span: Months, month: Any) -> Any:
    first, last = np.array(ends)[which].T
    return first + (last - first) * month / max(1, len(span) - 1)
