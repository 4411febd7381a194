"""Will it pay, can anything be learned, how many to leave alone: each in a sentence."""

from __future__ import annotations

from goodwill.analytics.campaigns.foretelling.chances import Chance
from goodwill.analytics.campaigns.foretelling.forecast_words import (
    BREAK_EVEN_LIFT,
    CHANCE_IT_PAYS,
    CHANCE_OF_LEARNING,
    EXPECTED_PROFIT,
    HOLDOUT_COST,
    LEAST_LIFT,
    MEMBERS_NEEDED,
    SUGGESTED_HOLDOUT,
)
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.report.campaign.plan.budgeting import Divided
from goodwill.report.campaign.plan.chapters.budget import moved_words
from goodwill.report.campaign.plan.earlier import EARLIER
from goodwill.report.campaign.plan.measuring import Believed, Planned
from goodwill.report.campaign.plan.words import Share
from goodwill.report.finding import Chapter, Finding
from goodwill.report.words import find

SURE, LIKELY = 0.9, 0.5


def answers(planned: Planned) -> Chapter:
    findings = [*_earlier(planned)]
    believed = planned.believed
    if isinstance(believed, Believed):
        findings += [_pays(believed), _learns(planned, believed), _holdout(planned, believed)]
    elif believed is not None:
        findings.append(_nothing(believed))
    if isinstance(planned.budget, Divided):
        findings.append(_budget(planned.budget))
    return Chapter("answers", Sentence("In short"), findings)


def _nothing(refusal: GoodwillError) -> Finding:
    return Finding(
        "will-it-pay",
        Sentence("Whether it will pay cannot be told yet"),
        text=[
            refusal.sentence,
            Sentence(
                "Who is in and who is barred is told below all the same, and the members are drawn."
            ),
        ],
    )


def _pays(believed: Believed) -> Finding:
    profit = find(believed.figures, EXPECTED_PROFIT.id)
    chance = find(believed.figures, CHANCE_IT_PAYS.id)
    even = find(believed.figures, BREAK_EVEN_LIFT.id)
    if chance.value is None:
        return Finding(
            "will-it-pay",
            Sentence("Whether it will pay cannot be told yet"),
            text=[reason for reason in (chance.reason,) if reason],
        )
    return Finding(
        "will-it-pay",
        _paying(float(chance.value), profit, chance),
        text=[*_break_even(even, believed), BELIEF],
        figures=[profit, chance, even],
    )


BELIEF = Sentence(
    "All of this follows from what the plan believes. It is an expert's estimate (grade E): good "
    "enough to plan by, and never proof that a campaign worked."
)


def _paying(sure: float, profit: Figure, chance: Figure) -> Sentence:
    told = {"profit": profit, "chance": chance}
    if sure >= SURE:
        return Sentence("It will probably pay: {profit} expected, {chance} sure to pay", **told)
    if sure >= LIKELY:
        return Sentence("It may pay: {profit} expected, but only {chance} sure to pay", **told)
    return Sentence("It will probably not pay: {profit} expected, {chance} sure to pay", **told)


def _break_even(even: Figure, believed: Believed) -> list[Sentence]:
    belief = believed.forecast.premises.belief
    if even.value is None:
        return [even.reason] if even.reason else []
    return [
        Sentence(
            "It pays from a lift of {lift} on. The plan believes in a lift of {middle}, and is "
            "90 % sure of {low} to {high}.",
            lift=even,
            middle=Share(belief.middle),
            low=Share(belief.low),
            high=Share(belief.high),
        )
    ]


