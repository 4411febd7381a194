"""The marketing manager's questions, each answered in a sentence with its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goodwill.analytics.benefit.incrementality.earning.money import Standing
from goodwill.analytics.benefit.incrementality.earning.waste import Waste, wasted_figure
from goodwill.analytics.benefit.incrementality.verdicts import Answer
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit
from goodwill.language import Sentence
from goodwill.report.campaign.alike import Alike
from goodwill.report.campaign.chapters.brought import effects_in_words
from goodwill.report.campaign.chapters.nextunit import next_unit
from goodwill.report.campaign.chapters.ranking import campaigns, title_of, verdicts
from goodwill.report.campaign.labels import End, Ends, Listed, verdict_title
from goodwill.report.campaign.results import Measured, MeasuredAll, Refused
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn

TITLE = Sentence("In short")


def answers(measured: MeasuredAll) -> Chapter:
    several = len(measured.campaigns) > 1
    first = [campaigns(measured), verdicts(measured)] if several else [_verdict(measured)]
    rest = [_who(measured)]
    if measured.measured:
        rest = [next_unit(measured), *rest, _wasted(measured)]
    if several:
        rest.append(_collisions(measured))
    return Chapter("answers", TITLE, [*first, *rest])


def _verdict(measured: MeasuredAll) -> Finding:
    (each,) = measured.campaigns
    if isinstance(each, Refused):
        return Finding(
            "verdict",
            Sentence("This campaign cannot be measured"),
            text=[each.reason.sentence],
        )
    if isinstance(each, Alike):
        return Finding(
            "verdict",
            Sentence("It had no hold-out: what it brought cannot be proven"),
            text=[each.why.sentence],
            figures=[each.figure],
        )
    verdict = each.whole.verdict
    title = verdict_title(verdict, each.judged)
    reason = [] if title == verdict.sentence else [verdict.sentence]
    return Finding("verdict", title, text=[*reason, *brought_in_words(each)])


def brought_in_words(each: Measured) -> Iterator[Sentence]:
    """What it brought over its hold-out, and how sure that is; nothing where it is withheld."""
    if each.judged.withheld is not None:
        return
    if each.trial.outcomes is None:
        yield from effects_in_words(each)
        return
    told = {figure.definition.id: figure for figure in each.whole.figures}
    for identity in ("incremental_margin", "incremental_revenue", "incremental_buyers"):
        figure = told[identity]
        if figure.value is not None:
            yield _against_holdout(identity, figure)
    if each.is_running:
        yield Sentence(
            "The campaign is still running. The intervals hold however often you look: it may be "
            "stopped as soon as they say so."
        )


def _against_holdout(identity: str, figure: Figure) -> Sentence:
    said = {"figure": figure, "ends": Ends(figure)}
    if identity == "incremental_margin":
        return Sentence(
            "Margin beyond what would have come anyway: {figure} by the best estimate; anything "
            "from {low} to {high} fits what was seen.",
            figure=figure,
            low=End(figure),
            high=End(figure, is_high=True),
        )
    if identity == "incremental_revenue":
        return Sentence("In revenue, which is not earnings: {figure} ({ends}).", **said)
    return Sentence("Members who bought and would not have otherwise: {figure} ({ends}).", **said)


def _who(measured: MeasuredAll) -> Finding:
    found = measured.ready.membership
    odd = sum(1 for finding in found.findings)
    alarms = [finding.sentence for finding in found.findings if finding.is_alarm]
    held = sum(arm.members for arm in found.arms if _is_control(measured, arm.campaign_id, arm.arm))
    members = sum(arm.members for arm in found.arms)
    if odd:
        heard = Sentence(
            "{n} kind of oddity was found in the members' file; see how the files were read.",
            "{n} kinds of oddity were found in the members' file; see how the files were read.",
            n=odd,
        )
    else:
        heard = Sentence("Nothing was odd about the members' file.")
    return Finding(
        "who",
        Sentence(
            "{members} members were drawn, {held} of them left alone to compare with",
            members=members,
            held=held,
        ),
        text=[
            Sentence(
                "Each counts in the arm it was drawn into, contacted or not. A customer in several "
                "campaigns counts in each."
            ),
            heard,
        ],
        table=_arms(measured),
        warnings=alarms,
    )


def _is_control(measured: MeasuredAll, campaign: str, arm: str) -> bool:
    return measured.ready.membership.controls.get(campaign) == arm


def _arms(measured: MeasuredAll) -> Table:
    found = measured.ready.membership
    titles = {each.trial.identity: title_of(each) for each in measured.campaigns}
    several = len(titles) > 1
    columns = [
        *([TableColumn(Sentence("Campaign"))] if several else []),
        TableColumn(Sentence("Arm")),
        TableColumn(Sentence("What became of it")),
        TableColumn(Sentence("Members"), Unit.CUSTOMERS),
        TableColumn(Sentence("Contacted"), Unit.CUSTOMERS),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            *([titles.get(arm.campaign_id, arm.campaign_id)] if several else []),
            arm.arm,
            _role(measured, arm.campaign_id, arm.arm),
            arm.members,
            arm.contacted,
        )
        for arm in found.arms
    ]
    return Table(columns, rows)


def _role(measured: MeasuredAll, campaign: str, arm: str) -> Sentence:
    if campaign not in measured.ready.membership.controls:
        return Sentence("Not known")
    if _is_control(measured, campaign, arm):
        return Sentence("Left alone: the hold-out")
    return Sentence("Treated")


def _wasted(measured: MeasuredAll) -> Finding:
    figures = list(_waste_figures(measured.measured))
    lost = [
        title_of(each)
        for each in measured.measured
        if each.whole.verdict.answer is not Answer.NOT_TRUSTED
        and each.whole.returns.standing is Standing.FAILED
    ]
    text = []
    if lost:
        text.append(
            Sentence(
                "{n} campaign surely cost more than it brought: {names}.",
                "{n} campaigns surely cost more than they brought: {names}.",
                n=len(lost),
                names=Listed(tuple(lost)),
            )
        )
    if any(isinstance(each.waste, Waste) for each in measured.measured):
        text.append(
            Sentence(
                "Counted here are contacts that were made to the hold-out or twice. Contacts that "
                "bring less than they cost come to this: see the parts of each campaign."
            )
        )
    text += dict.fromkeys(_why_not(measured.measured))
    is_counted = any(isinstance(each.waste, Waste) for each in measured.measured)
    title = _waste_title(figures, lost, is_counted=is_counted)
    return Finding("waste", title, text=text, figures=figures)


def _waste_figures(found: Sequence[Measured]) -> Iterator[Figure]:
    """Of several campaigns only those that wasted any; of one alone also none."""
    for each in found:
        if isinstance(each.waste, Waste) and (each.waste.wasted or len(found) == 1):
            yield wasted_figure(each.waste, each.receipt)


def _why_not(found: Sequence[Measured]) -> Iterator[Sentence]:
    for each in found:
        if isinstance(each.waste, AnalyticsError):
            yield each.waste.sentence
    if not any(isinstance(each.waste, Waste | AnalyticsError) for each in found):
        yield Sentence(
            "It takes what a contact costs and the day on which each member was contacted to "
            "count it."
        )


def _waste_title(
    figures: Sequence[Figure], lost: Sequence[object], *, is_counted: bool
) -> Sentence:
    worst = max(figures, key=lambda figure: float(figure.value or 0), default=None)
    if worst is not None and worst.value:
        if len(figures) == 1:
            return Sentence("{share} of the spend on contacts was wasted outright", share=worst)
        return Sentence(
            "Up to {share} of a campaign's spend on contacts was wasted outright", share=worst
        )
    if lost:
        return Sentence("Whole campaigns were wasted, not single contacts")
    if is_counted:
        return Sentence("No contact was made to the hold-out, and none twice")
    return Sentence("What was wasted cannot be told")


def _collisions(measured: MeasuredAll) -> Finding:
    """Members in several campaigns at once; campaigns by name, not by id."""
    portfolio = measured.portfolio
    if portfolio is None:
        return Finding(
            "collisions",
            Sentence("Whether campaigns collided was not looked at: none of them can be trusted"),
        )
    found = [each for each in portfolio.findings if each.code == "overlap"]
    if not found:
        return Finding("collisions", Sentence("No member was in two campaigns at the same time"))
    (overlap,) = found
    names = {each.trial.identity: title_of(each) for each in measured.campaigns}
    told = overlap.sentence.values
    more = {key: names.get(str(told[key]), told[key]) for key in ("one", "other")}
    sentence = Sentence(overlap.sentence.text, overlap.sentence.plural or "", **{**told, **more})
    return Finding(
        "collisions",
        Sentence(
            "Campaigns collide: {n} member was in several at the same time",
            "Campaigns collide: {n} members were in several at the same time",
            n=overlap.n,
        ),
        text=[sentence],
        warnings=[
            Sentence(
                "That is more than a twentieth of all members: sums over campaigns are in doubt."
            )
        ]
        if overlap.is_alarm
        else [],
    )
