"""`settings.toml`: what no table says and the simulated company knows, for its indicators."""

from __future__ import annotations

from goodwill.demo.calendar import as_date
from goodwill.demo.company import Company

BASELINE_DAYS = 365


def settings_text(company: Company) -> str:
    """The year before the CRM, and what word of mouth and waiting are taken to be worth."""
    last = as_date(min(company.start_day + BASELINE_DAYS, company.end_day) - 1)
    return f"""\
# What only the company knows; `goodwill indicators` reads it here.
baseline = {{from = {company.opened_on}, until = {last}}}
word_of_mouth = {{conversion = 0.02, deterred = 0.05}}
lost_word_of_mouth_minor = 4_000
waiting_target = 10
waiting_minute_minor = 80
"""
