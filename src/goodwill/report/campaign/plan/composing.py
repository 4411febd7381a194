"""The plan's report composed: headline figures, facts, chapters."""

from __future__ import annotations

from pathlib import Path

from goodwill.analytics.campaigns.audiences.audience_figures import AUDIENCE_SIZE, BARRED
from goodwill.analytics.campaigns.foretelling.forecast_words import (
    CHANCE_IT_PAYS,
    CHANCE_OF_LEARNING,
    EXPECTED_MARGIN,
    EXPECTED_PROFIT,
)
from goodwill.analytics.figure import NO_CURRENCY, Figure
from goodwill.language import Sentence
from goodwill.loop import CAMPAIGNS
from goodwill.report.campaign.plan.budgeting import Divided
from goodwill.report.campaign.plan.chapters.answers import answers
from goodwill.report.campaign.plan.chapters.audience import audience
from goodwill.report.campaign.plan.chapters.budget import budget
from goodwill.report.campaign.plan.chapters.deciding import deciding
from goodwill.report.campaign.plan.chapters.forecast import forecast
from goodwill.report.campaign.plan.chapters.holding import holding
from goodwill.report.campaign.plan.chapters.learning import learning
from goodwill.report.campaign.plan.earlier import SHOWN
from goodwill.report.campaign.plan.measuring import Believed, Planned
from goodwill.report.finding import Fact, Report
from goodwill.report.words import find

CHAPTERS = (answers, audience, forecast, learning, holding, budget, deciding)


def compose(planned: Planned) -> Report:
    """The report, in no language yet; chapters of which the plan says nothing are left out."""
    prepared = planned.prepared
    chapters = [write(planned) for write in CHAPTERS]
    return Report(
        title=Sentence("{campaign}: the plan", campaign=planned.plan.name),
        subtitle=Sentence("What can be told before a cent is spent. It is believed, not measured."),
        as_of=prepared.as_of,
        chapters=[chapter for chapter in chapters if chapter.findings],
        summary=_headlines(planned),
        facts=_facts(planned),
        currency=None if prepared.currency == NO_CURRENCY else prepared.currency,
        stage=CAMPAIGNS,
    )


def _headlines(planned: Planned) -> list[Figure]:
    found: list[Figure] = []
    if planned.audience:
        found += [find(planned.audience, each.id) for each in (AUDIENCE_SIZE, BARRED)]
    if isinstance(planned.believed, Believed):
        figures, metric = planned.believed.figures, planned.plan.decide.primary[0]
        told = (EXPECTED_MARGIN, EXPECTED_PROFIT, CHANCE_IT_PAYS)
        found += [find(figures, each.id) for each in told]
        found.append(find(figures, CHANCE_OF_LEARNING.id, metric=metric))
    if isinstance(planned.budget, Divided) and len(found) < MOST:
        found += planned.budget.whole
    return found[:MOST]


MOST = 6


def _facts(planned: Planned) -> list[Fact]:
    prepared, plan = planned.prepared, planned.plan
    files = [Path(file).name for some in prepared.inputs.sources.values() for file in some]
    return [
        Fact(Sentence("Plan"), prepared.inputs.file.name),
        Fact(Sentence("Fingerprint"), prepared.fingerprint[:SHOWN]),
        *([Fact(Sentence("Read"), ", ".join(dict.fromkeys(files)))] if files else []),
        Fact(
            Sentence("Contacts"),
            Sentence("from {start} to before {end}", start=plan.starts_on, end=plan.ends_on),
        ),
        Fact(Sentence("Computed by"), prepared.warehouse.engine),
    ]
