"""Every definition of a value figure by its id, for reading figures back and for glossaries."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.analytics.figure import Definition
from goodwill.analytics.value.advising import nextsteps
from goodwill.analytics.value.choosing import independence
from goodwill.analytics.value.outlook import (
    advocacy,
    churnrisk,
    elasticity,
    equity,
    equitychange,
    lifetimecurves,
    payback,
    potential,
    presence,
    prospects,
    referrals,
    residualclasses,
    slowerleaving,
    trust,
    worklists,
)
from goodwill.analytics.value.today import (
    classes,
    contribution,
    conversion,
    migration,
    newcomers,
    repeat,
    retention,
    rfm,
    rhythm,
    stages,
    whale,
)

DEFINITIONS: Mapping[str, Definition] = {
    definition.id: definition
    for definition in (
        *contribution.CUSTOMER_VALUE.values(),
        *contribution.PER_CUSTOMER.values(),
        *contribution.CONTRIBUTIONS.values(),
        *whale.TOP_SHARES.values(),
        *whale.DEFINITIONS,
        *(stages.STAGE_POPULATION, conversion.STAGE_CONVERSION, conversion.CONVERSION_DAYS),
        *(repeat.REPEAT_RATE, repeat.FREQUENCY, repeat.AMOUNT, repeat.RECENCY),
        *(repeat.AVERAGE_ORDER, repeat.TYPICAL_GAP, repeat.POOLED_GAP, newcomers.NEW_CUSTOMERS),
        *(retention.RETENTION_RATE, retention.CHURN_RATE),
        *(rhythm.ABOUT_TO_BE_LOST, rhythm.LOST, rhythm.AT_STAKE),
        *(rfm.SEGMENT_SIZE, classes.CLASS_SIZE, residualclasses.RESIDUAL_CLASS_SIZE),
        *potential.DEFINITIONS,
        independence.SPEND_AND_FREQUENCY,
        *worklists.DEFINITIONS,
        *equity.DEFINITIONS,
        equitychange.EQUITY_CHANGE,
        *migration.DEFINITIONS,
        lifetimecurves.LIFETIME_CURVE,
        *payback.DEFINITIONS,
        *advocacy.DEFINITIONS,
        *referrals.DEFINITIONS,
        *elasticity.DEFINITIONS,
        *slowerleaving.DEFINITIONS,
        *prospects.DEFINITIONS,
        *churnrisk.DEFINITIONS,
        *presence.DEFINITIONS,
        *trust.DEFINITIONS,
        *nextsteps.DEFINITIONS,
    )
}
