"""Every definition of a campaigns figure by its id, for reading figures back and for glossaries."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.analytics.campaigns.audiences import audience_figures, caretiming
from goodwill.analytics.campaigns.budget import figures as budget
from goodwill.analytics.campaigns.foretelling import forecast_words
from goodwill.analytics.campaigns.uplift import curves, policies, telling
from goodwill.analytics.figure import Definition

ALL: tuple[Definition, ...] = (
    *audience_figures.DEFINITIONS,
    *forecast_words.DEFINITIONS,
    caretiming.CARE_TIMING,
    *budget.DEFINITIONS,
    *curves.DEFINITIONS,
    *policies.DEFINITIONS,
    *telling.DEFINITIONS,
)

DEFINITIONS: Mapping[str, Definition] = {definition.id: definition for definition in ALL}
