"""Every definition of a benefit figure by its id, for reading figures back and for glossaries."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.analytics.benefit.costing.ledger import costfigures
from goodwill.analytics.benefit.costing.sharing import costfigures_served
from goodwill.analytics.benefit.costing.stages import costfigures_stage
from goodwill.analytics.benefit.costing.watching import anomaly_figures
from goodwill.analytics.benefit.incrementality import effectfigures
from goodwill.analytics.benefit.incrementality.attribution import beside
from goodwill.analytics.benefit.incrementality.believing import heterogeneity
from goodwill.analytics.benefit.incrementality.earning import breakeven, portfolio, receipts
from goodwill.analytics.benefit.incrementality.earning.aftermath import PULL_FORWARD
from goodwill.analytics.benefit.incrementality.earning.elsewhere import CANNIBALISED
from goodwill.analytics.benefit.incrementality.earning.waste import WASTED
from goodwill.analytics.benefit.pilots.indexed import INDEXED_EFFECT
from goodwill.analytics.benefit.pilots.pilot_figures import (
    MATCHED_EFFECT,
    MATCHED_MONEY,
    PILOT_EFFECT,
    PILOT_MONEY,
    PILOT_SHARE,
    PILOT_SMALL,
    PILOT_WHOLE,
    PILOT_WHOLE_MONEY,
)
from goodwill.analytics.benefit.returns import (
    alternatives,
    delays,
    evidence,
    hazards,
    returnfigures,
)
from goodwill.analytics.benefit.returns.stakes import valuing
from goodwill.analytics.figure import Definition

ALL: tuple[Definition, ...] = (
    *(*receipts.DEFINITIONS, PULL_FORWARD, CANNIBALISED, WASTED, *portfolio.DEFINITIONS),
    *(*effectfigures.DEFINITIONS, *beside.DEFINITIONS),
    *(*heterogeneity.DEFINITIONS, *breakeven.DEFINITIONS),
    *(PILOT_EFFECT, PILOT_MONEY, PILOT_WHOLE, PILOT_WHOLE_MONEY, INDEXED_EFFECT),
    *(PILOT_SHARE, PILOT_SMALL),
    *(MATCHED_EFFECT, MATCHED_MONEY),
    *(*returnfigures.DEFINITIONS, *delays.DEFINITIONS, *alternatives.DEFINITIONS),
    *(*evidence.DEFINITIONS, *hazards.DEFINITIONS, *valuing.DEFINITIONS),
    *(*anomaly_figures.DEFINITIONS, *costfigures_stage.DEFINITIONS, *costfigures.DEFINITIONS),
    *costfigures_served.DEFINITIONS,
)

DEFINITIONS: Mapping[str, Definition] = {definition.id: definition for definition in ALL}