def _learns(planned: Planned, believed: Believed) -> Finding:
    metric = planned.plan.decide.primary[0]
    chance = find(believed.figures, CHANCE_OF_LEARNING.id, metric=metric)
    least = find(believed.figures, LEAST_LIFT.id, metric=metric)
    needed = find(believed.figures, MEMBERS_NEEDED.id, metric=metric)
    if chance.value is None:
        return Finding(
            "will-we-learn",
            Sentence("Such a campaign will show nothing"),
            text=[reason for reason in (chance.reason,) if reason],
        )
    one = believed.forecast.chances[metric, None]
    wanted = Share(planned.plan.decide.power)
    text = []
    if isinstance(one, Chance) and least.value is not None:
        text.append(
            Sentence(
                "With {members} members it shows a lift of {least} and more in {power} of all "
                "cases. Smaller ones will mostly go unseen.",
                members=planned.drawn.facts.members if planned.drawn else 0,
                least=least,
                power=wanted,
            )
        )
    return Finding(
        "will-we-learn",
        _learning(float(chance.value), planned.plan.decide.power, chance, needed),
        text=text,
        figures=[chance, least, needed],
    )


def _learning(told: float, wanted: float, chance: Figure, needed: Figure) -> Sentence:
    if told >= wanted:
        return Sentence("The chance of learning anything is good: {chance}", chance=chance)
    if needed.value is None:
        return Sentence("The chance of learning anything is only {chance}", chance=chance)
    return Sentence(
        "The chance of learning anything is only {chance}; it takes {needed} members",
        chance=chance,
        needed=needed,
    )


def _holdout(planned: Planned, believed: Believed) -> Finding:
    suggested = find(believed.figures, SUGGESTED_HOLDOUT.id)
    now = _cost(believed, "holdout")
    share = Share(planned.plan.arms.holdout)
    if suggested.value is None:
        return Finding(
            "how-many-to-leave-alone",
            Sentence("{share} are left alone; no hold-out would be enough", share=share),
            text=[*[reason for reason in (suggested.reason,) if reason], *_price(now)],
            figures=[now],
        )
    return Finding(
        "how-many-to-leave-alone",
        Sentence(
            "A hold-out of {suggested} is enough; {share} is planned",
            suggested=suggested,
            share=share,
        ),
        text=_price(now),
        figures=[suggested, now, _cost(believed, "suggested")],
    )


def _price(now: Figure) -> list[Sentence]:
    """What leaving members alone costs; it saves money where contacts are believed to lose it."""
    if now.value is None:
        return []
    if now.value < 0:
        return [
            Sentence("Contacts are believed to lose money: whoever is left alone saves some of it.")
        ]
    return [
        Sentence(
            "Whoever is left alone brings nothing extra: that costs {now}. Without a hold-out "
            "nobody will ever know what the campaign brought.",
            now=now,
        )
    ]


def _cost(believed: Believed, which: str) -> Figure:
    return find(believed.figures, HOLDOUT_COST.id, holdout=which)


def _budget(found: Divided) -> Finding:
    margin, efficiency, last = found.whole
    return Finding(
        "where-the-money-goes",
        Sentence(
            "The budget brings {margin} at best; its last unit of money brings {last}",
            margin=margin,
            last=last,
        ),
        text=[moved_words(found.moved)] if found.moved else [],
        figures=[margin, efficiency, last],
    )


def _earlier(planned: Planned) -> list[Finding]:
    """An assignment found in the folder is never replaced unseen."""
    prepared = planned.prepared
    earlier = prepared.inputs.earlier
    if earlier is None:
        return []
    if not prepared.is_kept:
        return [
            Finding(
                "plan-changed",
                Sentence("The plan has changed since members were last drawn into this folder"),
                text=[
                    Sentence(
                        "The members drawn before are now in {folder}. If the campaign has begun, "
                        "go back to that plan: a plan changed after the start decides nothing.",
                        folder=f"{EARLIER}/{earlier.short}",
                    )
                ],
            )
        ]
    changed = planned.drawn.difference if planned.drawn else None
    if changed is None or changed.is_none:
        return []
    return [
        Finding(
            "members-kept",
            Sentence("The members stay as they were drawn; the customers have changed since"),
            text=[
                Sentence(
                    "Drawn now, {joined} customers would join, {left} would leave and {moved} "
                    "would be in another arm. To draw anew, name another folder with --out.",
                    joined=changed.joined,
                    left=changed.left,
                    moved=changed.moved,
                )
            ],
        )
    ]
