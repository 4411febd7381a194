"""In short: what CRM costs, where it went, what cannot be told, what is wrong and who acts."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.analytics.benefit.costing.sharing import costfigures_served as figures
from goodwill.analytics.benefit.costing.sharing.lines import Reason
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import major
from goodwill.language import Sentence
from goodwill.report.cost.chapters.abnormal import recent
from goodwill.report.cost.chapters.abnormal import said as flag_said
from goodwill.report.cost.chapters.budget import title as budget_title
from goodwill.report.cost.chapters.capacity import title as capacity_title
from goodwill.report.cost.chapters.profit import title as profit_title
from goodwill.report.cost.chapters.reconciling import identity_figures, reasons
from goodwill.report.cost.chapters.served import title as served_title
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.profiting import Profit
from goodwill.report.cost.watching import Budgeted, Watched
from goodwill.report.finding import Chapter, Finding
from goodwill.report.words import Amount


def answers(measured: Measured) -> Chapter:
    return Chapter("answers", Sentence("In short"), list(_findings(measured)))


def _findings(measured: Measured) -> Iterator[Finding]:
    yield _costs(measured)
    yield _reconciles(measured)
    if measured.allocation.identity.unassigned:
        yield _unassigned(measured)
    if measured.allocation.capacity:
        yield Finding("answer-capacity", capacity_title(measured))
    if measured.served.spread is not None:
        yield Finding("answer-served", served_title(measured))
    if isinstance(measured.profit, Profit):
        yield Finding("answer-profit", profit_title(measured.profit))
    yield _abnormal(measured)
    budgeted = measured.watching.budgeted
    if isinstance(budgeted, Budgeted):
        yield Finding("answer-budget", budget_title(measured, budgeted))


def _costs(measured: Measured) -> Finding:
    window = measured.window
    return Finding(
        "answer-costs",
        Sentence(
            "From {first} to {last} {used} was used up for CRM, and {paid} was paid",
            used=measured.consumption.total,
            paid=measured.cash.total,
            **window.said,
        ),
        text=[
            Sentence(
                "These are two views of one ledger and are never added. As used up, assets count "
                "while they are used: that is what serving customers costs. As paid, they count "
                "when they are bought: that is what a return is measured against."
            ),
            Sentence(
                "{share} of what was used up rests on estimates.",
                share=measured.consumption.estimated,
            ),
        ],
    )


def _reconciles(measured: Measured) -> Finding:
    identity = measured.allocation.identity
    named = {f.definition.id: f for f in identity_figures(measured)}
    page = measured.ready.whole.page
    aside = page.rows_read - page.rows_used
    text = [
        Sentence(
            "{customers} went to customers, {others} to campaigns and channels without a "
            "customer, {unused} to unused capacity, {sustaining} stays with the company, and "
            "{unassigned} is not assigned: together {ledger}, to the smallest coin.",
            customers=named[figures.TO_CUSTOMERS.id],
            others=named[figures.TO_OTHERS.id],
            unused=named[figures.UNUSED.id],
            sustaining=named[figures.SUSTAINING.id],
            unassigned=named[figures.UNASSIGNED.id],
            ledger=measured.consumption.total,
        )
    ]
    if aside:
        text.append(
            Sentence(
                "{n} of {rows} rows of the ledger does not count; it is in set-aside.csv with its "
                "reason.",
                "{n} of {rows} rows of the ledger do not count; they are in set-aside.csv, each "
                "with its reason.",
                n=aside,
                rows=page.rows_read,
            )
        )
    return Finding(
        "answer-reconciles",
        Sentence(
            "The ledger reconciles: all {ledger} is accounted for, with a difference of "
            "{difference}",
            ledger=measured.consumption.total,
            difference=Amount(major(identity.difference, measured.currency), measured.currency),
        ),
        text=text,
    )


def _unassigned(measured: Measured) -> Finding:
    identity = measured.allocation.identity
    found = reasons(measured.allocation.unassigned)
    positive = [each for each in found if each.amount_minor > 0]
    text = []
    if positive:
        first = positive[0]
        text.append(
            Sentence(
                "The largest part, {amount}: {reason}",
                amount=Amount(major(first.amount_minor, measured.currency), measured.currency),
                reason=first.reason.label,
            )
        )
    if any(each.reason is Reason.OVERLOAD for each in found):
        text.append(
            Sentence(
                "Departments that worked beyond their practical time assigned more than they "
                "cost; the difference is taken back here."
            )
        )
    if identity.unassigned < 0:
        title = Sentence(
            "More was assigned than was spent, by {amount}: departments worked more than they "
            "practically can",
            amount=measured.money(figures.UNASSIGNED, identity.unassigned),
        )
    else:
        title = Sentence(
            "{amount} ({share}) is not assigned, for reasons that can be mended",
            amount=measured.money(figures.UNASSIGNED, identity.unassigned),
            share=measured.unassigned_share,
        )
    return Finding("answer-unassigned", title, text=text)


def _abnormal(measured: Measured) -> Finding:
    watched = measured.watching.watched
    if isinstance(watched, GoodwillError):
        return Finding(
            "answer-abnormal",
            Sentence("What is abnormal cannot be told"),
            text=[watched.sentence],
        )
    return Finding("answer-abnormal", _abnormal_title(watched), text=_who_acts(measured, watched))


def _abnormal_title(watched: Watched) -> Sentence:
    fresh = len(watched.fresh)
    if not watched.flags:
        return Sentence("No cost looks wrong")
    if not fresh:
        return Sentence(
            "Nothing new looks wrong; {n} cost is known already",
            "Nothing new looks wrong; {n} costs are known already",
            n=len(watched.flags),
        )
    return Sentence(
        "{n} cost looks wrong that nobody has looked into",
        "{n} costs look wrong that nobody has looked into",
        n=fresh,
    )


def _who_acts(measured: Measured, watched: Watched) -> list[Sentence]:
    if not watched.flags:
        return []
    shown = recent(measured, watched.fresh) or recent(measured, watched.flags) or watched.flags
    largest = max(shown, key=lambda f: abs(f.amount_minor - f.expected_minor))
    text = [Sentence("The largest: {flag}", flag=flag_said(measured, largest))]
    without = len(watched.without_owner)
    if without:
        text.append(
            Sentence(
                "{n} of them has no owner yet: fill in owner, cause and action in flags.csv and "
                "give the file back with --flags.",
                "{n} of them have no owner yet: fill in owner, cause and action in flags.csv and "
                "give the file back with --flags.",
                n=without,
            )
        )
    return text
