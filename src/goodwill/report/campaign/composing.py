"""The campaign report composed: headline figures, facts, chapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from goodwill.analytics.campaigns.plans import fingerprint
from goodwill.analytics.figure import NO_CURRENCY, Figure
from goodwill.language import Sentence
from goodwill.loop import BENEFIT
from goodwill.report.campaign.alike import Alike
from goodwill.report.campaign.chapters.afterwards import afterwards
from goodwill.report.campaign.chapters.alike import alike
from goodwill.report.campaign.chapters.answers import answers
from goodwill.report.campaign.chapters.attributed import attributed
from goodwill.report.campaign.chapters.believing import believing
from goodwill.report.campaign.chapters.brought import brought, effect_figures
from goodwill.report.campaign.chapters.members import members
from goodwill.report.campaign.chapters.moved import moved
from goodwill.report.campaign.chapters.ranking import totals
from goodwill.report.campaign.chapters.slices import slices
from goodwill.report.campaign.chapters.wasted import wasted
from goodwill.report.campaign.results import Measured, MeasuredAll, Refused
from goodwill.report.finding import Chapter, Fact, Finding, Report

Section = tuple[str, Sentence, Callable[[Measured], list[Finding]]]

SECTIONS: Sequence[Section] = (
    ("brought", Sentence("What it brought"), brought),
    ("believing", Sentence("Whether it may be believed"), believing),
    ("slices", Sentence("Where and for whom it worked"), slices),
    ("afterwards", Sentence("Afterwards, and elsewhere"), afterwards),
    ("moved", Sentence("Whom to contact next time"), moved),
    ("wasted", Sentence("What was wasted"), wasted),
)


HEADLINES = (
    *("MK02", "incremental_buyers", "incremental_margin"),
    *("campaign_cost", "incremental_profit", "MK03"),
)
WITHOUT_MARGIN = (
    *("MK02", "incremental_buyers", "incremental_orders"),
    *("incremental_revenue", "campaign_cost"),
)
MOST_HEADLINES = 6


def compose(measured: MeasuredAll) -> Report:
    """The report, in no language yet."""
    one = measured.campaigns[0] if len(measured.campaigns) == 1 else None
    return Report(
        title=_title(measured),
        as_of=measured.ready.as_of,
        chapters=[
            answers(measured),
            *_chapters(measured, one),
            *_filled(attributed(measured)),
            members(measured),
        ],
        summary=headlines(measured),
        facts=_facts(measured),
        currency=None if measured.ready.currency == NO_CURRENCY else measured.ready.currency,
        stage=BENEFIT,
    )


def _filled(chapter: Chapter) -> list[Chapter]:
    return [chapter] if chapter.findings else []


def _title(measured: MeasuredAll) -> Sentence:
    if len(measured.campaigns) == 1 and measured.campaigns[0].trial.title:
        return Sentence(
            "What {campaign} really brought", campaign=measured.campaigns[0].trial.title
        )
    return Sentence(
        "What the campaign really brought",
        "What {n} campaigns really brought",
        n=len(measured.campaigns),
    )


def _chapters(measured: MeasuredAll, one: Measured | Alike | Refused | None) -> list[Chapter]:
    if isinstance(one, Measured):
        return _by_topic(one)
    if isinstance(one, Alike):
        return [Chapter("alike", Sentence("Beside customers who were alike"), alike(one))]
    return _by_campaign(measured)


def _by_topic(one: Measured) -> list[Chapter]:
    """Of one campaign each topic is a chapter."""
    chapters = [Chapter(name, title, write(one)) for name, title, write in SECTIONS]
    return [chapter for chapter in chapters if chapter.findings]


def _by_campaign(measured: MeasuredAll) -> list[Chapter]:
    """Of several campaigns each is a chapter, its findings under ids of their own."""
    chapters = []
    for place, each in enumerate(measured.campaigns, 1):
        if isinstance(each, Refused):
            continue
        name = f"{_slug(each.trial.identity) or 'campaign'}-{place}"
        found = [replace(finding, id=f"{name}-{finding.id}") for finding in _findings(each)]
        chapters.append(Chapter(name, Sentence("{campaign}", campaign=each.trial.title), found))
    return chapters


def _findings(each: Measured | Alike) -> list[Finding]:
    if isinstance(each, Alike):
        return alike(each)
    return [finding for _, _, write in SECTIONS for finding in write(each)]


def headlines(measured: MeasuredAll) -> list[Figure]:
    """What somebody who reads nothing else should see; nothing that a gate withholds."""
    if len(measured.campaigns) > 1:
        return totals(measured)[:MOST_HEADLINES]
    (each,) = measured.campaigns
    if isinstance(each, Alike):
        return [each.figure]
    return _of_one(each) if isinstance(each, Measured) else []


def _of_one(each: Measured) -> list[Figure]:
    if each.judged.withheld is not None:
        return []
    if each.trial.outcomes is None:
        return effect_figures(each)[:MOST_HEADLINES]
    told = {figure.definition.id: figure for figure in each.whole.figures}
    has_margin = told["incremental_margin"].value is not None
    names = HEADLINES if has_margin else WITHOUT_MARGIN
    return [told[name] for name in names if name in told]


def _facts(measured: MeasuredAll) -> list[Fact]:
    ready = measured.ready
    files = [
        Path(source.file).name
        for survey in ready.inputs.surveys.values()
        for source in survey.sources
    ]
    plan = ready.asked.plan
    return [
        Fact(Sentence("Read"), ", ".join(files)),
        Fact(Sentence("Campaigns"), len(measured.campaigns)),
        Fact(Sentence("Members"), sum(arm.members for arm in ready.membership.arms)),
        *(() if plan is None else (Fact(Sentence("Plan"), fingerprint(plan)[:12]),)),
        Fact(Sentence("Computed by"), ready.warehouse.engine),
    ]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
