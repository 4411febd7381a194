"""How many to leave alone: what it costs, what it shows, what knowing is worth."""

from __future__ import annotations

from goodwill.analytics.campaigns.foretelling.chances import Chance
from goodwill.analytics.campaigns.foretelling.forecast_words import (
    BEST_HOLDOUT,
    CONTROL_GROUP,
    HOLDOUT_COST,
    SUGGESTED_HOLDOUT,
    WORTH_OF_KNOWING,
)
from goodwill.analytics.campaigns.foretelling.holdouts import Trade
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.campaign.labels import metric_label
from goodwill.report.campaign.plan.measuring import Believed, Planned
from goodwill.report.campaign.plan.words import Share, amount_of, rounded
from goodwill.report.charts import Chart, Moment, Point, Series, line_with_band
from goodwill.report.finding import Chapter, Finding
from goodwill.report.words import find

EVERY = 10
"""Of the shares computed, in per mille, each so many is drawn."""


def holding(planned: Planned) -> Chapter:
    believed = planned.believed
    findings = (
        [_enough(planned, believed), _trade(planned, believed), _control_group(planned, believed)]
        if isinstance(believed, Believed)
        else []
    )
    return Chapter("holding", Sentence("How many to leave alone"), findings)


def _enough(planned: Planned, believed: Believed) -> Finding:
    suggested = find(believed.figures, SUGGESTED_HOLDOUT.id)
    costs = [
        find(believed.figures, HOLDOUT_COST.id, holdout=which) for which in ("holdout", "suggested")
    ]
    text = [
        Sentence(
            "Contacting those left alone would have brought their margin less the contacts' cost; "
            "that is the price of knowing."
        )
    ]
    if suggested.value is None and suggested.reason is not None:
        text, costs = [suggested.reason, *text], costs[:1]
    return Finding(
        "hold-out",
        _enough_title(planned, believed),
        text=text,
        figures=[suggested, *costs] if suggested.value is not None else costs,
        chart=_chances(planned, believed),
    )


def _enough_title(planned: Planned, believed: Believed) -> Sentence:
    suggested = find(believed.figures, SUGGESTED_HOLDOUT.id)
    own = planned.plan.arms.holdout
    if suggested.value is None:
        return Sentence("Not even half of the members left alone would show the lift looked for")
    if float(suggested.value) > own:
        return Sentence(
            "{own} left alone are too few: {suggested} would show the lift looked for",
            own=Share(own),
            suggested=suggested,
        )
    return Sentence(
        "{own} left alone are enough; {suggested} would be",
        own=Share(own),
        suggested=suggested,
    )


def _chances(planned: Planned, believed: Believed) -> Chart | None:
    """One line per primary metric: the chance of learning by the share left alone."""
    lines = []
    for metric in planned.plan.decide.primary:
        points = [
            Point(100 * each.share, chance.assurance)
            for each in believed.tried
            if isinstance(chance := each.chances[metric], Chance)
        ]
        if len(points) > 1:
            lines.append(Series(metric_label(metric), points))
    if not lines:
        return None
    return line_with_band(
        lines,
        description=Sentence("The chance of learning anything by the share left alone."),
        x=Sentence("Left alone, % of members"),
        measure=Sentence("Chance of learning, by % of members left alone"),
        unit=Unit.SHARE,
        mark=_planned(planned),
    )


def _planned(planned: Planned) -> Moment:
    share = planned.plan.arms.holdout
    return Moment(100 * share, Sentence("planned: {share}", share=Share(share)))


def _trade(planned: Planned, believed: Believed) -> Finding:
    best = find(believed.figures, BEST_HOLDOUT.id)
    worth = find(believed.figures, WORTH_OF_KNOWING.id)
    trade = believed.forecast.trade
    if isinstance(trade, GoodwillError):
        return Finding(
            "worth-of-knowing",
            Sentence("What knowing is worth cannot be told yet"),
            text=[trade.sentence],
        )
    currency = believed.forecast.premises.currency
    if trade.gain <= 0:
        return _not_worth_it(planned, believed, currency)
    return Finding(
        "worth-of-knowing",
        Sentence(
            "Knowing is worth {worth}; it is worth most with {best} left alone",
            worth=worth,
            best=best,
        ),
        text=[
            Sentence(
                "The result decides about {contacts} later contacts. Left alone at that share, "
                "{held} members cost {cost}; {gain} remains.",
                contacts=trade.later_contacts,
                held=trade.holdout.members,
                cost=amount_of(trade.holdout.cost, currency),
                gain=amount_of(trade.gain, currency),
            )
        ],
        figures=[best, worth],
        chart=_balance(planned, believed.trades, currency),
    )


def _not_worth_it(planned: Planned, believed: Believed, currency: str) -> Finding:
    """However many are left alone: the audience is too small, or the belief too sure."""
    own = planned.plan.arms.holdout
    near = min(believed.trades, key=lambda each: abs(each.holdout.share - own))
    return Finding(
        "worth-of-knowing",
        Sentence("Knowing is worth less than it costs, however many are left alone"),
        text=[
            Sentence(
                "The result decides about {contacts} later contacts. With {share} left alone, "
                "knowing is worth {worth} and costs {cost}. It is worth more in a larger audience, "
                "with more contacts to decide about, or where the belief is less sure.",
                contacts=near.later_contacts,
                share=Share(near.holdout.share),
                worth=amount_of(near.worth, currency),
                cost=amount_of(near.holdout.cost, currency),
            )
        ],
        chart=_balance(planned, believed.trades, currency),
    )


def _balance(planned: Planned, trades: tuple[Trade, ...], currency: str) -> Chart:
    """What a hold-out costs, what knowing is worth, and what remains."""
    shown = trades[EVERY - 1 :: EVERY]
    lines = (
        (Sentence("Worth of knowing"), [each.worth for each in shown]),
        (Sentence("Cost of the hold-out"), [each.holdout.cost for each in shown]),
        (Sentence("What remains"), [each.gain for each in shown]),
    )
    return line_with_band(
        [
            Series(
                name,
                [
                    Point(100 * each.holdout.share, rounded(minor, currency))
                    for each, minor in zip(shown, amounts, strict=True)
                ],
            )
            for name, amounts in lines
        ],
        description=Sentence("Worth and cost of a hold-out by the share left alone."),
        x=Sentence("Left alone, % of members"),
        measure=Sentence("Amount, by % of members left alone"),
        unit=Unit.MONEY,
        currency=currency,
        mark=_planned(planned),
    )


def _control_group(planned: Planned, believed: Believed) -> Finding:
    share = find(believed.figures, CONTROL_GROUP.id)
    cost = find(believed.figures, HOLDOUT_COST.id, holdout="control_group")
    group = planned.plan.rules.control_group
    has_none = Sentence(
        "The plan names no control group of the company: without one nobody knows what all "
        "campaigns together bring."
    )
    has_one = Sentence(
        "The plan keeps {share} of all customers out of every campaign.",
        share=Share(group.share if group else 0.0),
    )
    text = [has_one if group else has_none]
    figures = [share, cost]
    if share.value is None and share.reason is not None:
        text, figures = [*text, share.reason], []
    title = (
        Sentence("How large a control group of the company should be cannot be told")
        if share.value is None
        else Sentence(
            "{share} of all customers, left out of every campaign, would show what they bring "
            "together",
            share=share,
        )
    )
    return Finding("control-group", title, text=text, figures=figures)
