"""What each member did in the campaign's time, and what was known of it before.

Everybody who was drawn has a row; who bought nothing has noughts. Revenue is net of returns
and counts on the day of the order, margin is revenue less cost of goods, so that discounts
and vouchers that the orders show are already taken off: they are not to be given again as a
cost of the campaign.

What was known before is only what lies strictly before the member was drawn and before the
campaign began, whichever is earlier. Orders are taken there as they were sold: what came
back may have come back after the draw, and then the campaign could have had a part in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw

from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.benefit.incrementality.members import matching
from goodwill.analytics.benefit.incrementality.members.findings import Finding, count
from goodwill.analytics.benefit.incrementality.members.stated import Stated, with_stated
from goodwill.analytics.benefit.incrementality.members.summing import (
    BUYERS,
    COVARIATES,
    MARGIN,
    ORDERS,
    REVENUE,
    bought,
    dated,
    is_unwatched,
    joined,
)
from goodwill.analytics.benefit.incrementality.members.windows import Window, day_as_date, observed
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.information.pairing import Settle
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

BEFORE_DAYS = 365
"""How far back members are looked at, unless told otherwise."""

MOST_WITHOUT_COST = 0.05
"""The share of lines without a cost from which on the margin is in doubt."""


@dataclass(frozen=True)
class Setting:
    """How an experiment is to be measured.

    Parameters
    ----------
    window
        When members are watched.
    before_days
        How far back before the draw to look for covariates; 0 for none.
    first_day, last_day
        The days between which orders are known; found in the orders where not told.
    primary
        The metric that the campaign was planned to move.
    slices, cluster, shares
        As in `Experiment`.
    stated
        Columns of the members' file that are outcomes or covariates themselves.
    fewest_known
        The share of members that must occur in the orders at some time.
    """

    window: Window
    before_days: int = BEFORE_DAYS
    first_day: int | None = None
    last_day: int | None = None
    primary: str = MARGIN
    slices: tuple[str, ...] = ()
    cluster: str | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    stated: Stated = field(default_factory=Stated)
    fewest_known: float = matching.FEWEST_KNOWN


@dataclass(frozen=True)
class Outcomes:
    """An experiment that can be measured, the window it was watched in, and what was odd.

    `watched` are its members as they were drawn, for questions about other times and products.
    """

    experiment: Experiment
    watched: Frame
    window: Window
    findings: tuple[Finding, ...]
    has_margin: bool


def outcomes(
    members: Frame,
    orders: Frame,
    *,
    control: str,
    treated: Sequence[str],
    setting: Setting,
    settle: Settle,
) -> Outcomes:
    """One row per member of one campaign: what it did, and what was known before.

    Parameters
    ----------
    members
        As `Membership.of` returns them.
    orders
        As `histories.orders` returns them.
    control, treated
        The arms; members of other arms are left out.
    settle
        `warehouse.settle`: the members are asked several questions afterwards.

    Returns
    -------
    Outcomes
        Metrics `buyers` (0 or 1), `orders`, `revenue_minor`, and `margin_minor` where costs
        are known; covariates as `COVARIATES` where orders reach back before the draw.

    Raises
    ------
    Undefined
        The window lies outside the data; no member of an arm is left.
    TooFew
        There are no orders at all.
    IdsDoNotMatch
        Fewer members than `setting.fewest_known` occur in the orders.
    """
    first_day, last_day = _days_known(orders, setting)
    window, cut = observed(setting.window, first_day, last_day)
    drawn = dated(members.filter(nw.col("arm").is_in([control, *treated])), window)
    lost = _unwatched(drawn, window, last_day)
    watched = settle(drawn.filter(~nw.col("to_day").is_null(), ~is_unwatched(last_day)))
    strangers = matching.matched(watched, orders, fewest=setting.fewest_known)
    sums = settle(bought(watched, orders, setting.before_days))
    told, has_margin, has_before = _about_costs(sums)
    everybody = joined(watched, sums, setting.before_days)
    whole, metrics, covariates, odd = with_stated(everybody, setting.stated)
    names = (BUYERS, ORDERS, REVENUE, *((MARGIN,) if has_margin else ()))
    before = COVARIATES if has_before and setting.before_days else ()
    kept = settle(
        _selected(whole, [*names, *before, *(m.name for m in metrics), *covariates], setting)
    )
    _refuse_empty_arms(kept, control, treated)
    experiment = Experiment(
        members=kept,
        control=control,
        treated=tuple(treated),
        metrics=(*(_metric(name, names, setting) for name in names), *metrics),
        covariates=(*before, *covariates),
        slices=setting.slices,
        shares=setting.shares,
        cluster=setting.cluster,
    )
    short = _history_findings(window, first_day, setting.before_days, bool(before))
    return Outcomes(
        experiment, watched, window, (*cut, *lost, *strangers, *told, *short, *odd), has_margin
    )


def _days_known(orders: Frame, setting: Setting) -> tuple[int, int]:
    found = orders.select(first=nw.col("day").min(), last=nw.col("day").max())
    row = found.collect("pyarrow").rows(named=True)[0]
    if row["first"] is None:
        raise TooFew(Sentence("orders that can be used"), 0, 1)
    first = row["first"] if setting.first_day is None else setting.first_day
    last = row["last"] if setting.last_day is None else setting.last_day
    return int(first), int(last)


def _unwatched(members: Frame, window: Window, last_day: int) -> tuple[Finding, ...]:
    """Members whose own window is not known or not over; none where dates hold for all."""
    if not window.is_of_member:
        return ()
    sums = members.select(
        undated=count(nw.col("to_day").is_null()), late=count(is_unwatched(last_day))
    )
    row = sums.collect("pyarrow").rows(named=True)[0]
    undated, late = int(row["undated"] or 0), int(row["late"] or 0)
    found = (
        Finding("undated", undated, _undated(undated), is_alarm=True),
        Finding("not_yet_watched", late, _late(late, window.length)),
    )
    return tuple(each for each in found if each.n)


def _undated(n: int) -> Sentence:
    return Sentence(
        "{n} member has no day on which it was drawn, so its own window is not known; it is "
        "left out.",
        "{n} members have no day on which they were drawn, so their own windows are not known; "
        "they are left out, of whatever arm they are.",
        n=n,
    )


def _late(n: int, days: int) -> Sentence:
    return Sentence(
        "{n} member was drawn too late to be watched for {days} days and is left out.",
        "{n} members were drawn too late to be watched for {days} days and are left out, of "
        "whatever arm they are.",
        n=n,
        days=days,
    )


def _about_costs(sums: Frame) -> tuple[tuple[Finding, ...], bool, bool]:
    """What is odd about costs; whether there is a margin; whether anybody bought before."""
    names = ("costed", "lines", "uncosted", "before_orders")
    totals = sums.select(*(nw.col(name).sum().cast(nw.Int64) for name in names))
    row = totals.collect("pyarrow").rows(named=True)[0]
    costed, lines, uncosted, before = (int(row[name] or 0) for name in names)
    if lines and not costed:
        sentence = Sentence(
            "No order of these members says what the goods cost: margin is not known, and with "
            "it what the campaign earned. Give a cost per line or per product."
        )
        return (Finding("no_margin", 0, sentence, is_alarm=True),), False, before > 0
    if not uncosted:
        return (), True, before > 0
    sentence = Sentence(
        "{n} order line of the campaign's time has no cost; the margin is too high by it.",
        "{n} order lines of the campaign's time have no cost; the margin is too high by it.",
        n=uncosted,
    )
    is_alarm = uncosted > MOST_WITHOUT_COST * max(lines, 1)
    return (Finding("lines_without_cost", uncosted, sentence, (), is_alarm),), True, before > 0


def _selected(whole: Frame, numbers: list[str], setting: Setting) -> Frame:
    texts = [*setting.slices, *([setting.cluster] if setting.cluster else [])]
    have = whole.collect_schema().names()
    missing = [name for name in texts if name not in have]
    if missing:
        raise Undefined(
            Sentence("The members have no column {column} to cut by.", column=missing[0])
        )
    kept = dict.fromkeys(["customer_id", "arm", *numbers, *texts])
    return whole.select(*kept)


def _metric(name: str, names: tuple[str, ...], setting: Setting) -> Metric:
    """The primary one is the one told, or where it is not known the last that is."""
    told = {*names, *(metric.name for metric in setting.stated.metrics)}
    primary = setting.primary if setting.primary in told else names[-1]
    kind = {BUYERS: Kind.SHARE, ORDERS: Kind.COUNT}.get(name, Kind.AMOUNT)
    return Metric(name, kind, primary=name == primary)


def _refuse_empty_arms(members: Frame, control: str, treated: Sequence[str]) -> None:
    found = members.group_by("arm").agg(n=nw.len().cast(nw.Int64)).collect("pyarrow")
    have = {row["arm"] for row in found.rows(named=True)}
    for arm in (control, *treated):
        if arm not in have:
            raise Undefined(
                Sentence("Nobody is left in the arm {arm}: there is nothing to compare.", arm=arm)
            )


def _history_findings(
    window: Window, first_day: int, before_days: int, has_before: bool
) -> tuple[Finding, ...]:
    if not before_days:
        return ()
    days = window.start_day - first_day
    if not has_before:
        sentence = Sentence(
            "No member ordered before the campaign, as far as the orders reach back: the result "
            "cannot be sharpened by what was known before."
        )
        return (Finding("no_history", 0, sentence),)
    if days >= before_days:
        return ()
    sentence = Sentence(
        "The orders begin on {first}: of the {wanted} days to look back on, {have} are known.",
        first=day_as_date(first_day),
        wanted=before_days,
        have=days,
    )
    return (Finding("short_history", before_days - days, sentence),)
